package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isthmus.scim.ScimException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a bulkId is referred to, and which operation therefore goes first. */
class BulkOrderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void whatIsReferredToGoesFirstAndTheRestStaysAsItWasSent() {
        assertThat(BulkOrder.of(operations(
                        post("x", "{}"),
                        post("g", "{\"members\":[{\"value\":\"bulkId:u\"},{\"value\":\"bulkId:nobody\"}]}"),
                        "{\"method\":\"DELETE\",\"path\":\"/Users/bulkId:x\"}",
                        post(
                                "u",
                                "{\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":"
                                        + "{\"manager\":{\"value\":\"bulkId:m\"}}}"),
                        post("m", "{\"title\":\"bulkId:g\"}"))))
                .containsExactly(0, 4, 3, 1, 2);
    }

    @Test
    void inACircleSomebodyIsFirst() {
        assertThat(BulkOrder.of(operations(
                        post("a", "{\"members\":[{\"value\":\"bulkId:b\"}]}"),
                        post("b", "{\"members\":[{\"value\":\"bulkId:a\"},{\"value\":\"bulkId:b\"}]}"))))
                .containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aBulkIdIsGivenOnce() {
        assertThatThrownBy(() -> BulkOrder.of(operations(post("a", "{}"), post("a", "{}"))))
                .isInstanceOfSatisfying(
                        ScimException.class,
                        refused -> assertThat(refused.error().scimType()).contains("invalidValue"))
                .hasMessageContaining("\"a\"");
        String change = "{\"method\":\"PATCH\",\"path\":\"/Users/bulkId:a\",\"bulkId\":\"a\"}";
        assertThat(BulkOrder.of(operations(post("a", "{}"), change, change))).containsExactly(0, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"members\":[{\"value\":\"bulkId:u\"}]}",
                "{\"Members\":[{\"Value\":\"bulkId:u\"}]}",
                "{\"members\":[\"bulkId:u\"]}",
                "{\"members\":[{\"value\":\"1\",\"$ref\":\"../Users/bulkId:u\"}]}",
                "{\"manager\":\"bulkId:u\"}",
                "{\"urn:x:User:manager.value\":\"bulkId:u\"}",
                "{\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"bulkId:u\"}]}]}",
                "{\"Operations\":[{\"op\":\"add\",\"value\":{\"members\":[{\"value\":\"bulkId:u\"}]}}]}",
                "{\"Operations\":[{\"op\":\"add\",\"path\":\"urn:x:User:manager\",\"value\":\"bulkId:u\"}]}",
                "{\"Operations\":[{\"op\":\"add\",\"path\":\"members[value eq \\\"1\\\"].value\",\"value\":\"bulkId:u\"}]}"
            })
    void isAReference(String data) throws Exception {
        assertThat(BulkReferences.replaced(JSON.readTree(data), text -> text.replace("bulkId:u", "7"))
                        .toString())
                .isEqualTo(JSON.readTree(data).toString().replace("bulkId:u", "7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"title\":\"bulkId:u\"}",
                "{\"displayName\":\"bulkId:u\"}",
                "{\"emails\":[{\"value\":\"bulkId:u\"}]}",
                "{\"members\":[{\"value\":\"1\",\"display\":\"bulkId:u\"}]}",
                "{\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"bulkId:u\"}]}",
                "{\"Operations\":[{\"op\":\"replace\",\"value\":{\"title\":\"bulkId:u\"}}]}"
            })
    void isText(String data) throws Exception {
        assertThat(BulkReferences.replaced(JSON.readTree(data), text -> "7").toString())
                .contains("bulkId:u");
    }

    private static String post(String bulkId, String data) {
        return "{\"method\":\"post\",\"path\":\"/Users\",\"bulkId\":\"" + bulkId + "\",\"data\":" + data + "}";
    }

    private static List<JsonNode> operations(String... written) {
        return Stream.of(written).map(BulkOrderTest::read).toList();
    }

    private static JsonNode read(String written) {
        try {
            return JSON.readTree(written);
        } catch (com.fasterxml.jackson.core.JsonProcessingException wrong) {
            throw new AssertionError(wrong);
        }
    }
}
