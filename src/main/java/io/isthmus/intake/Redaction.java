package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Takes the secrets out of JSON, request targets and headers. Keeps the shape; in doubt it takes out too much. */
final class Redaction {
    static final String HIDDEN = "***";
    static final String TOKEN = "{{token}}";

    private static final Pattern OUR_TOKEN = Pattern.compile("ism_[^\\s\"\\\\_]{1,100}_[^\\s\"\\\\]{16,}");
    private static final Pattern SECRET_NAME = Pattern.compile("(?i)password|passwd|pwd|secret");
    /** not "secret": people are called secretaries */
    private static final Pattern SECRET_WORD = Pattern.compile("(?i)password|passwd|pwd");

    private static final Pattern ATTRIBUTE = Pattern.compile("[\\w.:/$-]*");
    /** what says something about a client; all others may be a gateway's keys */
    private static final Set<String> HEADERS_AS_SENT = Set.of(
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
            "content-encoding",
            "content-type",
            "if-match",
            "if-none-match",
            "prefer",
            "user-agent",
            "x-http-method-override",
            "x-request-id");

    private Redaction() {}

    /** A copy without any password, wherever it stands: by its name, as the value of an operation on it, in a filter, in JSON within a text. */
    static JsonNode json(JsonNode node) {
        if (node.isObject()) {
            return object(node);
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> copy.add(json(element)));
            return copy;
        }
        return node.isTextual() && namesSecret(node.textValue()) ? hidden(node) : node;
    }

    private static ObjectNode object(JsonNode node) {
        boolean aboutSecret = node.properties().stream().anyMatch(Redaction::aboutSecret);
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(field -> {
            String name = field.getKey();
            boolean secret = SECRET_NAME.matcher(name).find() || aboutSecret && name.equalsIgnoreCase("value");
            copy.set(name, secret ? hidden(field.getValue()) : json(field.getValue()));
        });
        return copy;
    }

    /** An operation's path, or a name beside a value. */
    private static boolean aboutSecret(Map.Entry<String, JsonNode> field) {
        if (!field.getValue().isTextual() || field.getKey().equalsIgnoreCase("value")) {
            return false;
        }
        Pattern words = field.getKey().equalsIgnoreCase("path") ? SECRET_NAME : SECRET_WORD;
        return words.matcher(field.getValue().textValue()).find();
    }

    /** Not what has no content to hide, like {@code "changePassword": {"supported": false}}. */
    private static JsonNode hidden(JsonNode value) {
        boolean empty = value.isNull() || value.isBoolean() || value.isContainerNode() && value.isEmpty();
        boolean switches =
                value.isObject() && value.size() == 1 && value.path("supported").isBoolean();
        return empty || switches ? value : TextNode.valueOf(HIDDEN);
    }

    /** A text that speaks of a password and is more than an attribute's name: it may hold one. */
    private static boolean namesSecret(String text) {
        return SECRET_WORD.matcher(text).find() && !ATTRIBUTE.matcher(text).matches();
    }

    /** A target as sent, but for a query or path that speaks of a secret, however it is encoded. */
    static String target(String sent) {
        int mark = sent.indexOf('?');
        String path = mark < 0 ? sent : sent.substring(0, mark);
        String query = mark < 0 ? "" : sent.substring(mark);
        return (speaks(path) ? "/" + HIDDEN : path) + (speaks(query) ? "?" + HIDDEN : query);
    }

    private static boolean speaks(String encoded) {
        try {
            String decoded = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
            return SECRET_WORD.matcher(decoded).find()
                    || OUR_TOKEN.matcher(decoded).find();
        } catch (IllegalArgumentException malformed) {
            return true;
        }
    }

    /** A request header's value: a variable of the format for credentials, and nothing for names that we do not know. */
    static String header(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("authorization")) {
            return "{{auth}}";
        }
        return HEADERS_AS_SENT.contains(lower) ? value : HIDDEN;
    }

    /** The last step, over everything that is about to be written. */
    static String withoutTokens(String text) {
        return OUR_TOKEN.matcher(text).replaceAll(TOKEN);
    }
}
