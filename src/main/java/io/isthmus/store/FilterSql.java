package io.isthmus.store;

import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import io.isthmus.scim.AttributeDefinition;
import io.isthmus.scim.AttributePath;
import io.isthmus.scim.Filter;
import io.isthmus.scim.Keys;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.Schemas;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A filter as SQL with bind parameters: an index probe where a column serves, else a comparison inside the document, always
 * within one source and type. What a folded comparison finds inside the document is compared by lower case.
 */
final class FilterSql {
    private final StringBuilder sql = new StringBuilder();
    private final List<String> parameters = new ArrayList<>();

    private FilterSql() {}

    static FilterSql of(Optional<Filter> filter) {
        FilterSql result = new FilterSql();
        result.sql.append(ResourceRows.SCOPE).append(" = ? and deleted is null");
        filter.ifPresent(found -> {
            result.sql.append(" and ");
            result.condition(found);
        });
        return result;
    }

    String where() {
        return sql.toString();
    }

    int bind(PreparedStatement statement, String source, ResourceType type) throws SQLException {
        statement.setString(1, ResourceRows.scope(source, type));
        int index = 2;
        for (String parameter : parameters) {
            statement.setString(index++, parameter);
        }
        return index;
    }

    private void condition(Filter filter) {
        if (filter instanceof Filter.And and) {
            sql.append('(');
            for (int i = 0; i < and.all().size(); i++) {
                sql.append(i == 0 ? "" : " and ");
                condition(and.all().get(i));
            }
            sql.append(')');
        } else if (filter instanceof Filter.Equal equal) {
            equal(equal);
        } else if (filter instanceof Filter.ValuePath path) {
            valuePath(path);
        }
    }

    private void equal(Filter.Equal equal) {
        switch (equal.path().toString()) {
            case "id" -> add("id = ?", equal.value());
            case "userName" -> add("user_name_key = ?", Keys.fold(equal.value()));
            case "displayName" -> add("display_name_key = ?", Keys.fold(equal.value()));
            case "externalId" -> add("external_id = ?", equal.value());
            case "emails.value" -> add("email_keys @> array[?::text]", Keys.fold(equal.value()));
            case "active" -> add("active = ?::boolean", bool(equal.value()));
            case "meta.resourceType" -> add("type = upper(?)", equal.value());
            default -> document(equal);
        }
    }

    private static String bool(String value) {
        return Boolean.toString(Boolean.parseBoolean(value));
    }

    private void document(Filter.Equal equal) {
        AttributePath path = equal.path();
        String at = path.schema().map(urn -> "body->" + literal(urn)).orElse("body");
        Optional<AttributeDefinition> attribute = Schemas.resolve(
                        new AttributePath(path.schema(), path.attribute(), Optional.empty()).toString())
                .flatMap(Schemas.Resolved::definition);
        boolean many = attribute.filter(AttributeDefinition::multiValued).isPresent();
        String inner = at + "->" + literal(path.attribute());
        if (many) {
            String element =
                    path.subAttribute().map(sub -> "e->>" + literal(sub)).orElse("e#>>'{}'");
            sql.append("exists (select 1 from jsonb_array_elements(case jsonb_typeof(")
                    .append(inner)
                    .append(") when 'array' then ")
                    .append(inner)
                    .append(" else '[]' end) e where ");
            compare(element, equal);
            sql.append(')');
            return;
        }
        String value = path.subAttribute().isPresent()
                ? inner + "->>" + literal(path.subAttribute().get())
                : at + "->>" + literal(path.attribute());
        compare(value, equal);
    }

    private void compare(String expression, Filter.Equal equal) {
        boolean exact = Schemas.resolve(equal.path().toString())
                .flatMap(Schemas.Resolved::definition)
                .filter(found -> found.caseExact() || found.type() == Type.BOOLEAN)
                .isPresent();
        if (exact) {
            add(expression + " = ?", equal.value());
        } else {
            add("lower(" + expression + ") = lower(?)", equal.value());
        }
    }

    private void valuePath(Filter.ValuePath path) {
        List<Filter.Equal> terms = new ArrayList<>();
        flatten(path.condition(), terms);
        boolean emails = path.attribute().toString().equals("emails");
        terms.stream()
                .filter(term -> emails && term.path().attribute().equals("value"))
                .forEach(term -> add("email_keys @> array[?::text] and ", Keys.fold(term.value())));
        String at =
                path.attribute().schema().map(urn -> "body->" + literal(urn)).orElse("body") + "->"
                        + literal(path.attribute().attribute());
        sql.append("exists (select 1 from jsonb_array_elements(case jsonb_typeof(")
                .append(at)
                .append(") when 'array' then ")
                .append(at)
                .append(" else '[]' end) e where ");
        for (int i = 0; i < terms.size(); i++) {
            sql.append(i == 0 ? "" : " and ");
            add(
                    "lower(e->>" + literal(terms.get(i).path().attribute()) + ") = lower(?)",
                    terms.get(i).value());
        }
        sql.append(')');
    }

    private static void flatten(Filter filter, List<Filter.Equal> terms) {
        if (filter instanceof Filter.And and) {
            and.all().forEach(part -> flatten(part, terms));
        } else if (filter instanceof Filter.Equal equal) {
            terms.add(equal);
        }
    }

    private void add(String text, String parameter) {
        sql.append(text);
        parameters.add(parameter);
    }

    /** Attribute names come from the schema, or are quoted as SQL literals when they name an extension unknown to us. */
    private static String literal(String name) {
        return "'" + name.replace("'", "''").replace("?", "") + "'";
    }
}
