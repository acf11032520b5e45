package io.isthmus.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters and projections on the attributes of a declared extension: by their types and case rules. */
class DeclaredFilterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URN = "urn:acme:scim:2.0:Staff:";
    private static final Extensions STAFF = Extensions.of(List.of(schema()));
    private static final String ANN = """
            {"userName":"ann","urn:acme:scim:2.0:Staff":{"badge":"aB7","floor":10,"share":0.5,"keyHolder":true,
             "joined":"2026-01-31T12:00:00+01:00","skills":["Java","scim"],"desk":{"building":"North","seat":2},
             "cards":[{"value":"C1","type":"Door","active":false}]}}""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "badge eq \"aB7\"",
                "BADGE sw \"aB\"",
                "floor gt 9",
                "floor eq 10.0",
                "share le 0.5",
                "keyHolder eq true",
                "keyHolder eq \"True\"",
                "joined eq \"2026-01-31T11:00:00Z\"",
                "joined lt \"2026-02-01\"",
                "skills eq \"JAVA\"",
                "desk.building eq \"north\"",
                "desk pr",
                "cards eq \"C1\"",
                "cards[type eq \"door\" and active eq false]",
                "cards[type eq \"door\"].value eq \"C1\""
            })
    void holds(String filter) throws Exception {
        assertThat(Filters.matches(FilterParser.parse(ResourceType.USER, URN + filter, STAFF), JSON.readTree(ANN)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"badge eq \"ab7\"", "floor lt 9", "keyHolder eq false", "cards eq \"c1\"", "page pr", "rank pr"})
    void doesNotHold(String filter) throws Exception {
        assertThat(Filters.matches(FilterParser.parse(ResourceType.USER, URN + filter, STAFF), JSON.readTree(ANN)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "floor eq \"x\"",
                "floor co \"1\"",
                "keyHolder gt true",
                "joined eq \"soon\"",
                "desk eq \"x\"",
                "shoe eq \"43\"",
                "desk.colour pr"
            })
    void isRefused(String filter) {
        assertThatThrownBy(() -> FilterParser.parse(ResourceType.USER, URN + filter, STAFF))
                .isInstanceOfSatisfying(
                        ScimException.class,
                        refused -> assertThat(refused.error().scimType()).contains("invalidFilter"));
    }

    @Test
    void projectionsNameItInAnyCase() throws Exception {
        Projection one = Projection.of(
                ResourceType.USER,
                Optional.of(URN.toUpperCase(java.util.Locale.ROOT) + "BADGE"),
                Optional.empty(),
                STAFF);
        assertThat(one.apply(JSON.readTree(ANN).deepCopy()).toString())
                .isEqualTo("{\"urn:acme:scim:2.0:Staff\":{\"badge\":\"aB7\"}}");
        Projection without =
                Projection.of(ResourceType.USER, Optional.empty(), Optional.of("urn:acme:scim:2.0:STAFF"), STAFF);
        assertThat(without.apply(JSON.readTree(ANN).deepCopy()).toString()).isEqualTo("{\"userName\":\"ann\"}");
    }

    private static JsonNode schema() {
        try {
            return JSON.readTree(Files.readString(
                    Path.of(System.getProperty("isthmus.test.basedir"), "src/test/resources/schemas/staff.json")));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
