package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two users that map to one name: the second waits, is told who has it, and gets it as soon as it is free. */
class ContestTest {
    private Bureau bureau;
    private String first;
    private String second;

    @BeforeEach
    void twoWantOneName() throws LDAPException {
        bureau = new Bureau(Bureau.settings(true, true, false), 0);
        first = bureau.hire("fr@a.test");
        bureau.settled();
        second = bureau.hire("fr@b.test");
        bureau.settled();
        assertThat(bureau.entry("fr").getAttributeValue("cn")).isEqualTo("fr@a.test");
    }

    @AfterEach
    void close() {
        bureau.close();
    }

    @Test
    void theConflictIsListedAndNamesBoth() {
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.counts()).containsEntry("link_conflict", 1L);
        assertThat(bureau.changes(run)).singleElement().satisfies(change -> {
            assertThat(change.outcome()).isEqualTo("invalid");
            assertThat(change.detail()).contains(first).contains(second).contains("fr@b.test");
        });
        assertThat(bureau.runs.list(Optional.of(RunRow.Kind.SOON), Optional.empty(), Optional.empty(), 10).stream()
                        .flatMap(row -> bureau.changes(row).stream()))
                .anySatisfy(
                        change -> assertThat(change.detail()).contains(first).contains(second));
    }

    @Test
    void aRenameOfTheFirstGivesTheNameToTheSecond() {
        bureau.patch(first, "userName", "other@a.test");
        bureau.settled();
        assertThat(bureau.entry("other").getAttributeValue("cn")).isEqualTo("other@a.test");
        assertThat(bureau.entry("fr").getAttributeValue("cn")).isEqualTo("fr@b.test");
    }

    @Test
    void aDeletionOfTheFirstGivesItToTheSecondInTheSameRun() {
        bureau.fire(first);
        bureau.settled();
        bureau.clock.pass(Duration.ofDays(31));
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("fr").getAttributeValue("cn")).isEqualTo("fr@b.test");
    }
}
