package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a withdrawn rule took out comes back by an undo, and is then left alone. */
class UndoWithdrawalTest {
    private static final String OUT = Bureau.MAPPING.replace("- name: people", "- name: people\n    withdraw: true");
    private Bureau bureau;

    @BeforeEach
    void oneUser() throws Exception {
        bureau = new Bureau(Bureau.settings(false, true, false), 2);
        bureau.patch(bureau.hire("ann"), "title", "old");
        bureau.run(RunRow.Kind.SYNC);
        bureau.clock.pass(Duration.ofMinutes(5));
        bureau.open(OUT);
    }

    @AfterEach
    void close() {
        bureau.close();
    }

    @Test
    void comesBackAndStays() {
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("ann").hasAttribute("title")).isFalse();
        RunRow undo = bureau.service().undo(run.id(), "anna");
        undo = bureau.service().await(undo.id(), Duration.ofSeconds(60)).orElseThrow();
        assertThat(bureau.approve(undo).status()).isEqualTo(RunRow.Status.DONE);
        assertThat(bureau.entry("ann").getAttributeValue("title")).isEqualTo("old");
        RunRow next = bureau.run(RunRow.Kind.SYNC);
        assertThat(next.counts()).containsEntry("suppressed", 1L);
        assertThat(bureau.entry("ann").getAttributeValue("title")).isEqualTo("old");
    }

    /** It was said that nothing is left and that the rule may go, with everything back in its place. */
    @Test
    void theRuleIsNotSaidToBeDoneWhileItsValuesAreBack() {
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        RunRow undo = bureau.service().undo(run.id(), "anna");
        bureau.approve(bureau.service().await(undo.id(), Duration.ofSeconds(60)).orElseThrow());
        assertThat(line())
                .doesNotContain("may be deleted", "nothing is left")
                .contains("of rule people 1 resource keeps what an administrator put back or turned down: lift these"
                        + " suppressions to have it taken out; if the rule is deleted from the mapping it stays");
        bureau.service()
                .suppressions(0, 100)
                .forEach(one -> bureau.service().lift(one.suppression().id()));
        assertThat(line()).doesNotContain("of rule people");
        assertThat(bureau.entry("ann").hasAttribute("title")).isFalse();
        assertThat(line()).contains("of rule people nothing is left to take out: it may be deleted from the mapping");
    }

    private String line() {
        return bureau.run(RunRow.Kind.SYNC).verdict().orElseThrow().line();
    }
}
