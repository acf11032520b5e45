package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Ruling;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was left out of an approval and no limit holds: it waits for a decision all the same. */
class LeftOutTest {
    private Bureau bureau;

    @AfterEach
    void close() {
        bureau.close();
    }

    @Test
    void whatIsLeftOutOfTheFirstPlanIsWrittenByNoLaterRun() throws Exception {
        bureau = new Bureau(settings(true), 100);
        bureau.hire("ann");
        String left = bureau.hire("ben");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> bureau.runs.held().isPresent());
        RunRow first = bureau.run(RunRow.Kind.PLAN);
        bureau.approve(first, change(first, "ben"));
        assertThat(bureau.entry("ann")).isNotNull();
        bureau.run(RunRow.Kind.SYNC);
        bureau.patch(left, "title", "Pushed since");
        bureau.settled();
        bureau.hire("cid");
        bureau.settled();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(bureau.entry("cid")).isNotNull());
        assertThat(bureau.entry("ben")).isNull();
        assertThat(bureau.service().status().waiting()).isEqualTo(1);
        bureau.approve(bureau.held());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                Optional.ofNullable(bureau.entry("ben")).map(entry -> entry.getAttributeValue("title")))
                        .hasValue("Pushed since"));
        assertThat(bureau.runs.held()).isEmpty();
    }

    /** Few are left out of many: once their set expired no limit would hold them. */
    @Test
    void itWaitsForAnAnswerHoweverLongThatTakes() throws Exception {
        bureau = new Bureau(settings(true), 100);
        bureau.hire("ann");
        bureau.hire("ben");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> bureau.runs.held().isPresent());
        RunRow first = bureau.run(RunRow.Kind.PLAN);
        bureau.approve(first, change(first, "ben"));
        RunRow left = bureau.held();
        assertThat(left.expires()).isEmpty();
        bureau.clock.pass(Duration.ofDays(400));
        bureau.runs.expire(bureau.clock.instant());
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("ben")).isNull();
        assertThat(bureau.held().id()).isEqualTo(left.id());
        bureau.approve(left);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(bureau.entry("ben")).isNotNull());
    }

    @Test
    void whatIsLeftOutOfAnyOtherPlanIsNeither() throws Exception {
        bureau = new Bureau(settings(false), 100);
        bureau.hire("ann");
        RunRow first = bureau.run(RunRow.Kind.PLAN);
        bureau.approve(first);
        bureau.hire("ben");
        bureau.hire("cid");
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        assertThat(plan.status()).isEqualTo(RunRow.Status.PLANNED);
        bureau.approve(plan, change(plan, "ben"));
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("cid")).isNotNull();
        assertThat(bureau.entry("ben")).isNull();
        bureau.service().reject(bureau.held().id(), "operator");
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("ben")).isNull();
    }

    /** Somebody who says which entry is meant has answered. */
    @Test
    void aDecisionAboutItIsAnAnswer() throws Exception {
        bureau = new Bureau(settings(true), 100);
        bureau.ldap.add("dn: uid=ben," + Bureau.BASE, "objectClass: inetOrgPerson", "uid: ben", "cn: Ben", "sn: Ben");
        bureau.hire("ann");
        String left = bureau.hire("ben");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> bureau.runs.held().isPresent());
        RunRow first = bureau.run(RunRow.Kind.PLAN);
        bureau.approve(first, change(first, "ben"));
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("ben").getAttributeValue("employeeNumber")).isNull();
        bureau.clock.pass(Duration.ofSeconds(1));
        bureau.service().decide(left, Ruling.Action.ADOPT, Optional.empty(), "operator");
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("ben").getAttributeValue("employeeNumber")).isNotNull();
    }

    private Long change(RunRow run, String uid) {
        return bureau.changes(run).stream()
                .filter(change -> change.change().dn().toString().startsWith("uid=" + uid + ","))
                .map(ChangeRow::id)
                .findFirst()
                .orElseThrow();
    }

    private static ReconcileSettings settings(boolean autoSync) {
        return new ReconcileSettings(
                autoSync, false, false, false, Duration.ofMillis(100), Duration.ofHours(72), Duration.ofSeconds(1), 4);
    }
}
