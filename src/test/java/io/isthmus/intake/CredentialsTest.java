package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.access.Caller;
import io.isthmus.scim.Extensions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private static final Caller OKTA = new Caller.Source("1", "okta", Set.of(), false);
    private static final Caller ENTRA = new Caller.Source("2", "entra", Set.of(), false);
    private static final Caller ADMIN = new Caller.Administrator("3", "okta", Caller.Role.ADMIN);

    @Test
    void bearerInAnyCase() {
        for (String header : List.of("Bearer t", "bearer t", "BEARER   t", " Bearer t ")) {
            assertThat(Credentials.read(header)).isEqualTo(new Credentials("t", Optional.empty()));
        }
    }

    @Test
    void basicSplitsAtTheFirstColon() {
        assertThat(Credentials.read(basic("okta:a:b"))).isEqualTo(new Credentials("a:b", Optional.of("okta")));
        assertThat(Credentials.read(basic(":t"))).isEqualTo(new Credentials("t", Optional.of("")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "t", "Basic", "Basic %%%", "Basic b2t0YQ==", "Digest x", "ism_a_b"})
    void whatIsNotUnderstoodHasATokenOfNobody(String header) {
        assertThat(Credentials.read(header).token()).isEmpty();
    }

    @Test
    void basicSpeaksOnlyForItsOwnSourceAndOnlyWhereItIsSwitchedOn() {
        IntakeSettings settings =
                settings(Map.of("okta", new IntakeSettings.PerSource(true, 0, false, Extensions.NONE, false)));
        assertThat(Credentials.read(basic("okta:t")).speakFor(OKTA, settings)).isTrue();
        assertThat(Credentials.read(basic("entra:t")).speakFor(OKTA, settings)).isFalse();
        assertThat(Credentials.read(basic("entra:t")).speakFor(ENTRA, settings)).isFalse();
        assertThat(Credentials.read(basic("okta:t")).speakFor(ADMIN, settings)).isFalse();
        assertThat(Credentials.read("Bearer t").speakFor(ENTRA, settings)).isTrue();
    }

    @Test
    void neverPrintsItsToken() {
        assertThat(Credentials.read("Bearer hunter2")).asString().doesNotContain("hunter2");
    }

    static IntakeSettings settings(Map<String, IntakeSettings.PerSource> sources) {
        return new IntakeSettings(1000, 1000, Optional.empty(), List.of(), sources, Path.of("none"), Duration.ZERO);
    }

    private static String basic(String text) {
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
