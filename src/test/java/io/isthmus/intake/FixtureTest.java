package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixtureTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "ism_0a1b2c_0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"userName\":\"a\",\"password\":\"hunter2\"}",
                "{\"PassWord\":\"hunter2\"}",
                "{\"password\":{\"value\":\"hunter2\"}}",
                "{\"password\":[\"hunter2\"]}",
                "{\"urn:ietf:params:scim:schemas:core:2.0:User\":{\"password\":\"hunter2\"}}",
                "{\"urn:ietf:params:scim:schemas:core:2.0:User:password\":\"hunter2\"}",
                "{\"urn:x:User\":{\"unicodePwd\":\"hunter2\"}}",
                "{\"Operations\":[{\"op\":\"replace\",\"path\":\"password\",\"value\":\"hunter2\"}]}",
                "{\"Operations\":[{\"op\":\"Add\",\"path\":\"PASSWORD\",\"value\":{\"a\":\"hunter2\"}}]}",
                "{\"Operations\":[{\"value\":\"hunter2\",\"path\":\"urn:ietf:params:scim:schemas:core:2.0:User:password\"}]}",
                "{\"Operations\":[{\"op\":\"replace\",\"value\":{\"password\":\"hunter2\",\"active\":true}}]}",
                "{\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"data\":{\"password\":\"hunter2\"}}]}",
                "{\"Operations\":[{\"op\":\"replace\",\"value\":\"{\\\"password\\\":\\\"hunter2\\\"}\"}]}",
                "{\"filter\":\"password eq \\\"hunter2\\\"\"}",
                "{\"Operations\":[{\"op\":\"remove\",\"path\":\"x[password eq \\\"hunter2\\\"]\"}]}",
                "{\"name\":\"Password\",\"value\":\"hunter2\"}",
                "{\"p\\u0061ssword\":\"hunter2\"}",
                "{\"password\":\"hunter2\",\"password\":\"hunter2\"}",
                "{\"password\":\"hunter2\"",
                "password=hunter2",
                "\"hunter2\"",
                "{\"a\":1} hunter2",
            })
    void noPasswordIsWrittenWhereverItStands(String body) {
        assertThat(Fixture.text(exchange("/scim/v2/Users", body), "okta/1")).doesNotContain("hunter2");
        Exchange answered = exchange("/scim/v2/Users", "", bytes(body));
        assertThat(Fixture.text(answered, "okta/1")).doesNotContain("hunter2");
    }

    @Test
    void everythingElseStays() throws JsonProcessingException {
        String body = "{\"userName\":\"ann\",\"title\":\"Executive Secretary\",\"active\":\"False\",\"n\":1.50,"
                + "\"roles\":[{\"display\":\"Secretary\",\"value\":\"s1\"}],\"password\":\"x\",\"nickName\":null,"
                + "\"changePassword\":{\"supported\":false}}";
        JsonNode kept = JSON.readTree(Fixture.text(exchange("/scim/v2/Users", body), "okta/1"))
                .at("/request/body");
        assertThat(kept).isEqualTo(JSON.readTree(body.replace("\"x\"", "\"***\"")));
        assertThat(Fixture.text(exchange("/scim/v2/Users", body), "okta/1")).contains("1.50");
    }

    @Test
    void hasTheFormOfTheOthers() throws JsonProcessingException {
        Exchange exchange = exchange("/scim/v2/Users?startIndex=1&count=2", "{\"a\":1}");
        JsonNode fixture = JSON.readTree(Fixture.text(exchange, "okta/000001-POST-Users"));
        assertThat(fixture.path("id").asText()).isEqualTo("okta/000001-POST-Users");
        assertThat(fixture.path("provenance").asText()).isEqualTo("observed");
        assertThat(fixture.at("/request/method").asText()).isEqualTo("POST");
        assertThat(fixture.at("/request/target").asText()).isEqualTo("/scim/v2/Users?startIndex=1&count=2");
        assertThat(fixture.at("/request/headers"))
                .isEqualTo(JSON.readTree("{\"Authorization\":\"{{auth}}\",\"Cookie\":\"***\",\"X-Api-Key\":\"***\","
                        + "\"User-Agent\":\"client 1.0\"}"));
        assertThat(fixture.at("/expect/status").asInt()).isEqualTo(201);
        assertThat(fixture.at("/expect/headers"))
                .isEqualTo(JSON.readTree("{\"Content-Type\":\"^application/scim\\\\+json\",\"Location\":\".\"}"));
        assertThat(fixture.at("/answer/id").asText()).isEqualTo("1");
    }

    @Test
    void noTokenOfOursIsWrittenWhereverItStands() {
        for (String target : new String[] {
            "/scim/v2/Users?token=" + TOKEN,
            "/scim/v2/Users?token=" + TOKEN.replace("_", "%5F"),
            "/scim/v2/Users/" + TOKEN,
            "/scim/v2/Users/" + TOKEN.replace("_", "%5f"),
            "/scim/v2/Users?bad=%ZZ" + TOKEN
        }) {
            String body = "{\"" + TOKEN + "\":\"see " + TOKEN + "\"}";
            String text = Fixture.text(exchange(target, body), "okta/1");
            assertThat(text).as(target).doesNotContain("0123456789abcdef").contains("{{token}}");
            assertThat(Fixture.name(exchange(target, body))).doesNotContain("0123456789abcdef");
        }
    }

    @Test
    void aQueryThatSpeaksOfAPasswordIsLeftOut() {
        for (String query :
                new String[] {"filter=password+eq+%22hunter2%22", "filter=p%61ssword%20eq%20%22hunter2%22"}) {
            assertThat(Redaction.target("/scim/v2/Users?" + query)).isEqualTo("/scim/v2/Users?***");
        }
        String kept = "/scim/v2/Users?filter=displayName%20eq%20%22Secretary%22&startIndex=1";
        assertThat(Redaction.target(kept)).isEqualTo(kept);
    }

    @Test
    void ofWhatIsTooLargeOrNotJsonOnlyTheSizeStays() {
        String large = "{\"a\":\"" + "x".repeat(RecordedBody.MOST) + "\"}";
        assertThat(Fixture.text(exchange("/scim/v2/Users", large), "okta/1"))
                .contains("\"rawBody\" : \"(not kept: " + large.length() + " bytes, sha256 ");
        assertThat(Fixture.text(exchange("/scim/v2/Users", "{\"a\":tre"), "okta/1"))
                .contains("\"rawBody\" : \"(not kept: 8 bytes that are not JSON)\"");
    }

    @Test
    void filesAreNamedAfterMethodAndPath() {
        assertThat(Fixture.name(exchange("/scim/v2/Users/2819c223?x=/../y", "")))
                .isEqualTo("POST-Users-2819c223");
        assertThat(Fixture.name(exchange("/scim/v2", ""))).isEqualTo("POST-base");
        assertThat(Fixture.name(exchange("/scim/v2/../../etc/%2e%2e%2fpasswd", "")))
                .matches("POST-[A-Za-z0-9-]+");
        assertThat(Fixture.name(exchange("/scim/v2/" + "x".repeat(500), ""))).hasSize(80);
    }

    @Test
    void aBodyIsCopiedWhileItIsRead() throws IOException {
        byte[] sent = bytes("{\"a\":\"" + "x".repeat(100) + "\"}");
        CopyingStream copy = new CopyingStream(new ByteArrayInputStream(sent));
        assertThat(copy.readNBytes(10)).hasSize(10);
        assertThat(copy.body()).isInstanceOfSatisfying(RecordedBody.Whole.class, whole -> {
            assertThat(whole.bytes()).hasSize(10);
            assertThat(whole.ended()).isFalse();
        });
        copy.readOn();
        assertThat(copy.body()).isInstanceOfSatisfying(RecordedBody.Whole.class, whole -> {
            assertThat(whole.bytes()).isEqualTo(sent);
            assertThat(whole.ended()).isTrue();
        });
        CopyingStream large = new CopyingStream(new ByteArrayInputStream(new byte[RecordedBody.MOST + 1]));
        large.readAllBytes();
        assertThat(large.body()).isEqualTo(RecordedBody.of(new byte[RecordedBody.MOST + 1]));
    }

    private static Exchange exchange(String target, String body) {
        return exchange(target, body, bytes("{\"id\":\"1\"}"));
    }

    static Exchange exchange(String target, String body, byte[] answer) {
        return new Exchange(
                "okta",
                Instant.EPOCH,
                "POST",
                target,
                Map.of(
                        "Authorization",
                        "Bearer " + TOKEN,
                        "Cookie",
                        "session=hunter2",
                        "X-Api-Key",
                        "hunter2",
                        "User-Agent",
                        "client 1.0",
                        "Content-Length",
                        "3"),
                RecordedBody.of(bytes(body)),
                201,
                Map.of("Content-Type", "application/scim+json", "Location", "http://localhost/1", "X-Other", "hunter2"),
                RecordedBody.of(answer));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
