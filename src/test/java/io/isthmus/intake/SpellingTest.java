package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "*",
                "//scim//v2/Users",
                "/scim/v2/Users?",
                "/scim/v2/Users/a%2Fb;x=y",
                "/scim/v2/Users?filter=userName%20eq%20\"a\"",
                "/scim/v2/Users?filter=emails[type+eq+\"work\"].value{}|\\^`<>?",
                "/scim/v2/Users?x=%C3%28"
            })
    void whatCanBeReadIsTaken(String target) {
        assertThat(Spelling.isFine(target)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/%", "/%zz", "/a%2", "/a|b", "/a\"b", "/a\\b", "/a?x=%", "/a?x=%z1&y", "/a?x=%1", "/a?%1g=2"})
    void halfAnEscapeAndAPathThatIsNoneAreNot(String target) {
        assertThat(Spelling.isFine(target)).isFalse();
    }
}
