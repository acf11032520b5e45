package io.isthmus.store;

import io.isthmus.journal.Resources.Touched;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** What pushes touched after a position: resources, and of groups only the members that were named, where these are few. */
final class Pushed {
    /** Of imports nothing is desired; written as in the index, which has nothing else. */
    static final String ONLY = "operation not in ('import', 'import-ended')";

    private static final int FEW = 1000;

    private static final String NAMED = "case when resource_type = 'GROUP' and operation in ('patch', 'replace')"
            + " and jsonb_array_length(understood #> '{members,added}') + jsonb_array_length(understood #> '{members,removed}') <= "
            + FEW
            + " then array(select e ->> 'value' from jsonb_array_elements(understood #> '{members,added}') e"
            + " union all select jsonb_array_elements_text(understood #> '{members,removed}')) end";

    private final Set<String> ids = new LinkedHashSet<>();
    private final Map<String, Set<String>> members = new LinkedHashMap<>();
    private final Set<String> whole = new HashSet<>();

    private Pushed() {}

    static Touched after(DataSource database, long position, int limit) {
        Pushed pushed = new Pushed();
        List<Long> positions = Sql.list(
                database,
                "select position, resource_id, outcome = 'stored' and " + ONLY + ", resource_type = 'GROUP', " + NAMED
                        + " from journal where position > ? order by position limit ?",
                statement -> {
                    statement.setLong(1, position);
                    statement.setInt(2, limit);
                },
                pushed::take);
        long upTo = positions.isEmpty() ? position : positions.get(positions.size() - 1);
        return new Touched(pushed.ids, pushed.members, upTo, positions.size() == limit);
    }

    private long take(ResultSet row) throws SQLException {
        if (row.getBoolean(3)) {
            String id = row.getString(2);
            ids.add(id);
            if (row.getBoolean(4)) {
                group(id, Optional.ofNullable(row.getArray(5)));
            }
        }
        return row.getLong(1);
    }

    private void group(String id, Optional<java.sql.Array> named) throws SQLException {
        if (named.isPresent() && !whole.contains(id)) {
            Set<String> values = members.computeIfAbsent(id, key -> new HashSet<>());
            values.addAll(List.of((String[]) named.get().getArray()));
            if (values.size() <= FEW) {
                return;
            }
        }
        whole.add(id);
        members.remove(id);
    }
}
