package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Limited;
import io.isthmus.plan.SafetyLimits.Limit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A directory that was replaced by an empty one looks empty, whatever we have made in it since (rule 24). */
class EmptiedTest extends Guarding {
    private List<String> ids;

    @BeforeEach
    void open() throws Exception {
        open(Map.of(Limited.RECREATES, new Limit(10, 1)), 200);
        ids = hire(5);
        office.createGroup("Sales", ids.toArray(new String[0]));
        office.engine.soon();
        office.clock.pass(Duration.ofHours(1));
    }

    @Test
    void whatWasPushedWhileItWasAwayIsNoProofThatItIsTheSame() throws Exception {
        empty();
        office.create("u6");
        office.engine.soon();
        assertThat(office.entry("uid=u6")).isPresent();
        RunRow run = office.sync();
        assertThat(run.status()).isEqualTo(RunRow.Status.HELD);
        assertThat(run.verdict().orElseThrow().line())
                .startsWith("5 of 6 entries are missing below " + Office.BASE + ", so that the directory looks empty");
        assertThat(office.entry("uid=u0")).isEmpty();
        approve();
        assertThat(office.entry("uid=u0")).isPresent();
    }

    @Test
    void norIsWhatWasPushedWhileItsEntriesAreHeldWhichAreHeldAnewWhenThatExpires() throws Exception {
        empty();
        assertThat(office.sync().status()).isEqualTo(RunRow.Status.HELD);
        office.create("u7");
        office.engine.soon();
        assertThat(office.entry("uid=u7")).isPresent();
        for (int i = 0; i < 2; i++) {
            String before = office.runs.held().orElseThrow().id();
            office.clock.pass(Duration.ofHours(80));
            office.runs.expire(office.clock.instant());
            assertThat(office.runs.held()).isEmpty();
            assertThat(office.sync().status()).isEqualTo(RunRow.Status.HELD);
            assertThat(office.runs.held().orElseThrow().id()).isNotEqualTo(before);
            assertThat(office.entry("uid=u0")).isEmpty();
        }
    }

    /** They are the oldest, but a run over everything has seen them beside the one that stands. */
    @Test
    void someThatWereDeletedByHandAreMadeAgainBesideOneThatStoodWithThem() throws Exception {
        office.create("u5");
        office.engine.soon();
        office.clock.pass(Duration.ofMinutes(1));
        assertThat(office.sync().status()).isEqualTo(RunRow.Status.DONE);
        office.clock.pass(Duration.ofMinutes(1));
        for (int i = 0; i < 5; i++) {
            office.ldap.delete("uid=u" + i + "," + Office.BASE);
        }
        assertThat(office.sync().status()).isEqualTo(RunRow.Status.DONE);
        assertThat(office.entry("uid=u0")).isPresent();
    }

    /** What is made again dates from then. */
    @Test
    void whatWasMadeAgainByApprovalStandsForTheNewDirectory() throws Exception {
        empty();
        office.sync();
        approve();
        office.clock.pass(Duration.ofHours(1));
        assertThat(office.sync().status()).isEqualTo(RunRow.Status.DONE);
        office.clock.pass(Duration.ofHours(1));
        office.ldap.delete("uid=u0," + Office.BASE);
        office.ldap.delete("uid=u1," + Office.BASE);
        assertThat(office.sync().status()).isEqualTo(RunRow.Status.DONE);
        assertThat(office.entry("uid=u1")).isPresent();
    }
}
