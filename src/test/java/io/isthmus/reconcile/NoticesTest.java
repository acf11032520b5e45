package io.isthmus.reconcile;

import static io.isthmus.reconcile.Notices.Occasion.DRIFT;
import static io.isthmus.reconcile.Notices.Occasion.FAILED;
import static io.isthmus.reconcile.Notices.Occasion.HELD;
import static io.isthmus.reconcile.Notices.Occasion.RECOVERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Situation;
import io.isthmus.plan.Verdict;
import io.isthmus.reconcile.NoticeStates.Told;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private static final Set<Notices.Occasion> ALL = EnumSet.allOf(Notices.Occasion.class);
    private Told told = Told.NOTHING;

    private List<String> look(Set<Notices.Occasion> on, Optional<RunRow> held, List<RunRow> newest, RunRow... full) {
        Notices.Decision decision = Notices.decide(
                told, new Notices.Standing(held, newest, List.of(full).stream().findFirst()), on);
        told = decision.now();
        return decision.notices().stream()
                .map(notice -> notice.occasion().label() + " " + notice.about().label() + " " + notice.run() + ": "
                        + notice.line())
                .toList();
    }

    private List<String> look(Optional<RunRow> held, List<RunRow> newest, RunRow... full) {
        return look(ALL, held, newest, full);
    }

    private static RunRow run(String id, RunRow.Status status, Map<String, Long> counts) {
        return new RunRow(
                id,
                RunRow.Kind.FULL,
                status,
                true,
                "m",
                Optional.empty(),
                1,
                Instant.EPOCH,
                Optional.of(Instant.EPOCH),
                Optional.of("schedule"),
                Optional.empty(),
                counts,
                Map.of(),
                Optional.of(new Verdict(false, "disables", 1, 2, 3, "the line")),
                status == RunRow.Status.FAILED ? Optional.of("no answer") : Optional.empty());
    }

    private static RunRow run(String id, RunRow.Status status) {
        return run(id, status, Map.of());
    }

    @Test
    void whereAllIsWellNobodyIsTold() {
        assertThat(look(Optional.empty(), List.of())).isEmpty();
        RunRow done = run("1", RunRow.Status.DONE, Map.of("in_sync", 5L));
        assertThat(look(Optional.empty(), List.of(done), done)).isEmpty();
        assertThat(told).isEqualTo(Told.NOTHING);
    }

    @Test
    void aHeldSetIsToldOnceAndItsEndAndTheNextOne() {
        Optional<RunRow> held = Optional.of(run("1", RunRow.Status.HELD));
        assertThat(look(held, List.of())).containsExactly("held held 1: the line");
        assertThat(look(held, List.of())).isEmpty();
        assertThat(look(Optional.of(run("2", RunRow.Status.HELD)), List.of())).containsExactly("held held 2: the line");
        assertThat(look(Optional.empty(), List.of()))
                .containsExactly("recovered held 2: the run no longer waits for approval");
        assertThat(look(Optional.empty(), List.of())).isEmpty();
    }

    @Test
    void theFirstPlanIsOneHoweverOftenItIsMade() {
        for (String id : List.of("1", "2", "3")) {
            RunRow plan = run(id, RunRow.Status.HELD);
            RunRow first = new RunRow(
                    id,
                    plan.kind(),
                    plan.status(),
                    true,
                    "m",
                    Optional.of("sha256:" + id),
                    1,
                    plan.started(),
                    plan.finished(),
                    plan.by(),
                    plan.expires(),
                    Map.of(),
                    Map.of(),
                    Optional.of(new Verdict(true, "first-plan", 1, 0, 0, "the first plan waits")),
                    Optional.empty());
            assertThat(look(Optional.of(first), List.of())).hasSize(id.equals("1") ? 1 : 0);
        }
        assertThat(look(Optional.empty(), List.of()))
                .containsExactly("recovered held 3: the run no longer waits for approval");
    }

    @Test
    void failingIsToldWhenItBeginsAndWhenItEnds() {
        RunRow first = run("1", RunRow.Status.FAILED);
        RunRow second = run("2", RunRow.Status.FAILED);
        RunRow done = run("4", RunRow.Status.DONE);
        assertThat(look(Optional.empty(), List.of(first))).containsExactly("failed failed 1: no answer");
        assertThat(look(Optional.empty(), List.of(second, first))).isEmpty();
        assertThat(look(Optional.empty(), List.of(run("3", RunRow.Status.APPLYING), second, first)))
                .isEmpty();
        assertThat(told.failing()).hasValue("1");
        assertThat(look(Optional.empty(), List.of(done, second, first)))
                .containsExactly("recovered failed 4: runs go through again");
    }

    @Test
    void driftIsToldWhenItBeginsAndWhenItEndsAndARunThatBrokeOffSaysNothingOfIt() {
        RunRow drift = run("1", RunRow.Status.DONE, Map.of("drifted", 2L, "missing", 1L, "in_sync", 9L));
        RunRow more = run("2", RunRow.Status.DONE, Map.of("drifted", 7L));
        RunRow broken = run("3", RunRow.Status.FAILED);
        RunRow clean = run("4", RunRow.Status.DONE, Map.of("in_sync", 9L));
        assertThat(look(Optional.empty(), List.of(drift), drift))
                .containsExactly("drift drift 1: others changed the directory: 2 drifted, 1 missing");
        assertThat(look(Optional.empty(), List.of(more), more)).isEmpty();
        assertThat(look(Set.of(DRIFT, RECOVERED), Optional.empty(), List.of(broken), broken))
                .isEmpty();
        assertThat(told.drifting()).hasValue("1");
        assertThat(look(Set.of(DRIFT, RECOVERED), Optional.empty(), List.of(clean), clean))
                .containsExactly("recovered drift 4: no drift is left");
    }

    /** What could not be put back counts as refused alone: nobody was told, or that no drift is left. */
    @Test
    void driftThatCouldNotBePutBackIsToldAndIsNotOver() {
        RunRow refused = run("1", RunRow.Status.DONE, Map.of("invalid", 1L, "in_sync", 9L));
        Notices.Standing standing = new Notices.Standing(
                Optional.empty(), List.of(refused), Optional.of(refused), Map.of(Situation.DRIFTED, 1L));
        Notices.Decision first = Notices.decide(told, standing, ALL);
        assertThat(first.notices())
                .extracting(Notices.Notice::line)
                .containsExactly("others changed the directory: 1 drifted");
        assertThat(Notices.decide(first.now(), standing, ALL).notices()).isEmpty();
    }

    @Test
    void whatNobodyWantsToHearIsNotToldNorThatItIsOver() {
        Optional<RunRow> held = Optional.of(run("1", RunRow.Status.HELD));
        RunRow failed = run("2", RunRow.Status.FAILED);
        assertThat(look(Set.of(HELD, RECOVERED), held, List.of(failed))).containsExactly("held held 1: the line");
        assertThat(look(Set.of(HELD, RECOVERED), held, List.of(run("3", RunRow.Status.DONE))))
                .isEmpty();
        assertThat(look(Set.of(HELD, FAILED), Optional.empty(), List.of())).isEmpty();
        assertThat(told).isEqualTo(Told.NOTHING);
    }
}
