package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isthmus.scim.ScimException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"userName\":\"ann\",\"password\":\"s3cret\"}",
                "{\"userName\":\"ann\",\"PassWord\":\"s3cret\"}",
                "{\"urn:ietf:params:scim:schemas:core:2.0:User:password\":\"s3cret\"}",
                "{\"urn:ietf:params:scim:schemas:core:2.0:User\":{\"password\":\"s3cret\"}}",
                "{\"Operations\":[{\"op\":\"replace\",\"path\":\"password\",\"value\":\"s3cret\"}]}",
                "{\"Operations\":[{\"op\":\"replace\",\"value\":{\"password\":\"s3cret\",\"active\":true}}]}",
                "{\"Operations\":[{\"op\":\"replace\",\"path\":\"password\",\"value\":\"old\"},{\"op\":\"Add\",\"path\":\"password\",\"value\":\"s3cret\"}]}"
            })
    void findsThePasswordInEveryForm(String body) {
        assertThat(Passwords.of(BodyReader.read(body.getBytes(StandardCharsets.UTF_8))))
                .contains("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"userName\":\"ann\"}",
                "{\"password\":\"\"}",
                "{\"password\":null}",
                "{\"Operations\":[{\"op\":\"remove\",\"path\":\"password\"}]}",
                "{\"Operations\":[]}"
            })
    void findsNoneWhereThereIsNone(String body) {
        assertThat(Passwords.of(BodyReader.read(body.getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }

    @Test
    void refusesWhatIsNoTextWithoutShowingIt() {
        assertThatThrownBy(() -> Passwords.of(
                        BodyReader.read("{\"password\":{\"x\":\"s3cret\"}}".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(ScimException.class)
                .hasMessageNotContaining("s3cret");
    }
}
