package io.isthmus.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An exchange without its secrets, in the format of recorded exchanges of identity providers. */
final class Fixture {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, true)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
    /** what whoever sends the request again makes himself */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "host", "content-length", "connection", "transfer-encoding", "keep-alive", "te", "upgrade", "expect");

    private static final Set<String> EXPECTED =
            Set.of("allow", "content-type", "etag", "isthmus-journal", "location", "retry-after", "www-authenticate");

    private Fixture() {}

    /** What the file is named after, like {@code PATCH-Users-2819c223}; safe in a file name. */
    static String name(Exchange exchange) {
        String path = Redaction.withoutTokens(
                        Redaction.target(exchange.target()).split("\\?", 2)[0])
                .replaceFirst("^/scim/v2/?", "")
                .replaceAll("[^A-Za-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String name = exchange.method().replaceAll("\\W", "") + "-" + (path.isEmpty() ? "base" : path);
        return name.substring(0, Math.min(80, name.length()));
    }

    /** The file's content. */
    static String text(Exchange exchange, String id) {
        ObjectNode fixture = JsonNodeFactory.instance.objectNode();
        fixture.put("id", id).put("title", name(exchange) + " answered " + exchange.status());
        fixture.put("provenance", "observed").putArray("sources");
        fixture.put("at", exchange.at().toString());
        fixture.set("request", request(exchange));
        ObjectNode expect = fixture.putObject("expect").put("status", exchange.status());
        expect.set("headers", expected(exchange.answerHeaders()));
        body(exchange.answer()).ifPresent(answer -> fixture.set("answer", answer));
        try {
            return Redaction.withoutTokens(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fixture) + "\n");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ObjectNode request(Exchange exchange) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("method", exchange.method()).put("target", Redaction.target(exchange.target()));
        ObjectNode headers = request.putObject("headers");
        exchange.headers().forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, Redaction.header(name, value));
            }
        });
        // a note is no JSON, so that sending it again does not pass for what was really sent
        body(exchange.body()).ifPresent(body -> request.set(body.isTextual() ? "rawBody" : "body", body));
        return request;
    }

    /** JSON without its secrets; of everything else, which cannot be looked through, only a note. */
    private static Optional<JsonNode> body(RecordedBody body) {
        if (body instanceof RecordedBody.Whole whole) {
            return Optional.of(parsed(whole.bytes())
                    .map(Redaction::json)
                    .filter(json -> !json.isTextual())
                    .orElseGet(() -> note(whole.bytes().length + " bytes that "
                            + (whole.ended() ? "are not JSON" : "were not read to their end"))));
        }
        if (body instanceof RecordedBody.Digest digest) {
            return Optional.of(note(digest.bytes() + " bytes, sha256 " + digest.sha256()));
        }
        return body instanceof RecordedBody.Streamed ? Optional.of(note("streamed")) : Optional.empty();
    }

    private static JsonNode note(String what) {
        return JsonNodeFactory.instance.textNode("(not kept: " + what + ")");
    }

    private static Optional<JsonNode> parsed(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.ofNullable(JSON.readTree(text)).filter(json -> !json.isMissingNode());
        } catch (CharacterCodingException | JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    /** Regular expressions: a media type as it is, of the others that they were there. */
    private static ObjectNode expected(Map<String, String> headers) {
        ObjectNode expected = JsonNodeFactory.instance.objectNode();
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (EXPECTED.contains(lower)) {
                expected.put(
                        name,
                        lower.equals("content-type")
                                ? "^" + value.split(";", 2)[0].trim().replaceAll("[^\\w/-]", "\\\\$0")
                                : ".");
            }
        });
        return expected;
    }
}
