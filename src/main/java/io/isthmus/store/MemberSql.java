package io.isthmus.store;

import io.isthmus.scim.Filter;
import io.isthmus.scim.Filter.Operator;
import io.isthmus.scim.Keys;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.util.ArrayList;
import java.util.List;

/** Conditions on members of groups, and on groups of users, as probes of member rows: exact, whatever the size of the group. */
final class MemberSql {
    private static final String VALUE = "m.value";
    private static final String MEMBERS = "exists (select 1 from member m where m.group_id = resource.id"
            + " and not exists (select 1 from resource d where d.id = m.value and d.deleted is not null) and ";
    private static final String GROUPS =
            "resource.id in (with m as materialized (select m.value, m.value_key from member m"
                    + " join resource g on g.id = m.group_id and g.deleted is null and g.source = ? where ";
    /** Whatever may name a user: its id, its externalId, its userName, one that it had. */
    private static final String USERS = ") select m.value from m union all select u.id from m join resource u"
            + " on u.external_id = m.value and u.source = ? union all select u.id from m join resource u"
            + " on u.user_name_key = m.value_key and u.source = ? union all select f.resource_id from m join former_name f"
            + " on f.name_key = m.value_key and f.source = ? where " + FormerNames.MEANT + ")";

    private MemberSql() {}

    /** On a group: paths are {@code members.…} or relative to a member. */
    static SqlPart of(Filter condition) {
        SqlPart inner = part(condition, VALUE, "m.display", "m.type");
        return new SqlPart(MEMBERS + inner.sql() + ")", inner.parameters(), true);
    }

    /** On a user: paths are {@code groups.…} or relative to one. */
    static SqlPart groups(String source, Filter condition) {
        SqlPart inner = part(condition, "m.group_id", "g.body->>'displayName'", "'direct'");
        List<String> parameters = new ArrayList<>();
        parameters.add(source);
        parameters.addAll(inner.parameters());
        parameters.addAll(List.of(source, source, source));
        return new SqlPart(GROUPS + inner.sql() + USERS, parameters, true);
    }

    private static SqlPart part(Filter filter, String value, String display, String type) {
        if (filter instanceof Filter.And and) {
            return SqlPart.join(
                    "and",
                    and.all().stream()
                            .map(part -> part(part, value, display, type))
                            .toList());
        }
        if (filter instanceof Filter.Or or) {
            return SqlPart.join(
                    "or",
                    or.any().stream()
                            .map(part -> part(part, value, display, type))
                            .toList());
        }
        if (filter instanceof Filter.Not not) {
            return part(not.not(), value, display, type).not();
        }
        if (filter instanceof Filter.Present present) {
            return SqlPart.exactly(
                    column(present.path().subAttribute().orElse(present.path().attribute()), value, display, type)
                            + " is not null");
        }
        if (filter instanceof Filter.Compare compare) {
            String name = compare.path().subAttribute().orElse(compare.path().attribute());
            String column = column(name, value, display, type);
            if (column.equals(VALUE) && compare.operator() == Operator.EQ) {
                String sent = compare.value().asText();
                return SqlPart.exactly("(m.value_key = ? and m.value = ?)", Keys.fold(sent), sent);
            }
            if (name.equals("value")) {
                return compare(compare, column, compare.value().asText());
            }
            return compare(
                    compare, "lower(" + column + ")", Keys.fold(compare.value().asText()));
        }
        throw refused();
    }

    private static SqlPart compare(Filter.Compare compare, String column, String value) {
        return compare.operator() == Operator.NE
                ? FilterSql.text(column, Operator.EQ, value).not()
                : FilterSql.text(column, compare.operator(), value);
    }

    private static String column(String name, String value, String display, String type) {
        return switch (name) {
            case "value", "members", "groups" -> value;
            case "display" -> display;
            case "type" -> type;
            default -> throw refused();
        };
    }

    private static ScimException refused() {
        return new ScimException(ScimError.badRequest(
                "invalidFilter", "of members and groups value, display and type can be filtered by"));
    }
}
