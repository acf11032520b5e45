package io.isthmus.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An extension is present with any of its attributes; a condition in brackets needs an element. */
class ExtensionPresentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Extensions STAFF = Extensions.of(List.<JsonNode>of(JSON.createObjectNode()
            .put("id", "urn:acme:scim:2.0:Staff")
            .set(
                    "attributes",
                    JSON.createArrayNode()
                            .add(JSON.createObjectNode().put("name", "badge").put("type", "string")))));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                "URN:IETF:params:scim:schemas:extension:enterprise:2.0:user",
                "urn:acme:scim:2.0:Staff",
                "urn:unknown:hr:2.0:User",
                "urn:unknown:hr:1.0",
            })
    void anExtensionIsPresentWithAnyAttribute(String urn) throws Exception {
        String key = urn.replace("URN:IETF", "urn:ietf").replace("user", "User");
        assertThat(matches(urn + " pr", "{\"" + key + "\":{\"badge\":\"7\"}}")).isTrue();
        assertThat(matches("not (" + urn + " pr)", "{\"" + key + "\":{\"badge\":\"7\"}}"))
                .isFalse();
        assertThat(matches(urn + " pr", "{\"" + key + "\":{\"badge\":\"\"}}")).isFalse();
        assertThat(matches(urn + " pr", "{\"userName\":\"ann\"}")).isFalse();
        assertThat(matches("not (" + urn + " pr)", "{\"userName\":\"ann\"}")).isTrue();
    }

    @Test
    void aConditionInBracketsNeedsAnElement() throws Exception {
        for (String filter : List.of("emails[type ne \"work\"]", "emails[not (type eq \"work\")]")) {
            assertThat(matches(filter, "{\"userName\":\"ann\"}")).as(filter).isFalse();
            assertThat(matches(filter, "{\"emails\":[]}")).as(filter).isFalse();
            assertThat(matches(filter, "{\"emails\":[{\"value\":\"a@x\",\"type\":\"work\"}]}"))
                    .as(filter)
                    .isFalse();
            assertThat(matches(filter, "{\"emails\":[{\"value\":\"a@x\"}]}"))
                    .as(filter)
                    .isTrue();
        }
    }

    private static boolean matches(String filter, String user) throws Exception {
        return Filters.matches(FilterParser.parse(ResourceType.USER, filter, STAFF), JSON.readTree(user));
    }
}
