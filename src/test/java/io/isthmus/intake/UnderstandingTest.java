package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.Patch;
import io.isthmus.scim.ResourceBody;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimException;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a push asks for is done while others wait, so it is bounded. */
class UnderstandingTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Test
    void aUserHasAThousandValuesOfAnAttributeAndNoMore() {
        assertThat(patched(1000).path("ims")).hasSize(1000);
        assertThatThrownBy(() -> patched(1001))
                .isInstanceOf(ScimException.class)
                .hasMessageContaining("1000 values");
    }

    /** What is no extension of a user was kept as one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:ietf:params:scim:schemas:core:2.0:Group",
                "urn:ietf:params:scim:api:messages:2.0:PatchOp",
                "URN:IETF:params:scim:api:messages:2.0:Error",
                "urn:",
                "urn:acme"
            })
    void aUrnThatIsNoExtensionIsRefused(String urn) throws IOException {
        JsonNode user = new ObjectMapper().readTree("{\"userName\":\"ann\",\"" + urn + "\":{\"displayName\":\"x\"}}");
        assertThatThrownBy(() -> ResourceBody.understood(ResourceType.USER, user))
                .isInstanceOf(ScimException.class)
                .hasMessageContaining(urn);
    }

    @Test
    void aPatchOfAUserHasFiveHundredOperationsAndNoMore() {
        assertThat(understood(ResourceType.USER, 500, "title").patch()).hasSize(500);
        assertThatThrownBy(() -> understood(ResourceType.USER, 501, "title"))
                .isInstanceOf(ScimException.class)
                .hasMessageContaining("413");
    }

    @Test
    void aPatchOfAGroupSearchesItsMembersAFewTimes() {
        String named = "members[value eq \"u\"]";
        assertThat(understood(ResourceType.GROUP, 2000, named).members()).hasSize(2000);
        assertThatThrownBy(() -> understood(ResourceType.GROUP, 11, "members[display eq \"u\"]"))
                .isInstanceOf(ScimException.class)
                .hasMessageContaining("name them by value");
    }

    @Test
    void thePathsOfAPatchCompareAThousandTimesAndNoMore() {
        String ten = either("emails", "value", 10);
        assertThat(understood(ResourceType.USER, 100, ten).patch()).hasSize(100);
        assertThatThrownBy(() -> understood(ResourceType.USER, 101, ten))
                .isInstanceOf(ScimException.class)
                .hasMessageContaining("413")
                .hasMessageContaining("1000 comparisons");
        assertThatThrownBy(() -> understood(ResourceType.USER, 500, ResourceType.USER.schema() + ":" + ten))
                .isInstanceOf(ScimException.class)
                .hasMessageContaining("413");
    }

    @Test
    void longNamesInPathsAreNoComparisons() {
        String path = "emails[value eq \"" + "n".repeat(100) + "\" and type eq \"work\"].display";
        assertThat(understood(ResourceType.USER, 500, path).patch()).hasSize(500);
    }

    @Test
    void theConditionsOnMembersCompareAHundredTimesAndNoMore() {
        String ten = either("members", "display", 10);
        assertThat(understood(ResourceType.GROUP, 10, ten).members()).hasSize(10);
        assertThatThrownBy(() -> understood(ResourceType.GROUP, 10, either("members", "display", 11)))
                .isInstanceOf(ScimException.class)
                .hasMessageContaining("413")
                .hasMessageContaining("100 comparisons");
    }

    private static String either(String attribute, String sub, int terms) {
        return IntStream.range(0, terms)
                .mapToObj(i -> sub + " co \"q" + i + "\"")
                .collect(Collectors.joining(" or ", attribute + "[", "]"));
    }

    private static ObjectNode patched(int values) {
        ArrayNode listed = NODES.arrayNode();
        IntStream.range(0, values).forEach(i -> listed.addObject().put("value", "v" + i));
        ObjectNode body = NODES.objectNode();
        ArrayNode operations = body.putArray("Operations");
        operations.addObject().put("op", "add").put("path", "ims").set("value", listed);
        Operation.Patch patch = Understanding.patch(ResourceType.USER, "id", body, Optional.empty(), Extensions.NONE);
        return Patch.apply(ResourceType.USER, "id", NODES.objectNode().put("userName", "ann"), patch.patch());
    }

    private static Operation.Patch understood(ResourceType type, int operations, String path) {
        ObjectNode body = NODES.objectNode();
        ArrayNode array = body.putArray("Operations");
        IntStream.range(0, operations)
                .forEach(i -> array.addObject().put("op", "remove").put("path", path));
        return Understanding.patch(type, "id", body, Optional.empty(), Extensions.NONE);
    }
}
