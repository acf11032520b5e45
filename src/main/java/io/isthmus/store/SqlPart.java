package io.isthmus.store;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A condition in SQL with its parameters, all of them text.
 *
 * @param exact whether it holds for exactly what the filter says; else for that and more, and each row has to be looked at
 */
record SqlPart(String sql, List<String> parameters, boolean exact) {
    /** Holds for everything: the database cannot narrow the search. */
    static final SqlPart ANYTHING = new SqlPart("true", List.of(), false);

    SqlPart {
        parameters = List.copyOf(parameters);
    }

    static SqlPart exactly(String sql, String... parameters) {
        return new SqlPart(sql, List.of(parameters), true);
    }

    static SqlPart atLeast(String sql, String... parameters) {
        return new SqlPart(sql, List.of(parameters), false);
    }

    /** Both of them for {@code and}, one of them for {@code or}. */
    static SqlPart join(String with, List<SqlPart> parts) {
        StringJoiner sql = new StringJoiner(" " + with + " ", "(", ")");
        List<String> parameters = new ArrayList<>();
        boolean exact = true;
        for (SqlPart part : parts) {
            sql.add(part.sql());
            parameters.addAll(part.parameters());
            exact &= part.exact();
        }
        return new SqlPart(sql.toString(), parameters, exact);
    }

    /** The opposite; of a condition that holds for more than the filter says nothing follows. */
    SqlPart not() {
        return exact ? new SqlPart("not coalesce((" + sql + "), false)", parameters, true) : ANYTHING;
    }
}
