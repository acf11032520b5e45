package io.isthmus.store;

import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * User names that users gave up. What names somebody by one, in a group or as a reference, means that user until another has the
 * name; of a user who is deleted none is kept.
 */
final class FormerNames {
    /** Who had the name of a member row m of a group g last. */
    static final String OF_MEMBER = "(select f.resource_id from former_name f join resource o on o.id = f.resource_id"
            + " and o.deleted is null where f.source = g.source and f.name_key = m.value_key)";

    /** By the same columns as a look-up of current names. */
    static final String LOOK_UP = "select f.name_key, f.resource_id from former_name f join resource o"
            + " on o.id = f.resource_id and o.deleted is null where f.source = ? and f.name_key = any(?)";

    /**
     * Of a former name f and a member row m that says it: that m means nobody by what somebody is called now. The offsets keep these
     * probes of an index by the few rows that get there: as a join the table of resources was read whole.
     */
    static final String MEANT = "not exists (select 1 from resource o where o.user_name_key = f.name_key"
            + " and (o.source || ' ' || o.type) = (f.source || ' USER') and o.deleted is null offset 0)"
            + " and not exists (select 1 from resource o where o.external_id = m.value"
            + " and (o.source || ' ' || o.type) = (f.source || ' USER') and o.deleted is null offset 0)"
            + " and not exists (select 1 from resource o where o.id = m.value offset 0)";

    private static final String INSERT = "insert into former_name (source, name_key, resource_id) select * from"
            + " unnest(?::text[], ?::text[], ?::text[]) on conflict (source, name_key) do update set resource_id ="
            + " excluded.resource_id";
    private static final String DELETE = "delete from former_name where resource_id = any(?)";

    private record Name(String source, String key) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            int bySource = source.compareTo(other.source);
            return bySource != 0 ? bySource : key.compareTo(other.key);
        }
    }

    private final Map<Name, String> given = new TreeMap<>();
    private final Set<String> gone = new HashSet<>();

    /** Whether a user may have given up a name: one that was pushed once has the name that it came with. */
    static boolean mayHave(Resource user) {
        return user.version() > 1;
    }

    /** Takes note of what a push made of a resource. */
    void take(Optional<Resource> before, Resource after) {
        if (after.type() != ResourceType.USER || before.isEmpty()) {
            return;
        }
        if (after.deleted().isPresent()) {
            gone.add(after.id());
            given.values().removeIf(after.id()::equals);
            return;
        }
        ResourceRows.userNameKey(before.get().body())
                .filter(key -> !ResourceRows.userNameKey(after.body()).equals(Optional.of(key)))
                .ifPresent(key -> given.put(new Name(after.source(), key), after.id()));
    }

    void write(Trip trip) {
        if (!gone.isEmpty()) {
            trip.write(DELETE, Trip.texts(List.copyOf(gone)));
        }
        if (!given.isEmpty()) {
            List<String> sources = new ArrayList<>();
            List<String> keys = new ArrayList<>();
            List<String> resources = new ArrayList<>();
            given.forEach((name, resource) -> {
                sources.add(name.source());
                keys.add(name.key());
                resources.add(resource);
            });
            trip.write(INSERT, Trip.texts(sources, keys, resources));
        }
    }
}
