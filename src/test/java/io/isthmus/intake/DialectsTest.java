package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.DeclaredPatch;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.Patch;
import io.isthmus.scim.ResourceBody;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** What identity providers send, and what is understood: the cases are the files in {@code src/test/resources/dialects}. */
class DialectsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path CASES =
            Path.of(System.getProperty("isthmus.test.basedir"), "src/test/resources/dialects");
    private static final Path DECLARED = CASES.resolveSibling("schemas").resolve("staff.json");

    @TestFactory
    @SuppressWarnings("StreamResourceLeak") // JUnit closes what a factory returns
    Stream<DynamicNode> everyCase() throws IOException {
        return Files.list(CASES).sorted().map(file -> {
            Stream<JsonNode> cases = StreamSupport.stream(read(file).spliterator(), false);
            return dynamicContainer(
                    file.getFileName().toString(),
                    cases.map(one -> dynamicTest(one.path("about").asText(), () -> check(one))));
        });
    }

    private static void check(JsonNode one) {
        if (one.has("error")) {
            ScimException refused = catchThrowableOfType(ScimException.class, () -> understood(one));
            assertThat(refused).isNotNull();
            assertThat(refused.error().status()).isEqualTo(400);
            assertThat(refused.error().scimType()).contains(one.get("error").asText());
            assertThat(refused.error().detail()).contains(one.path("detail").asText(""));
        } else {
            ObjectNode understood = understood(one);
            // as JSON: the tree's kinds of numbers do not matter
            assertThat(understood.toString()).isEqualTo(one.get("after").toString());
            assertThat(understood.toString()).doesNotContain("t0p secret");
        }
    }

    private static ObjectNode understood(JsonNode one) {
        JsonNode body = BodyReader.read(bytes(one.get("body")));
        if (!one.path("method").asText().equals("PATCH")) {
            return ResourceBody.understood(
                    ResourceType.USER, Normaliser.body(ResourceType.USER, body), extensions(one));
        }
        JsonNode operations =
                DeclaredPatch.understood(ResourceType.USER, Normaliser.patch(ResourceType.USER, body), extensions(one));
        assertThat(operations.toString()).as("what the journal keeps").doesNotContain("t0p secret");
        return Patch.apply(ResourceType.USER, "id", (ObjectNode) one.get("before"), operations);
    }

    private static Extensions extensions(JsonNode one) {
        return one.path("declared").asBoolean() ? Extensions.of(List.of(read(DECLARED))) : Extensions.NONE;
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsBytes(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
