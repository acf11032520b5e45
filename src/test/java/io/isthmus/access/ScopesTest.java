package io.isthmus.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopesTest {
    @Test
    void noScopeIsEveryScope() {
        assertThat(Scopes.mayWrite(Set.of(), "Users")).isTrue();
        assertThat(Scopes.mayWrite(Set.of(), "Groups")).isTrue();
        assertThat(Scopes.mayWrite(Set.of(), "Bulk")).isTrue();
    }

    @Test
    void aKindIsWrittenWithItsOwnScopeHoweverItIsNamed() {
        for (String users : new String[] {"User", "Users", "USER", "/Users", "/Users/1", "//users/x"}) {
            assertThat(Scopes.toWrite(users)).as(users).contains(Scopes.USERS);
            assertThat(Scopes.mayWrite(Set.of("users"), users)).as(users).isTrue();
            assertThat(Scopes.mayWrite(Set.of("groups", "read"), users))
                    .as(users)
                    .isFalse();
        }
        assertThat(Scopes.mayWrite(Set.of("groups"), "/Groups/1")).isTrue();
        assertThat(Scopes.mayWrite(Set.of("users"), "/Groups/1")).isFalse();
    }

    @Test
    void whatHasNoScopeOfItsOwnIsWrittenByWhoeverMayWriteAnything() {
        assertThat(Scopes.toWrite("/Bulk")).isEmpty();
        assertThat(Scopes.mayWrite(Set.of("read"), "/Bulk")).isFalse();
        assertThat(Scopes.mayWrite(Set.of("read", "groups"), "/Bulk")).isTrue();
    }
}
