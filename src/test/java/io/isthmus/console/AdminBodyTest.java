package io.isthmus.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminBodyTest {

    @Test
    void takesWhatIsThere() {
        AdminBody body = AdminBody.of(
                "{\"hash\":\"x\",\"except\":[\"4711\",4712],\"scopes\":[\"read\"],\"anchor\":null}",
                "hash",
                "except",
                "scopes",
                "anchor");
        assertThat(body.text("hash")).contains("x");
        assertThat(body.ids("except")).containsExactly(4711L, 4712L);
        assertThat(body.texts("scopes")).containsExactly("read");
        assertThat(body.text("anchor")).isEmpty();
        assertThat(body.ids("none")).isEmpty();
        assertThat(AdminBody.of(null, "hash").text("hash")).isEmpty();
    }

    /** An approval that overlooks its exceptions writes what an administrator left out. */
    @ParameterizedTest
    @ValueSource(strings = {"\"4711\"", "4711", "{\"4711\":true}", "[null]", "[\"\"]", "[[4711]]", "[-1]", "[1.5]"})
    void exceptionsAreNotOverlooked(String except) {
        AdminBody body = AdminBody.of("{\"except\":" + except + "}", "except");
        refused(() -> body.ids("except"), "except has to be an array");
    }

    /** A run of which "resource" is overlooked is one over everything. */
    @Test
    void aResourceThatIsNoStringIsNotOverlooked() {
        AdminBody body = AdminBody.of("{\"resource\":5}", "kind", "resource");
        refused(() -> body.text("resource"), "resource has to be a string");
        refused(() -> AdminBody.of("{\"kind\":\"sync\",\"user\":\"ann\"}", "kind", "resource"), "\"user\"");
        refused(() -> AdminBody.of("{\"kind\":\"plan\",\"kind\":\"sync\"}", "kind"), "Duplicate field 'kind'");
        refused(() -> AdminBody.of("{\"kind\":\"plan\"} x", "kind"), "not JSON");
        refused(() -> AdminBody.of("[]", "kind"), "JSON object");
    }

    @Test
    void parametersAreTakenToTheLetter() {
        assertThat(Api.limit(null)).isEqualTo(100);
        assertThat(Api.limit("5000")).isEqualTo(1000);
        refused(() -> Api.limit("abc"), "limit has to be a number");
        refused(() -> Api.limit("-3"), "limit has to be a number");
        assertThat(Api.wait(null)).isEqualTo(Duration.ZERO);
        assertThat(Api.wait("30s")).isEqualTo(Duration.ofSeconds(30));
        assertThat(Api.wait("30")).isEqualTo(Duration.ofSeconds(30));
        assertThat(Api.wait("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Api.wait("5m")).isEqualTo(Duration.ofSeconds(60));
        refused(() -> Api.wait("soon"), "wait has to be a duration");
        assertThat(Api.flag("reverse", "true")).isTrue();
        assertThat(Api.flag("reverse", null)).isFalse();
        refused(() -> Api.flag("reverse", "maybe"), "reverse has to be true or false");
        assertThat(Api.run("01a21900-3763-729b-adbe-9b0acd0da44d")).isPresent();
        assertThat(Api.run("")).isEqualTo(Optional.empty());
        refused(() -> Api.run("garbage"), "after has to be what next said");
    }

    private static void refused(ThrowingCallable call, String why) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(ApiProblem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(400);
                    assertThat(problem.type()).isEqualTo("invalid-request");
                })
                .hasMessageContaining(why);
    }

    /** It was held against no hash at all, and called stale. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"hash\":null}", "{\"hash\":\" \"}"})
    void whatIsNeededAndIsNotThereIsTold(String text) {
        assertThat(AdminBody.of("{\"hash\":\"x\"}", "hash").needed("hash", "one"))
                .isEqualTo("x");
        assertThatThrownBy(() -> AdminBody.of(text, "hash").needed("hash", "that of the plan"))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> assertThat(problem.status()).isEqualTo(400))
                .hasMessage("hash is missing; write that of the plan");
    }
}
