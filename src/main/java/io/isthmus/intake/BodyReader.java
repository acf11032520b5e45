package io.isthmus.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.isthmus.scim.ResourceBody;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Reads a request body strictly: UTF-8, no duplicate keys in any case, no deep nesting. Its errors show no value of it. */
public final class BodyReader {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_DIGITS = 1000;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, true)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private BodyReader() {}

    /** A byte order mark says nothing (RFC 8259 section 8.1). @throws ScimException 400 invalidSyntax */
    public static JsonNode read(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            JsonNode node = JSON.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
            if (node == null || node.isMissingNode()) {
                throw refused("the body is empty");
            }
            check(node);
            return node;
        } catch (CharacterCodingException notUtf8) {
            throw refused("the body is not valid UTF-8");
        } catch (IOException | NumberFormatException malformed) {
            // the latter is an exponent that fits into no number
            throw refused("the body is not valid JSON, repeats a name, or is nested deeper than " + MAX_DEPTH);
        }
    }

    /** JSON that stands as text in a value; what is none is missing. */
    static JsonNode object(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            check(node);
            return node;
        } catch (IOException | NumberFormatException | ScimException none) {
            return MissingNode.getInstance();
        }
    }

    /** Also what will be dropped: nobody should have to find out which half of a character was sent where. */
    private static void check(JsonNode node) {
        if (node.isTextual()) {
            ResourceBody.checked(node.textValue());
        } else if (node.isBigDecimal()) {
            number(node.decimalValue());
        }
        node.fieldNames().forEachRemaining(ResourceBody::checked);
        if (node.isObject() && node.size() > 1) {
            different(node);
        }
        node.forEach(BodyReader::check);
    }

    /** Names of attributes have no case (RFC 7643 section 2.1): of two values of one neither is the right one. */
    private static void different(JsonNode object) {
        Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        object.fieldNames().forEachRemaining(name -> {
            String other = names.put(name, name);
            if (other != null) {
                throw refused(ScimError.shown(other) + " and " + ScimError.shown(name)
                        + " are one name, and it may be given once");
            }
        });
    }

    /** Of whole numbers the parser bounds the digits; an exponent makes many of few. */
    private static void number(BigDecimal number) {
        long digits = (long) number.precision() - number.scale();
        if (digits > MAX_DIGITS || number.scale() > MAX_DIGITS) {
            throw new ScimException(ScimError.invalidValue(
                    "a number may have at most " + MAX_DIGITS + " digits on either side of the point"));
        }
    }

    private static ScimException refused(String detail) {
        return new ScimException(ScimError.badRequest("invalidSyntax", detail));
    }
}
