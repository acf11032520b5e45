package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked for by a user's roles, what it is called in reports, and what it comes near to. */
class AskedRolesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'type':'slot1','primary':true}] | ",
                "[{'value':null}] | ",
                "[{'value':' '},' ',null] | ",
                "[{'value':{'a':1}}] | ",
                "[{'value':'v'}] | v/-",
                "[{'display':'d'}] | -/d",
                "[{'value':'','displayName':'d'}] | -/d",
                "[{'value':null,'display':null,'displayName':'d'}] | -/d",
                "[{'type':'t'},{'value':'v','display':'d'},'s'] | v/d,s/-"
            })
    void whatNamesNothingIsNotAskedFor(String roles, String expected) {
        List<String> asked = new Roles(RoleRules.NONE)
                .requested(Mappings.user("{'roles':" + roles + "}")).stream()
                        .map(role ->
                                role.value().orElse("-") + "/" + role.display().orElse("-"))
                        .toList();
        assertThat(String.join(",", asked)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void aRequestIsCalledByItsValueElseByItsDisplay() {
        assertThat(new RequestedRole(Optional.of("v"), Optional.of("d")).text()).isEqualTo("v");
        assertThat(new RequestedRole(Optional.empty(), Optional.of("d")).text()).isEqualTo("d");
    }

    @Test
    void whatHappensIsLabelledInLowerCase() {
        assertThat(RoleEvent.Kind.UNMATCHED.label()).isEqualTo("unmatched");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "ops, 0",
        "opxx, 2",
        "op, 1",
        "ox, none",
        "opsabc, 3",
        "oxxx, none",
        "opsabcd, none",
        "{ops, 0",
        "{\"value\":7}, none",
    })
    void aRoleIsNearWhileNotMoreThanHalfOfTheLettersDiffer(String text, String distance) {
        assertThat(near("ops", text)).isEqualTo(distance);
    }

    @Test
    void textsWithoutLettersAreNotAlikeForThat() {
        assertThat(near("!", "?")).isEqualTo("none");
    }

    /** What is put below the catalogue is indented afterwards: a text that went on in the next line would mean something else. */
    @Test
    void aSnippetHoldsEachTextInOneLine() {
        String text = "Everybody who may read all there is and write nothing at all, "
                .repeat(4)
                .strip();
        RoleRules rules = new RoleRules(
                "roles", Optional.empty(), List.of(new RoleRule("reader", 1, List.of("reader"), List.of())));
        assertThat(RoleSnippet.of(rules, text, "reader").lines())
                .containsExactly("    - role: reader", "      match: [reader, '" + text + "']", "      grants: []");
    }

    private static String near(String role, String text) {
        RoleRules rules =
                new RoleRules("roles", Optional.empty(), List.of(new RoleRule(role, 1, List.of(role), List.of())));
        return NearestRole.of(rules, new RequestedRole(Optional.of(text), Optional.empty()))
                .map(found -> String.valueOf(found.distance()))
                .orElse("none");
    }
}
