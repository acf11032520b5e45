package io.isthmus.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import io.isthmus.scim.UserBody;
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

    /** Also what will be dropped: nobody should have to find out which half of a character was sent where. */
    private static void checkTexts(JsonNode node) {
        if (node.isTextual()) {
            UserBody.checked(node.textValue());
        }
        node.fieldNames().forEachRemaining(UserBody::checked);
        node.forEach(BodyReader::checkTexts);
    }

    private static ScimException refused(String detail) {
        return new ScimException(ScimError.badRequest("invalidSyntax", detail));
    }
}
