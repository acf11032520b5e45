package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.Names;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.Schemas;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites what identity providers really send into what RFC 7644 says, in front of a strict core. All rewrites are always on;
 * nothing hangs on who the sender is. Each has a golden case under {@code src/test/resources/dialects}.
 */
public final class Normaliser {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Attributes of the enterprise extension that Microsoft's own sample writes at the top level. */
    private static final Set<String> FLAT_ENTERPRISE =
            Set.of("department", "manager", "employeenumber", "costcenter", "division", "organization");

    private static final String ECHOED = "groups";

    private static final Pattern BARE_VALUE = Pattern.compile(
            "(\\s(?:eq|ne|co|sw|ew|gt|ge|lt|le)\\s+)(?!(?-i:true|false|null)\\b|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?:[\\s)\\]]|$))([^\\s\"()\\[\\]]+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern BOOLEAN_TEXT =
            Pattern.compile("\\b(primary|active)(\\s+eq\\s+)\"(true|false)\"", Pattern.CASE_INSENSITIVE);

    private Normaliser() {}

    /** A POST or PUT body of a resource of that type, rewritten in place. @throws ScimException 400 */
    public static ObjectNode body(ResourceType type, JsonNode given) {
        if (!(given instanceof ObjectNode body)) {
            throw new ScimException(ScimError.badRequest("invalidSyntax", "the body has to be a JSON object"));
        }
        return (ObjectNode) Secrets.without(type == ResourceType.USER ? userBody(body) : body);
    }

    private static ObjectNode userBody(ObjectNode body) {
        Rewrites.booleanStrings(body);
        keyOf(body, "roles").ifPresent(key -> body.set(key, Rewrites.roles(body.get(key))));
        ObjectNode flat = NODES.objectNode();
        for (Map.Entry<String, JsonNode> entry : body.properties()) {
            String name = Names.withoutCore(ResourceType.USER, entry.getKey());
            if (FLAT_ENTERPRISE.contains(name.toLowerCase(Locale.ROOT))
                    && !entry.getValue().isNull()) {
                flat.set(name, entry.getValue());
            }
        }
        ObjectNode extension = extension(body);
        flat.properties().forEach(entry -> {
            if (keyOf(extension, entry.getKey()).isEmpty()) {
                extension.set(entry.getKey(), entry.getValue());
            }
        });
        keyOf(extension, "manager").ifPresent(key -> extension.set(key, Rewrites.manager(extension.get(key))));
        if (!extension.isEmpty()) {
            body.set(Schemas.ENTERPRISE, extension);
        }
        return body;
    }

    /** Takes the enterprise extension out, whatever the case of its URN. */
    private static ObjectNode extension(ObjectNode body) {
        ObjectNode extension = NODES.objectNode();
        keyOf(body, Schemas.ENTERPRISE)
                .filter(key -> body.get(key).isObject())
                .ifPresent(key -> extension.setAll((ObjectNode) body.remove(key)));
        return extension;
    }

    private static Optional<String> keyOf(ObjectNode object, String name) {
        return object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name::equalsIgnoreCase)
                .findFirst();
    }

    /** The operations of a PATCH body, as a list of RFC 7644 operations. @throws ScimException 400 invalidSyntax */
    public static ArrayNode patch(ResourceType type, JsonNode given) {
        ArrayNode understood = NODES.arrayNode();
        for (JsonNode operation : operations(given)) {
            if (!operation.isObject()) {
                throw new ScimException(ScimError.badRequest("invalidSyntax", "an operation has to be an object"));
            }
            String op = Bulk.member(operation, "op").asText("").toLowerCase(Locale.ROOT);
            JsonNode path = Bulk.member(operation, "path");
            if (!path.isTextual() && !path.isNull() && !path.isMissingNode()) {
                throw new ScimException(ScimError.badRequest("invalidPath", "a path has to be a string"));
            }
            JsonNode value = Rewrites.lone(type, path.asText(""), Bulk.member(operation, "value"));
            if (path.isTextual() && !path.textValue().isBlank()) {
                add(type, understood, op, path.textValue(), value);
            } else if (value.isObject() && !op.equals("remove")) {
                each(type, understood, op, value);
            } else {
                understood.add(NODES.objectNode().put("op", op));
            }
        }
        return understood;
    }

    /** Bare comparison values get their quotes, boolean strings lose theirs. */
    public static String filter(String given) {
        return outsideQuotes(BOOLEAN_TEXT
                .matcher(given)
                .replaceAll(found ->
                        found.group(1) + found.group(2) + found.group(3).toLowerCase(Locale.ROOT)));
    }

    private static JsonNode operations(JsonNode given) {
        if (given.isObject()) {
            for (Map.Entry<String, JsonNode> entry : given.properties()) {
                if (entry.getKey().equalsIgnoreCase("Operations")
                        && entry.getValue().isArray()) {
                    return entry.getValue();
                }
            }
        }
        throw new ScimException(ScimError.badRequest("invalidSyntax", "a PATCH body needs an array Operations"));
    }

    private static void each(ResourceType type, ArrayNode understood, String op, JsonNode value) {
        // clients send back what they read; only what they name as a path of its own is meant to change
        value.properties().stream()
                .filter(entry -> type != ResourceType.USER
                        || !Names.head(type, entry.getKey()).equals(ECHOED))
                .forEach(entry -> add(type, understood, op, entry.getKey(), entry.getValue()));
    }

    private static void add(ResourceType type, ArrayNode understood, String op, String written, JsonNode value) {
        String path = Names.withoutCore(type, written.strip());
        if (Names.isCoreSchema(type, path) && value.isObject()) {
            each(type, understood, op, value);
            return;
        }
        if (Secrets.names(path)) {
            return;
        }
        boolean flat = type == ResourceType.USER && FLAT_ENTERPRISE.contains(path.toLowerCase(Locale.ROOT));
        ObjectNode operation = NODES.objectNode().put("op", op);
        operation.put("path", flat ? Schemas.ENTERPRISE + ":" + path : filter(path));
        JsonNode rewritten = type == ResourceType.USER ? userValue(path, value) : value;
        if (!rewritten.isMissingNode()) {
            operation.set("value", Secrets.without(rewritten));
        }
        understood.add(operation);
    }

    private static JsonNode userValue(String path, JsonNode value) {
        JsonNode rewritten = Rewrites.booleans(path, value);
        if (Rewrites.isManager(path)) {
            return Rewrites.manager(rewritten);
        }
        if (path.equalsIgnoreCase("roles")) {
            return Rewrites.roles(rewritten);
        }
        if (path.equalsIgnoreCase(Schemas.ENTERPRISE) && rewritten instanceof ObjectNode extension) {
            keyOf(extension, "manager").ifPresent(key -> extension.set(key, Rewrites.manager(extension.get(key))));
        }
        return rewritten;
    }

    private static String bare(String outside) {
        return BARE_VALUE
                .matcher(outside)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + "\"" + found.group(2) + "\""));
    }

    private static String outsideQuotes(String given) {
        StringBuilder result = new StringBuilder();
        int from = 0;
        while (from < given.length()) {
            int open = given.indexOf('"', from);
            if (open < 0) {
                return result.append(bare(given.substring(from))).toString();
            }
            int close = open + 1;
            while (close < given.length() && given.charAt(close) != '"') {
                close += given.charAt(close) == '\\' ? 2 : 1;
            }
            int end = Math.min(given.length(), close + 1);
            result.append(bare(given.substring(from, open))).append(given, open, end);
            from = end;
        }
        return result.toString();
    }
}
