package io.isthmus.store;

import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import io.isthmus.scim.AttributeDefinition;
import io.isthmus.scim.AttributePath;
import io.isthmus.scim.ComparedValue;
import io.isthmus.scim.Filter;
import io.isthmus.scim.Filter.Operator;
import io.isthmus.scim.Keys;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.Schemas;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A filter as SQL with bind parameters, within one source and type: exact where a column or a row of members answers, else a
 * condition that narrows the search, after which {@link io.isthmus.scim.Filters} has the last word. Never more than that.
 */
final class FilterSql {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final String FOREIGN = "[^ -~]";
    /** What a resource shows and its document does not hold. */
    private static final Set<String> RENDERED = Set.of("meta", "schemas");

    private final String source;
    private final ResourceType type;

    private FilterSql(String source, ResourceType type) {
        this.source = source;
        this.type = type;
    }

    private boolean isMembers(String attribute) {
        return type == ResourceType.GROUP && attribute.equals("members");
    }

    private boolean isGroups(String attribute) {
        return type == ResourceType.USER && attribute.equals("groups");
    }

    /** The condition of a search, its scope included. */
    static SqlPart of(String source, ResourceType type, Optional<Filter> filter) {
        SqlPart scope =
                SqlPart.exactly(ResourceRows.SCOPE + " = ? and deleted is null", ResourceRows.scope(source, type));
        return filter.map(found -> SqlPart.join("and", List.of(scope, new FilterSql(source, type).condition(found))))
                .orElse(scope);
    }

    static int bind(SqlPart part, PreparedStatement statement) throws SQLException {
        int index = 1;
        for (String parameter : part.parameters()) {
            statement.setString(index++, parameter);
        }
        return index;
    }

    private SqlPart condition(Filter filter) {
        if (filter instanceof Filter.And and) {
            return SqlPart.join("and", and.all().stream().map(this::condition).toList());
        }
        if (filter instanceof Filter.Or or) {
            return SqlPart.join("or", or.any().stream().map(this::condition).toList());
        }
        if (filter instanceof Filter.Not not) {
            return condition(not.not()).not();
        }
        if (filter instanceof Filter.Present present) {
            return present(present.path());
        }
        if (filter instanceof Filter.ValuePath path) {
            return valuePath(path);
        }
        return compare((Filter.Compare) filter);
    }

    private SqlPart present(AttributePath path) {
        if (isMembers(path.attribute())) {
            return MemberSql.of(new Filter.Present(path));
        }
        if (isGroups(path.attribute())) {
            return MemberSql.groups(source, new Filter.Present(path));
        }
        return switch (path.toString()) {
            case "id",
                    "meta",
                    "meta.created",
                    "meta.lastModified",
                    "meta.location",
                    "meta.resourceType",
                    "meta.version",
                    "schemas" -> SqlPart.exactly("true");
            case "userName" -> SqlPart.exactly("user_name_key is not null");
            case "displayName" -> SqlPart.exactly("display_name_key is not null");
            case "externalId" -> SqlPart.exactly("external_id is not null");
            default -> SqlPart.ANYTHING;
        };
    }

    private SqlPart compare(Filter.Compare compare) {
        if (compare.operator() == Operator.NE) {
            return condition(new Filter.Compare(compare.path(), Operator.EQ, compare.value(), compare.definition()))
                    .not();
        }
        String value = compare.value().asText();
        String head = compare.path().attribute();
        if (isMembers(head)) {
            return MemberSql.of(compare);
        }
        if (isGroups(head)) {
            return MemberSql.groups(source, compare);
        }
        return switch (compare.path().toString()) {
            case "id" -> text("id", compare.operator(), value);
            case "userName" -> text("user_name_key", compare.operator(), Keys.fold(value));
            case "displayName" -> text("display_name_key", compare.operator(), Keys.fold(value));
            case "externalId" -> text("external_id", compare.operator(), value);
            case "emails.value" -> emails(compare.operator(), Keys.fold(value));
            case "active" -> SqlPart.exactly("active = ?::boolean", value);
            case "meta.created" -> moment("created", compare.operator(), value);
            case "meta.lastModified" -> moment("last_modified", compare.operator(), value);
            case "meta.resourceType" -> text("'" + type.label() + "'", compare.operator(), value);
            default -> document(compare);
        };
    }

    /** A text column under byte order, as the folded keys compare in memory. */
    static SqlPart text(String column, Operator operator, String value) {
        return switch (operator) {
            case EQ, NE -> SqlPart.exactly(column + " = ?", value);
            case CO -> SqlPart.exactly("position(? in " + column + ") > 0", value);
            case SW -> SqlPart.exactly("starts_with(" + column + ", ?)", value);
            case EW -> SqlPart.exactly("right(" + column + ", length(?)) = ?", value, value);
            case GT -> SqlPart.exactly(column + " collate \"C\" > ?", value);
            case GE -> SqlPart.exactly(column + " collate \"C\" >= ?", value);
            case LT -> SqlPart.exactly(column + " collate \"C\" < ?", value);
            case LE -> SqlPart.exactly(column + " collate \"C\" <= ?", value);
        };
    }

    private static SqlPart emails(Operator operator, String value) {
        if (operator == Operator.EQ) {
            return SqlPart.exactly(EmailRows.WITH, value);
        }
        SqlPart one = text("k", operator, value);
        return new SqlPart(
                "exists (select 1 from unnest(email_keys) k where " + one.sql() + ")", one.parameters(), true);
    }

    private static SqlPart moment(String column, Operator operator, String value) {
        String sign =
                switch (operator) {
                    case GT -> ">";
                    case GE -> ">=";
                    case LT -> "<";
                    case LE -> "<=";
                    default -> "=";
                };
        Instant moment = ComparedValue.moment(value).orElseThrow();
        // what the database's own reader of dates takes is less than what we take
        Instant within = moment.isBefore(FIRST) ? FIRST : moment.isAfter(LAST) ? LAST : moment;
        return SqlPart.exactly(column + " " + sign + " ?::timestamptz", within.toString());
    }

    /** Inside the document: what may match, case and composition of characters aside. */
    private SqlPart document(Filter.Compare compare) {
        AttributePath path = compare.path();
        Optional<AttributeDefinition> attribute = Schemas.resolve(
                        type, new AttributePath(path.schema(), path.attribute(), Optional.empty()).toString())
                .flatMap(Schemas.Resolved::definition);
        boolean text = compare.definition()
                .filter(found -> found.type() == Type.STRING || found.type() == Type.REFERENCE)
                .isPresent();
        if (attribute.isEmpty()
                || !text
                || RENDERED.contains(path.attribute()) && path.schema().isEmpty()) {
            return SqlPart.ANYTHING;
        }
        String at = path.schema().map(urn -> "body->" + literal(urn)).orElse("body");
        String inner = at + "->" + literal(path.attribute());
        if (!attribute.get().multiValued()) {
            return maybe(
                    path.subAttribute()
                            .map(sub -> inner + "->>" + literal(sub))
                            .orElse(at + "->>" + literal(path.attribute())),
                    compare);
        }
        SqlPart one = maybe(
                path.subAttribute()
                        .map(sub -> "coalesce(e->>" + literal(sub) + ", e#>>'{}')")
                        .orElse("e#>>'{}'"),
                compare);
        return SqlPart.atLeast(
                elements(inner) + one.sql() + ")", one.parameters().toArray(String[]::new));
    }

    private static SqlPart maybe(String expression, Filter.Compare compare) {
        String folded = Keys.fold(compare.value().asText());
        SqlPart plain =
                switch (compare.operator()) {
                    case EQ, CO, SW, EW -> text("lower(" + expression + ")", compare.operator(), folded);
                    default -> SqlPart.ANYTHING;
                };
        return SqlPart.atLeast(
                "(" + plain.sql() + " or " + expression + " ~ '" + FOREIGN + "')",
                plain.parameters().toArray(String[]::new));
    }

    private static String elements(String at) {
        return "exists (select 1 from jsonb_array_elements(case jsonb_typeof(" + at + ") when 'array' then " + at
                + " else '[]' end) e where ";
    }

    private SqlPart valuePath(Filter.ValuePath path) {
        String attribute = path.attribute().toString();
        if (isMembers(attribute)) {
            return MemberSql.of(path.condition());
        }
        if (isGroups(attribute)) {
            return MemberSql.groups(source, path.condition());
        }
        if (attribute.equals("emails")) {
            return value(path.condition())
                    .map(value -> SqlPart.atLeast(EmailRows.WITH, Keys.fold(value)))
                    .orElse(SqlPart.ANYTHING);
        }
        return value(path.condition())
                .flatMap(value -> Schemas.resolve(type, attribute + ".value")
                        .map(resolved -> document(new Filter.Compare(
                                resolved.path(),
                                Operator.EQ,
                                com.fasterxml.jackson.databind.node.TextNode.valueOf(value),
                                resolved.definition()))))
                .orElse(SqlPart.ANYTHING);
    }

    /** The value that every element meeting the condition has. */
    private static Optional<String> value(Filter condition) {
        if (condition instanceof Filter.And and) {
            return and.all().stream().flatMap(part -> value(part).stream()).findFirst();
        }
        return condition instanceof Filter.Compare compare
                        && compare.operator() == Operator.EQ
                        && compare.path().attribute().equals("value")
                ? Optional.of(compare.value().asText())
                : Optional.empty();
    }

    /** Attribute names come from the schema, or are quoted as SQL literals when they name an extension unknown to us. */
    static String literal(String name) {
        return "'" + name.replace("'", "''").replace("?", "") + "'";
    }
}
