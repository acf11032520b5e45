package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.journal.Resources.Search;
import io.isthmus.journal.Resources.Sort;
import io.isthmus.scim.AttributeDefinition;
import io.isthmus.scim.AttributePath;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.Filter;
import io.isthmus.scim.FilterParser;
import io.isthmus.scim.Members;
import io.isthmus.scim.Names;
import io.isthmus.scim.Projection;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.Schemas;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A query for resources, from a URL or from the body of {@code .search} (RFC 7644 sections 3.4.2 and 3.4.3, RFC 9865). */
record SearchQuery(
        Optional<String> filter,
        Optional<String> sortBy,
        Optional<String> sortOrder,
        long startIndex,
        int count,
        Optional<String> cursor,
        Optional<String> attributes,
        Optional<String> excludedAttributes) {
    static final int DEFAULT_COUNT = 100;
    static final int MAX_COUNT = 1000;

    /** Unknown parameters say nothing. @throws ScimException 400 invalidValue */
    static SearchQuery of(UriInfo uri) {
        MultivaluedMap<String, String> given = uri.getQueryParameters();
        return of(name -> Requests.query(given, name));
    }

    /** @throws ScimException 400 invalidSyntax, invalidValue */
    static SearchQuery of(JsonNode body) {
        if (!body.isObject()) {
            throw new ScimException(ScimError.badRequest("invalidSyntax", "the body has to be a JSON object"));
        }
        return of(name -> body.properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .filter(entry -> !entry.getValue().isNull())
                .map(SearchQuery::text)
                .findFirst());
    }

    private static String text(Map.Entry<String, JsonNode> entry) {
        JsonNode value = entry.getValue();
        if (value.isObject()) {
            throw new ScimException(ScimError.invalidValue(entry.getKey() + " cannot be an object"));
        }
        if (!value.isArray()) {
            return value.asText();
        }
        List<String> names = new ArrayList<>();
        value.forEach(name -> names.add(name.asText()));
        return String.join(",", names);
    }

    private static SearchQuery of(Function<String, Optional<String>> parameters) {
        return new SearchQuery(
                parameters.apply("filter").filter(given -> !given.isBlank()),
                parameters.apply("sortBy").filter(given -> !given.isBlank()),
                parameters.apply("sortOrder"),
                Math.max(1, number(parameters, "startIndex", 1)),
                (int) Math.min(MAX_COUNT, Math.max(0, number(parameters, "count", DEFAULT_COUNT))),
                parameters.apply("cursor"),
                parameters.apply("attributes"),
                parameters.apply("excludedAttributes"));
    }

    private static long number(Function<String, Optional<String>> parameters, String name, long otherwise) {
        try {
            return parameters
                    .apply(name)
                    .filter(given -> !given.isBlank())
                    .map(given -> Long.parseLong(given.strip()))
                    .orElse(otherwise);
        } catch (NumberFormatException notANumber) {
            throw new ScimException(ScimError.invalidValue(name + " has to be a whole number"));
        }
    }

    Projection projection(ResourceType type, Extensions extensions) {
        return Projection.of(type, attributes, excludedAttributes, extensions);
    }

    /** @throws ScimException 400 invalidFilter, invalidValue */
    Search search(String source, ResourceType type, Extensions extensions) {
        Optional<Filter> parsed =
                filter.map(Normaliser::filter).map(given -> FilterParser.parse(type, given, extensions));
        return new Search(source, type, parsed, sortBy.map(given -> sort(type, given, extensions)));
    }

    private Sort sort(ResourceType type, String written, Extensions extensions) {
        boolean manager =
                type == ResourceType.USER && Names.head(type, written.strip()).equals("manager");
        Schemas.Resolved resolved = Schemas.resolve(
                        type, (manager ? Schemas.ENTERPRISE + ":" : "") + written.strip(), extensions)
                .filter(found -> !Members.isMembers(type, written))
                .orElseThrow(() -> new ScimException(ScimError.invalidValue("sortBy names no attribute to sort by")));
        AttributePath path = resolved.path();
        Optional<AttributeDefinition> attribute = Schemas.resolve(
                        type,
                        new AttributePath(path.schema(), path.attribute(), Optional.empty()).toString(),
                        extensions)
                .flatMap(Schemas.Resolved::definition);
        boolean ascending = !sortOrder.orElse("").toLowerCase(Locale.ROOT).equals("descending");
        return new Sort(
                path,
                resolved.definition().filter(AttributeDefinition::caseExact).isPresent(),
                attribute.filter(AttributeDefinition::multiValued).isPresent(),
                ascending);
    }
}
