package io.isthmus.scim;

import com.fasterxml.jackson.databind.node.ValueNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.filters.FilterType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses filters (RFC 7644 section 3.4.2.2): {@code eq}, {@code and}, parentheses and value paths, in any case. */
public final class FilterParser {
    private static final int MAX_LENGTH = 10_000;
    private static final int MAX_DEPTH = 50;

    /** {@code emails[type eq "work"].value eq "x"}, which the grammar does not have but identity providers send. */
    private static final Pattern SUB_AFTER_FILTER = Pattern.compile(
            "\\[((?:[^\\]\"]|\"(?:[^\"\\\\]|\\\\.)*+\")*+)\\]\\.(\\w+\\s+eq\\s+(?:\"(?:[^\"\\\\]|\\\\.)*+\"|[^\\s()\\[\\]]+))",
            Pattern.CASE_INSENSITIVE);

    private FilterParser() {}

    /**
     * @throws ScimException 400 invalidFilter, with what is supported
     */
    public static Filter parse(String written) {
        if (written.length() > MAX_LENGTH || depth(written) > MAX_DEPTH) {
            throw invalid("the filter is longer than " + MAX_LENGTH + " characters or nested too deeply");
        }
        Matcher matcher = SUB_AFTER_FILTER.matcher(written);
        String grammatical = matcher.replaceAll(
                found -> Matcher.quoteReplacement("[" + found.group(1) + " and " + found.group(2) + "]"));
        try {
            return translate(com.unboundid.scim2.common.filters.Filter.fromString(grammatical), Optional.empty());
        } catch (BadRequestException | RuntimeException refused) {
            if (refused instanceof ScimException known) {
                throw known;
            }
            throw invalid("the filter cannot be read");
        }
    }

    private static Filter translate(
            com.unboundid.scim2.common.filters.Filter given, Optional<AttributeDefinition> inside) {
        FilterType type = given.getFilterType();
        if (type == FilterType.AND) {
            List<Filter> all = new ArrayList<>();
            given.getCombinedFilters().forEach(part -> all.add(translate(part, inside)));
            return new Filter.And(all);
        }
        if (type == FilterType.EQUAL) {
            return equal(given, inside);
        }
        if (type == FilterType.COMPLEX_VALUE && inside.isEmpty()) {
            Schemas.Resolved attribute = resolve(given.getAttributePath());
            AttributeDefinition definition = attribute
                    .definition()
                    .filter(found -> !found.subAttributes().isEmpty())
                    .orElseThrow(() -> invalid(attribute.path() + " has no sub-attributes to filter by"));
            return new Filter.ValuePath(attribute.path(), translate(given.getValueFilter(), Optional.of(definition)));
        }
        throw invalid("the operator " + type + " is not supported; supported are eq, and, and value paths like "
                + "emails[type eq \"work\"]");
    }

    private static Filter equal(com.unboundid.scim2.common.filters.Filter given, Optional<AttributeDefinition> inside) {
        ValueNode value = given.getComparisonValue();
        if (value == null || value.isNull()) {
            throw invalid("comparison with null is not supported");
        }
        String text = value.asText();
        if (text.indexOf('\0') >= 0) {
            throw invalid("the value holds a NUL character");
        }
        if (inside.isPresent()) {
            String name = given.getAttributePath().toString();
            AttributeDefinition sub = inside.get().sub(name).orElseThrow(() -> unknown(name));
            return new Filter.Equal(new AttributePath(Optional.empty(), sub.name(), Optional.empty()), text);
        }
        return new Filter.Equal(simple(resolve(given.getAttributePath())), text);
    }

    /** A complex attribute compared as such means its value. */
    private static AttributePath simple(Schemas.Resolved resolved) {
        boolean complex = resolved.path().subAttribute().isEmpty()
                && resolved.definition().flatMap(found -> found.sub("value")).isPresent();
        return complex
                ? new AttributePath(resolved.path().schema(), resolved.path().attribute(), Optional.of("value"))
                : resolved.path();
    }

    private static Schemas.Resolved resolve(Path path) {
        String written = path.toString();
        if (written.equalsIgnoreCase("email")) {
            return Schemas.resolve("emails.value").orElseThrow();
        }
        if (written.equalsIgnoreCase("manager") || written.equalsIgnoreCase("manager.value")) {
            return Schemas.resolve(Schemas.ENTERPRISE + ":manager.value").orElseThrow();
        }
        return Schemas.resolve(written).orElseThrow(() -> unknown(written));
    }

    private static int depth(String written) {
        int depth = 0;
        int deepest = 0;
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
        }
        return deepest;
    }

    private static ScimException unknown(String attribute) {
        String shown = attribute.length() > 80 ? attribute.substring(0, 80) + "…" : attribute;
        return invalid("the attribute \"" + shown + "\" is not known");
    }

    private static ScimException invalid(String detail) {
        return new ScimException(ScimError.badRequest("invalidFilter", detail));
    }
}
