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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a request body strictly: UTF-8, no duplicate keys, no deep nesting. Its errors never show the body. */
public final class BodyReader {
    private static final int MAX_DEPTH = 64;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, true)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private BodyReader() {}

    /** @throws ScimException 400 invalidSyntax */
    public static JsonNode read(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            JsonNode node = JSON.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw refused("the body is empty");
            }
            checkTexts(node);
            return node;
        } catch (CharacterCodingException notUtf8) {
            throw refused("the body is not valid UTF-8");
        } catch (IOException malformed) {
            throw refused("the body is not valid JSON, repeats a name, or is nested deeper than " + MAX_DEPTH);
        }
    }

    /** JSON that stands as text in a value; what is none is missing. */
    static JsonNode object(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            checkTexts(node);
            return node;
        } catch (IOException | ScimException none) {
            return MissingNode.getInstance();
        }
    }

    /** Also what will be dropped: nobody should have to find out which half of a character was sent where. */
    private static void checkTexts(JsonNode node) {
        if (node.isTextual()) {
            ResourceBody.checked(node.textValue());
        }
        node.fieldNames().forEachRemaining(ResourceBody::checked);
        node.forEach(BodyReader::checkTexts);
    }

    private static ScimException refused(String detail) {
        return new ScimException(ScimError.badRequest("invalidSyntax", detail));
    }
}
