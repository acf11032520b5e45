package io.isthmus.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7644 section 3.9. */
class ProjectionTest {
    private static final String USER =
            "{\"schemas\":[\"s\"],\"id\":\"1\",\"userName\":\"ann\",\"name\":{\"givenName\":\"A\",\"familyName\":\"B\"},"
                    + "\"emails\":[{\"value\":\"a@x\",\"type\":\"work\",\"primary\":true},{\"value\":\"b@x\"}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "userName|{\"schemas\":[\"s\"],\"id\":\"1\",\"userName\":\"ann\"}",
                "USERNAME, nothing|{\"schemas\":[\"s\"],\"id\":\"1\",\"userName\":\"ann\"}",
                "name.givenName,name.familyName|{\"schemas\":[\"s\"],\"id\":\"1\",\"name\":{\"givenName\":\"A\",\"familyName\":\"B\"}}",
                "emails.value,emails.type|{\"schemas\":[\"s\"],\"id\":\"1\",\"emails\":[{\"value\":\"a@x\",\"type\":\"work\"},{\"value\":\"b@x\"}]}",
                "emails.type|{\"schemas\":[\"s\"],\"id\":\"1\",\"emails\":[{\"type\":\"work\"}]}",
                "emails.display|{\"schemas\":[\"s\"],\"id\":\"1\"}",
                "emails,emails.value|{\"schemas\":[\"s\"],\"id\":\"1\",\"emails\":[{\"value\":\"a@x\",\"type\":\"work\",\"primary\":true},{\"value\":\"b@x\"}]}"
            })
    void keepsTheUnionOfWhatIsAskedFor(String attributes, String expected) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode user = (ObjectNode) json.readTree(USER);
        Projection projection = Projection.of(ResourceType.USER, Optional.of(attributes), Optional.empty());
        assertThat(projection.apply(user)).isEqualTo(json.readTree(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "emails,name|{\"schemas\":[\"s\"],\"id\":\"1\",\"userName\":\"ann\"}",
                "id,name.givenName,emails.primary,emails.type|{\"schemas\":[\"s\"],\"id\":\"1\",\"userName\":\"ann\",\"name\":{\"familyName\":\"B\"},\"emails\":[{\"value\":\"a@x\"},{\"value\":\"b@x\"}]}"
            })
    void leavesOutWhatIsExcludedButForIdAndSchemas(String excluded, String expected) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode user = (ObjectNode) json.readTree(USER);
        Projection projection = Projection.of(ResourceType.USER, Optional.empty(), Optional.of(excluded));
        assertThat(projection.apply(user)).isEqualTo(json.readTree(expected));
    }
}
