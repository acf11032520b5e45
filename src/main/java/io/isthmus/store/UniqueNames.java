package io.isthmus.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.scim.ImportMark;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who owns what has to be unique within a source: the {@code userName} of users, the {@code displayName} of groups, and what the
 * source's settings add. Only live resources own a name. Owners are read after the journal's head is locked, so that two nodes
 * see each other's.
 */
final class UniqueNames {
    /** Attributes that a source may have unique beside the names. */
    static final Set<String> MORE = Set.of("externalId", "emails");

    private static final String USERS = "select source, type, 'userName', user_name_key, id from resource"
            + " where deleted is null and user_name_key = any(?)";
    private static final String GROUPS = "select source, type, 'displayName', display_name_key, id from resource"
            + " where deleted is null and type = 'GROUP' and display_name_key = any(?)";
    private static final String EXTERNAL = "select source, type, 'externalId', external_id, id from resource"
            + " where deleted is null and not imported and type = 'USER' and external_id = any(?)";
    private static final String EMAILS = "select source, type, 'emails', unnest(email_keys), id from resource"
            + " where deleted is null and not imported and type = 'USER' and " + EmailRows.WITH_ANY;
    private static final Map<String, String> QUERIES =
            Map.of("userName", USERS, "displayName", GROUPS, "externalId", EXTERNAL, "emails", EMAILS);

    /** A name as it has to be unique. */
    record Name(String source, ResourceType type, String attribute, String key) {}

    private final Map<String, Set<String>> more;
    private final Connection connection;
    private final Map<Name, Optional<String>> owners = new HashMap<>();

    /** @param more attributes that have to be unique as well, by source */
    UniqueNames(Map<String, Set<String>> more, Connection connection) {
        this.more = more;
        this.connection = connection;
    }

    /** Reads the owners of the names that the batch certainly wants. */
    void read(Trip trip, Collection<Push> pushes) {
        Set<Name> wanted = new HashSet<>();
        for (Push push : pushes) {
            ObjectNode body = push.operation() instanceof Operation.Create create
                    ? create.body()
                    : push.operation() instanceof Operation.Replace replace
                            ? replace.body()
                            : push.operation() instanceof Operation.Import imported ? imported.body() : null;
            if (body != null) {
                wanted.addAll(of(push.source(), push.type(), body));
            }
        }
        read(trip, wanted);
    }

    private void read(Trip trip, Set<Name> wanted) {
        wanted.forEach(name -> owners.put(name, Optional.empty()));
        Map<String, List<String>> keys = new HashMap<>();
        wanted.forEach(name ->
                keys.computeIfAbsent(name.attribute(), any -> new ArrayList<>()).add(name.key()));
        keys.forEach((attribute, values) -> trip.read(QUERIES.get(attribute), Trip.texts(values), row -> {
            Name name = new Name(
                    row.getString(1), ResourceType.valueOf(row.getString(2)), row.getString(3), row.getString(4));
            return owners.put(name, Optional.of(row.getString(5)));
        }));
    }

    /** The resource takes its names, and gives up those it had. @throws ScimException 409; then nothing changed */
    void take(Optional<Resource> before, Resource after) {
        Set<Name> had = before.map(this::of).orElse(Set.of());
        Set<Name> has = of(after);
        for (Name name : has) {
            if (!had.contains(name)
                    && owner(name).filter(owner -> !owner.equals(after.id())).isPresent()) {
                throw new ScimException(taken(name));
            }
        }
        had.forEach(name -> owners.put(name, Optional.empty()));
        has.forEach(name -> owners.put(name, Optional.of(after.id())));
    }

    static ScimError taken(Name name) {
        String kind = name.type() == ResourceType.USER ? "user" : "group";
        return ScimError.uniqueness(
                name.attribute() + " is taken by another " + kind + "; choose another one, or update that " + kind);
    }

    /** The owner of a name; one that only the fold of a PATCH brought up is looked up. */
    private Optional<String> owner(Name name) {
        if (!owners.containsKey(name)) {
            try {
                Trip trip = new Trip();
                read(trip, Set.of(name));
                trip.run(connection);
            } catch (SQLException failed) {
                throw new StoreException(failed);
            }
        }
        return owners.get(name);
    }

    private Set<Name> of(Resource resource) {
        return resource.deleted().isPresent() ? Set.of() : of(resource.source(), resource.type(), resource.body());
    }

    private Set<Name> of(String source, ResourceType type, ObjectNode body) {
        Set<Name> names = new HashSet<>();
        if (type == ResourceType.GROUP) {
            ResourceRows.displayNameKey(body).ifPresent(key -> names.add(new Name(source, type, "displayName", key)));
            return names;
        }
        ResourceRows.userNameKey(body).ifPresent(key -> names.add(new Name(source, type, "userName", key)));
        // what nobody has pushed is in the way of nothing but its own name
        Set<String> unique = ImportMark.isOn(body) ? Set.of() : more.getOrDefault(source, Set.of());
        if (unique.contains("externalId") && body.path("externalId").isTextual()) {
            names.add(
                    new Name(source, type, "externalId", body.path("externalId").textValue()));
        }
        if (unique.contains("emails")) {
            ResourceRows.emailKeys(body).forEach(key -> names.add(new Name(source, type, "emails", key)));
        }
        return names;
    }
}
