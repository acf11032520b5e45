package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScimPathTest {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    @Test
    void walksSubAttributesFiltersAndExtensions() throws Exception {
        String json =
                "{\"Title\":\"Dr\",\"name\":{\"givenName\":\"Ann\"},\"emails\":[{\"type\":\"work\",\"value\":\"w\"},"
                        + "{\"type\":\"home\",\"value\":\"h\"},{\"value\":\"\"}],\"" + ENTERPRISE
                        + "\":{\"department\":\"IT\",\"manager\":{\"value\":\"m1\"}}}";
        assertThat(values("title", json)).containsExactly("Dr");
        assertThat(values("name.givenName", json)).containsExactly("Ann");
        assertThat(values("emails", json)).containsExactly("w", "h");
        assertThat(values("emails[type eq \"work\"].value", json)).containsExactly("w");
        assertThat(values("emails[type eq \"other\"].value", json)).isEmpty();
        assertThat(values(ENTERPRISE + ":department", json)).containsExactly("IT");
        assertThat(values(ENTERPRISE + ":manager", json)).containsExactly("m1");
        assertThat(values("nickName", json)).isEmpty();
    }

    @Test
    void takesTheUntypedPrimaryOnlyWhenNothingMatchesExactly() throws Exception {
        String untyped = "{\"primary\":true,\"value\":\"p\"}";
        String path = "emails[type eq \"work\"].value";
        assertThat(values(path, "{\"emails\":[" + untyped + "]}")).containsExactly("p");
        assertThat(values(path, "{\"emails\":[" + untyped + ",{\"type\":\"work\",\"value\":\"w\"}]}"))
                .containsExactly("w");
    }

    @Test
    void refusesWhatIsNotAPath() {
        for (String text : List.of("", "a b", "emails[type", "emails[type gt \"x\"]", "a..b")) {
            assertThat(ScimPath.parse(text)).as(text).isEmpty();
        }
    }

    private static List<String> values(String path, String json) throws Exception {
        ObjectNode body = (ObjectNode) new ObjectMapper().readTree(json);
        Instant now = Instant.EPOCH;
        return ScimPath.parse(path)
                .orElseThrow()
                .of(new Resource("1", ResourceType.USER, "okta", 1, 1, now, now, Optional.empty(), body));
    }
}
