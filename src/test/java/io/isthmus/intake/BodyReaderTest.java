package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.isthmus.scim.ScimException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are few bytes on the wire and none that could be kept. */
class BodyReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-1.5E-300", "0.0", "12345678901234567890.25"})
    void takesNumbersThatCanBeKept(String number) {
        assertThat(BodyReader.read(body(number)).path("n").isNumber()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1e1001, invalidValue",
        "1e999999999, invalidValue",
        "-1E-999999999, invalidValue",
        "1e2147483648, invalidSyntax",
        "1e-2147483649, invalidSyntax",
        "1e99999999999999999999, invalidSyntax"
    })
    void refusesTheOthers(String number, String scimType) {
        ScimException refused = catchThrowableOfType(ScimException.class, () -> BodyReader.read(body(number)));
        assertThat(refused).isNotNull();
        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().scimType()).contains(scimType);
    }

    @Test
    void aByteOrderMarkSaysNothing() {
        byte[] marked = "\uFEFF{\"n\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(BodyReader.read(marked).path("n").asInt()).isEqualTo(1);
    }

    /** Names have no case (RFC 7643 section 2.1): which of two values is meant nobody can tell. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"userName\":\"ann\",\"USERNAME\":\"bea\"}",
                "{\"userName\":\"ann\",\"userName\":\"ann\"}",
                "{\"emails\":[{\"value\":\"a@x\",\"Value\":\"b@x\"}]}"
            })
    void aNameIsGivenOnceInWhateverCase(String body) {
        ScimException refused =
                catchThrowableOfType(ScimException.class, () -> BodyReader.read(body.getBytes(StandardCharsets.UTF_8)));
        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().scimType()).contains("invalidSyntax");
    }

    private static byte[] body(String number) {
        return ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8);
    }
}
