package io.isthmus.scim;

import com.fasterxml.jackson.databind.node.ValueNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.filters.FilterType;
import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses filters (RFC 7644 section 3.4.2.2): every operator, in any case. */
public final class FilterParser {
    private static final int MAX_LENGTH = 10_000;
    private static final int MAX_DEPTH = 50;
    private static final Set<FilterType> ORDERED = Set.of(
            FilterType.GREATER_THAN, FilterType.GREATER_OR_EQUAL, FilterType.LESS_THAN, FilterType.LESS_OR_EQUAL);

    /** {@code emails[type eq "work"].value eq "x"}, which the grammar does not have but identity providers send. */
    private static final Pattern SUB_AFTER_FILTER = Pattern.compile(
            "\\[((?:[^\\]\"]|\"(?:[^\"\\\\]|\\\\.)*+\")*+)\\]\\.(\\w+\\s+(?:pr\\b|(?:eq|ne|co|sw|ew|gt|ge|lt|le)\\s+(?:\"(?:[^\"\\\\]|\\\\.)*+\"|[^\\s()\\[\\]]+)))",
            Pattern.CASE_INSENSITIVE);

    private final ResourceType type;
    private final Extensions extensions;

    private FilterParser(ResourceType type, Extensions extensions) {
        this.type = type;
        this.extensions = extensions;
    }

    /** Without declared extensions. @throws ScimException 400 invalidFilter, with what is wrong */
    public static Filter parse(ResourceType type, String written) {
        return parse(type, written, Extensions.NONE);
    }

    /**
     * @param type whose schema names the attributes
     * @param extensions whose attributes are known beside those of our schemas
     * @throws ScimException 400 invalidFilter, with what is wrong
     */
    public static Filter parse(ResourceType type, String written, Extensions extensions) {
        if (written.length() > MAX_LENGTH || depth(written) > MAX_DEPTH) {
            throw invalid("the filter is longer than " + MAX_LENGTH + " characters or nested too deeply");
        }
        String grammatical = written.contains("].") ? grammatical(written) : written;
        try {
            return new FilterParser(type, extensions)
                    .translate(com.unboundid.scim2.common.filters.Filter.fromString(grammatical), Optional.empty());
        } catch (BadRequestException | RuntimeException refused) {
            if (refused instanceof ScimException known) {
                throw known;
            }
            throw invalid("the filter cannot be read");
        }
    }

    private static String grammatical(String written) {
        return SUB_AFTER_FILTER
                .matcher(written)
                .replaceAll(found -> Matcher.quoteReplacement("[(" + found.group(1) + ") and " + found.group(2) + "]"));
    }

    private Filter translate(com.unboundid.scim2.common.filters.Filter given, Optional<AttributeDefinition> inside) {
        FilterType kind = given.getFilterType();
        if (kind == FilterType.AND || kind == FilterType.OR) {
            List<Filter> parts = new ArrayList<>();
            given.getCombinedFilters().forEach(part -> parts.add(translate(part, inside)));
            return kind == FilterType.AND ? new Filter.And(parts) : new Filter.Or(parts);
        }
        if (kind == FilterType.NOT) {
            return new Filter.Not(translate(given.getInvertedFilter(), inside));
        }
        if (kind == FilterType.COMPLEX_VALUE) {
            return valuePath(given, inside);
        }
        Schemas.Resolved attribute = attribute(given.getAttributePath(), inside);
        return kind == FilterType.PRESENT
                ? new Filter.Present(attribute.path())
                : comparison(given, kind, simple(attribute));
    }

    private Filter valuePath(com.unboundid.scim2.common.filters.Filter given, Optional<AttributeDefinition> inside) {
        if (inside.isPresent()) {
            throw invalid("a condition in brackets cannot hold another one");
        }
        Schemas.Resolved attribute = resolve(given.getAttributePath());
        AttributeDefinition definition = attribute
                .definition()
                .filter(found -> !found.subAttributes().isEmpty())
                .orElseThrow(() -> invalid(attribute.path() + " has no sub-attributes to filter by"));
        return new Filter.ValuePath(attribute.path(), translate(given.getValueFilter(), Optional.of(definition)));
    }

    private static Filter comparison(
            com.unboundid.scim2.common.filters.Filter given, FilterType kind, Schemas.Resolved attribute) {
        ValueNode value = given.getComparisonValue();
        if (attribute.path().toString().equals("meta.location")) {
            throw invalid("meta.location cannot be compared; use id");
        }
        boolean equality = kind == FilterType.EQUAL || kind == FilterType.NOT_EQUAL;
        if (value == null || value.isNull()) {
            if (!equality) {
                throw invalid("null can only be compared with eq and ne");
            }
            Filter present = new Filter.Present(attribute.path());
            return kind == FilterType.EQUAL ? new Filter.Not(present) : present;
        }
        if (value.asText().indexOf('\0') >= 0) {
            throw invalid("the value holds a NUL character");
        }
        Type type = attribute.definition().map(AttributeDefinition::type).orElse(Type.STRING);
        boolean unordered = type == Type.BOOLEAN || type == Type.BINARY || type == Type.COMPLEX;
        if (unordered && ORDERED.contains(kind)) {
            throw invalid(attribute.path() + " has no order; compare it with eq or ne");
        }
        boolean text = !equality && !ORDERED.contains(kind);
        if (text && (type == Type.BOOLEAN || type == Type.DATETIME || type == Type.INTEGER || type == Type.DECIMAL)) {
            throw invalid(attribute.path() + " is no text; co, sw and ew do not apply");
        }
        // what no schema says the type of is compared as it is written
        ValueNode compared = attribute.definition().isEmpty() && value.isNumber() && !text
                ? value
                : ComparedValue.checked(type, value);
        return new Filter.Compare(attribute.path(), operator(kind), compared, attribute.definition());
    }

    private static Filter.Operator operator(FilterType kind) {
        return switch (kind) {
            case EQUAL -> Filter.Operator.EQ;
            case NOT_EQUAL -> Filter.Operator.NE;
            case CONTAINS -> Filter.Operator.CO;
            case STARTS_WITH -> Filter.Operator.SW;
            case ENDS_WITH -> Filter.Operator.EW;
            case GREATER_THAN -> Filter.Operator.GT;
            case GREATER_OR_EQUAL -> Filter.Operator.GE;
            case LESS_THAN -> Filter.Operator.LT;
            case LESS_OR_EQUAL -> Filter.Operator.LE;
            default -> throw invalid("the operator " + kind + " is not known");
        };
    }

    private Schemas.Resolved attribute(Path path, Optional<AttributeDefinition> inside) {
        if (inside.isEmpty()) {
            return resolve(path);
        }
        String name = path.toString();
        AttributeDefinition sub = inside.get().sub(name).orElseThrow(() -> unknown(name));
        return new Schemas.Resolved(
                new AttributePath(Optional.empty(), sub.name(), Optional.empty()), Optional.of(sub));
    }

    /** A complex attribute compared as such means its value. */
    private static Schemas.Resolved simple(Schemas.Resolved resolved) {
        Optional<AttributeDefinition> value = resolved.path().subAttribute().isPresent()
                ? Optional.empty()
                : resolved.definition().flatMap(found -> found.sub("value"));
        if (value.isPresent()) {
            AttributePath path = resolved.path();
            return new Schemas.Resolved(
                    new AttributePath(path.schema(), path.attribute(), Optional.of("value")), value);
        }
        boolean complex = resolved.definition()
                .filter(found -> found.type() == Type.COMPLEX)
                .isPresent();
        if (complex) {
            throw invalid(resolved.path() + " is complex; compare one of its sub-attributes");
        }
        return resolved;
    }

    private Schemas.Resolved resolve(Path path) {
        String written = path.toString();
        if (type == ResourceType.USER && written.equalsIgnoreCase("email")) {
            return Schemas.resolve("emails.value").orElseThrow();
        }
        if (type == ResourceType.USER && Names.head(type, written).equals("manager")) {
            return Schemas.resolve(Schemas.ENTERPRISE + ":" + written).orElseThrow(() -> unknown(written));
        }
        return Schemas.resolve(type, written, extensions).orElseThrow(() -> unknown(written));
    }

    /** How deep its parentheses are. @throws ScimException where a bracket is not closed, which the library does not mind */
    private static int depth(String written) {
        int depth = 0;
        int deepest = 0;
        int brackets = 0;
        boolean quoted = false;
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\\' && quoted) {
                i++;
                continue;
            }
            quoted ^= c == '"';
            if (quoted) {
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            deepest = Math.max(deepest, depth);
            brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
        }
        if (brackets != 0) {
            throw invalid("a bracket is opened and not closed, or closed and not opened");
        }
        return deepest;
    }

    private static ScimException unknown(String attribute) {
        return invalid("the attribute \"" + ScimError.shown(attribute) + "\" is not known");
    }

    private static ScimException invalid(String detail) {
        return new ScimException(ScimError.badRequest("invalidFilter", detail));
    }
}
