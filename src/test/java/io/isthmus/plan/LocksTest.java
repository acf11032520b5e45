package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.EntryRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocksTest {
    private static final EntryRule RULE = Wanted.rule("ask");

    @Test
    void theServersWayLocksWhileItHasAValue() {
        assertThat(Locks.is(RULE, ActualEntry.DISABLED, List.of("true"))).isTrue();
        assertThat(Locks.is(RULE, ActualEntry.DISABLED, List.of())).isFalse();
    }

    @Test
    void theValueThatTheLadderNamesLocksAndNoOtherDoes() {
        assertThat(Locks.is(RULE, "LoginShell", List.of(Wanted.NOLOGIN))).isTrue();
        assertThat(Locks.is(RULE, "loginShell", List.of("/bin/sh"))).isFalse();
        assertThat(Locks.is(RULE, "title", List.of(Wanted.NOLOGIN))).isFalse();
    }

    @Test
    void whatMayHaveToBeGivenBackIsTheServersLockAndWhatLaddersWrite() {
        assertThat(Locks.attributes(RULE)).containsExactly(ActualEntry.DISABLED, "loginShell");
    }
}
