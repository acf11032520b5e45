package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.store.JdbcOrders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What can happen between a plan, its approval, and what is written of it (rules 20, 25 and 26). */
class ApprovalFaultsTest {
    private static final String MAPPING = Bureau.MAPPING.replace("                  host: nickName\n", "");

    @Test
    void aPushBetweenApprovalAndApplyTakesItsChangeOut() throws Exception {
        try (Office office = new Office(MAPPING)) {
            List<String> ids = users(office);
            RunRow plan = plan(office);
            Approvals approvals = new Approvals(office.parts(), office.execution);
            RunRow approved = approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "anna");
            office.replace(ids.get(1), Office.user("u1").put("title", "newest"));
            Set<String> again = approvals.apply(approved, Set.of(), "anna");
            assertThat(title(office, "u0")).isEqualTo("new");
            assertThat(title(office, "u1")).isEqualTo("old");
            assertThat(title(office, "u2")).isEqualTo("new");
            assertThat(outcomes(office, plan, "superseded"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.detail()).contains("superseded by push"));
            assertThat(again).containsExactly(ids.get(1));
            assertThat(office.runs.find(plan.id()).orElseThrow().changes())
                    .containsEntry("applied", 2L)
                    .containsEntry("held", 0L);
        }
    }

    @Test
    void whoseEntryMovedIsRefusedAloneAndSaysWhatMoved() throws Exception {
        try (Office office = new Office(MAPPING)) {
            users(office);
            RunRow plan = plan(office);
            office.ldap.modify("uid=u1," + Office.BASE, new Modification(ModificationType.REPLACE, "title", "theirs"));
            Approvals approvals = new Approvals(office.parts(), office.execution);
            approvals.apply(
                    approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "anna"), Set.of(), "anna");
            assertThat(title(office, "u0")).isEqualTo("new");
            assertThat(title(office, "u1")).isEqualTo("theirs");
            assertThat(outcomes(office, plan, "moved"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.detail()).contains("title", "changed by somebody else"));
        }
    }

    @Test
    void anOldHashASecondApprovalAndALateOneAreRefused() throws Exception {
        try (Office office = new Office(MAPPING)) {
            users(office);
            RunRow plan = plan(office);
            Approvals approvals = new Approvals(office.parts(), office.execution);
            assertThatThrownBy(() -> approvals.approve(plan.id(), "sha256:0", Set.of(), "anna"))
                    .isInstanceOf(ReconcileProblem.class)
                    .hasMessageContaining("has the hash " + plan.hash().orElseThrow());
            approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "anna");
            assertThatThrownBy(() -> approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "bert"))
                    .isInstanceOf(ReconcileProblem.class)
                    .hasMessageContaining("is approved");
            assertThatThrownBy(() -> approvals.reject(plan.id(), "bert")).isInstanceOf(ReconcileProblem.class);
            RunRow second = plan(office);
            office.clock.pass(Duration.ofHours(73));
            assertThatThrownBy(
                            () -> approvals.approve(second.id(), second.hash().orElseThrow(), Set.of(), "anna"))
                    .isInstanceOf(ReconcileProblem.class)
                    .hasMessageContaining("is expired");
        }
    }

    @Test
    void ofManyAdministratorsAtOnceOneDecides() throws Exception {
        try (Office office = new Office(MAPPING)) {
            users(office);
            RunRow plan = plan(office);
            AtomicInteger decided = new AtomicInteger();
            // as many nodes: nothing in one process keeps them apart
            CompletableFuture.allOf(IntStream.range(0, 8)
                            .mapToObj(node -> new Approvals(
                                    office.parts(), office.execution, new JdbcOrders(office.database, "main")))
                            .map(approvals -> CompletableFuture.runAsync(() -> {
                                try {
                                    approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "node");
                                    decided.incrementAndGet();
                                } catch (ReconcileProblem late) {
                                    assertThat(late.type()).isEqualTo("not-held");
                                }
                            }))
                            .toArray(CompletableFuture[]::new))
                    .join();
            assertThat(decided).hasValue(1);
        }
    }

    @Test
    void theSecondOfTwoDecisionsThatBothSawItOpenComesTooLate() throws Exception {
        try (Office office = new Office(MAPPING)) {
            users(office);
            RunRow plan = plan(office);
            Orders orders = new JdbcOrders(office.database, "main");
            assertThat(orders.decide(approved(plan), new Order.Apply(plan.id(), Set.of(), "anna")))
                    .isTrue();
            assertThat(orders.decide(approved(plan), new Order.Apply(plan.id(), Set.of(), "bert")))
                    .isFalse();
            assertThat(orders.waiting())
                    .singleElement()
                    .satisfies(placed -> assertThat(placed.order().actor()).isEqualTo("anna"));
        }
    }

    private static RunRow approved(RunRow plan) {
        return new RunRow(
                plan.id(),
                plan.kind(),
                RunRow.Status.APPROVED,
                plan.complete(),
                plan.mapping(),
                plan.hash(),
                plan.journal(),
                plan.started(),
                plan.finished(),
                Optional.of("anna"),
                plan.expires(),
                plan.counts(),
                plan.changes(),
                plan.verdict(),
                plan.error());
    }

    @Test
    void aCrashBetweenTwoChangesOrBeforeAResultIsHealedByTheNextRun() throws Exception {
        try (Office office = new Office(MAPPING)) {
            List<String> ids = users(office);
            RunRow plan = plan(office);
            AtomicInteger writes = new AtomicInteger();
            office.refuses = change -> {
                office.dies |= writes.incrementAndGet() == 2;
                return java.util.Optional.empty();
            };
            Approvals approvals = new Approvals(office.parts(), office.another(1));
            RunRow approved = approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "anna");
            approvals.apply(approved, Set.of(), "anna");
            assertThat(outcomes(office, plan, "applied")).hasSizeLessThan(ids.size());
            office.dies = false;
            office.refuses = change -> java.util.Optional.empty();
            Engine next = office.another();
            assertThat(next.full(next.begin(RunRow.Kind.SYNC, "next")).status()).isEqualTo(RunRow.Status.DONE);
            assertThat(List.of(title(office, "u0"), title(office, "u1"), title(office, "u2")))
                    .containsOnly("new");
            assertThat(next.full(next.begin(RunRow.Kind.SYNC, "again")).changes())
                    .isEmpty();
            // what was written and not noted is ours all the same
            ids.forEach(id -> office.replace(id, Office.user("u" + ids.indexOf(id))));
            next.full(next.begin(RunRow.Kind.SYNC, "without"));
            assertThat(office.entry("uid=u0").orElseThrow().hasAttribute("title"))
                    .isFalse();
            assertThat(office.entry("uid=u1").orElseThrow().hasAttribute("title"))
                    .isFalse();
        }
    }

    /** Three users, and a title for each that no run has written yet. */
    private static List<String> users(Office office) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(office.create("u" + i));
            office.replace(ids.get(i), Office.user("u" + i).put("title", "old"));
        }
        office.sync();
        for (int i = 0; i < 3; i++) {
            office.replace(ids.get(i), Office.user("u" + i).put("title", "new"));
        }
        return ids;
    }

    private static RunRow plan(Office office) {
        return office.engine.full(office.engine.begin(RunRow.Kind.PLAN, "anna"));
    }

    private static String title(Office office, String uid) throws Exception {
        return office.entry("uid=" + uid).orElseThrow().getAttributeValue("title");
    }

    private static List<ChangeRow> outcomes(Office office, RunRow run, String outcome) {
        List<ChangeRow> rows = new ArrayList<>();
        office.runs.changes(run.id(), rows::add);
        return rows.stream().filter(row -> row.outcome().equals(outcome)).toList();
    }
}
