package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScimErrorsTest {

    /** The framework's own errors have the shape of ours: the commands print {@code detail}. */
    @ParameterizedTest
    @CsvSource({
        "404, not-found, there is nothing at this path",
        "405, method-not-allowed, this path does not have this method",
        "406, not-acceptable, there is no answer of a type that you accept",
        "415, invalid-request, send application/json",
        "500, internal, an internal error; the log says more",
        "503, database-down, the database cannot be reached; try again"
    })
    void problemsSayWhatIsWrongWhereAllOthersDo(int status, String type, String detail) throws Exception {
        JsonNode problem = new ObjectMapper().readTree(ScimErrors.problem(status));
        assertThat(problem.path("type").asText()).isEqualTo("urn:isthmus:problem:" + type);
        assertThat(problem.path("title").asText()).isEqualTo(type);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isEqualTo(detail);
    }
}
