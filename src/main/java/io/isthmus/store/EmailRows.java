package io.isthmus.store;

import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who has an e-mail, as rows that follow the view. With an index on the array in its row, every e-mail that changed rewrote all
 * indexes of its resource.
 */
final class EmailRows {
    /** Of resources: that one has an e-mail. As an array it is one probe of the primary key each, whatever the statistics say. */
    static final String WITH = "id = any(array(select resource_id from email where key = ?))";

    /** The same of any of several. */
    static final String WITH_ANY = "id = any(array(select resource_id from email where key = any(?)))";

    /** Says for a transaction that these rows are written with it; without it the database writes them, row by row. */
    static final String SETTING = "isthmus.emails";

    private static final String INSERT =
            "insert into email select * from unnest(?::text[], ?::text[]) on conflict do nothing";
    private static final String DELETE = "delete from email using unnest(?::text[], ?::text[]) as gone(k, r)"
            + " where key = gone.k and resource_id = gone.r";

    private record Row(String key, String resource) {
        /** One order for all writers. */
        static final Comparator<Row> ORDER = Comparator.comparing(Row::key).thenComparing(Row::resource);
    }

    private final Set<Row> added = new TreeSet<>(Row.ORDER);
    private final Set<Row> removed = new TreeSet<>(Row.ORDER);

    /** Takes note of what a push made of a resource. */
    void take(Optional<Resource> before, Resource after) {
        Set<Row> had = before.map(EmailRows::of).orElse(Set.of());
        Set<Row> has = of(after);
        if (had.equals(has)) {
            return;
        }
        had.stream().filter(row -> !has.contains(row) && !added.remove(row)).forEach(removed::add);
        has.stream().filter(row -> !had.contains(row) && !removed.remove(row)).forEach(added::add);
    }

    private static Set<Row> of(Resource resource) {
        Set<Row> rows = new HashSet<>();
        ResourceRows.emailKeys(resource.body()).forEach(key -> rows.add(new Row(key, resource.id())));
        return rows;
    }

    void write(Trip trip) {
        write(trip, DELETE, removed);
        write(trip, INSERT, added);
    }

    private static void write(Trip trip, String sql, Set<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        List<String> keys = new ArrayList<>();
        List<String> resources = new ArrayList<>();
        rows.forEach(row -> {
            keys.add(row.key());
            resources.add(row.resource());
        });
        trip.write(sql, Trip.texts(keys, resources));
    }
}
