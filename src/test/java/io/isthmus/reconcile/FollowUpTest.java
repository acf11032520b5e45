package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an approval left undone while nothing is written by itself: what nobody has seen waits. */
class FollowUpTest {
    private final List<String> ids = new ArrayList<>();
    private Bureau bureau;
    private RunRow held;

    @BeforeEach
    void aSyncIsHeld() throws Exception {
        bureau = new Bureau(Bureau.settings(false, true, false), 2);
        for (int i = 0; i < 5; i++) {
            ids.add(bureau.hire("lim" + i));
        }
        bureau.run(RunRow.Kind.SYNC);
        ids.subList(0, 3).forEach(id -> bureau.active(id, false));
        held = bureau.run(RunRow.Kind.SYNC);
        assertThat(held.status()).isEqualTo(RunRow.Status.HELD);
    }

    @AfterEach
    void close() {
        bureau.close();
    }

    private List<RunRow> planned() {
        return bureau.runs.list(
                Optional.of(RunRow.Kind.PLAN), Optional.of(RunRow.Status.PLANNED), Optional.empty(), 10);
    }

    @Test
    void whatWasPushedSinceIsAPlanThatWaits() {
        bureau.patch(ids.get(0), "title", "Unseen");
        bureau.patch(ids.get(4), "title", "Unseen");
        bureau.approve(held);
        assertThat(bureau.locked("lim2")).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !planned().isEmpty());
        RunRow plan = planned().get(0);
        assertThat(bureau.changes(plan))
                .singleElement()
                .satisfies(
                        change -> assertThat(change.change().about().resource()).isEqualTo(ids.get(0)));
        assertThat(bureau.entry("lim0").hasAttribute("title")).isFalse();
        assertThat(bureau.locked("lim0")).isFalse();
        assertThat(bureau.entry("lim4").hasAttribute("title")).isFalse();
        bureau.approve(plan);
        assertThat(bureau.entry("lim0").getAttributeValue("title")).isEqualTo("Unseen");
        assertThat(bureau.locked("lim0")).isTrue();
    }

    /** The operator asked for it, with that very run. */
    @Test
    void whatWasNotWrittenAndNothingWasPushedSinceIsWritten() throws Exception {
        bureau.ldap.modifyDN("uid=lim0," + Bureau.BASE, "uid=moved", true, null);
        bureau.approve(held);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> bureau.entry("lim0") != null && bureau.locked("lim0")
                        || bureau.entry("moved") != null && bureau.locked("moved"));
        assertThat(planned()).isEmpty();
    }
}
