package io.isthmus.reconcile;

import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.Change;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Writes memberships, slice by slice: groups in parallel, the changes of one group in order. Which value stands for a member is
 * looked up at the last moment, and one without an entry is left out.
 */
final class MemberExecution {
    private static final int SLICE = 100;

    /** A change that is saved, with its id in the run. */
    record Saved(long id, Change.ModifyMembers change) {}

    private final Parts parts;
    private final ExecutorService writers;
    private final MeterRegistry metrics;
    private final Aftermath aftermath;
    private final Map<String, MemberRule.As> as = new HashMap<>();

    MemberExecution(Parts parts, ExecutorService writers, MeterRegistry metrics, Aftermath aftermath) {
        this.parts = parts;
        this.writers = writers;
        this.metrics = metrics;
        this.aftermath = aftermath;
        as.put("memberuid", MemberRule.As.UID);
        for (GroupRule rule : parts.mapping().groups()) {
            as.put(
                    rule.members().attribute().toLowerCase(java.util.Locale.ROOT),
                    rule.members().as());
        }
    }

    List<Saved> save(RunProgress run, List<Change.ModifyMembers> changes, String outcome) {
        List<Saved> saved = new ArrayList<>(changes.size());
        for (int from = 0; from < changes.size(); from += SLICE) {
            List<Change.ModifyMembers> some = changes.subList(from, Math.min(changes.size(), from + SLICE));
            List<Long> ids = parts.runs().addChanges(run.id(), List.copyOf(some), outcome, List.of());
            for (int i = 0; i < some.size(); i++) {
                saved.add(new Saved(ids.get(i), some.get(i)));
            }
        }
        run.planned(saved.size());
        return saved;
    }

    /** Writes; groups that have to be planned again in this run are added to {@code again}. */
    void write(RunProgress run, List<Saved> saved, Set<String> again, Runnable betweenSlices) {
        Outage outage = new Outage(parts.settings().connections());
        Movers movers = Movers.of(saved, this::named);
        for (int from = 0; from < saved.size() && run.unavailable().isEmpty(); from += SLICE) {
            if (from > 0) {
                betweenSlices.run();
            }
            slice(run, saved, saved.subList(from, Math.min(saved.size(), from + SLICE)), movers, outage, again);
        }
    }

    private void slice(
            RunProgress run, List<Saved> all, List<Saved> slice, Movers movers, Outage outage, Set<String> again) {
        MemberResults results = new MemberResults(run, again, aftermath, parts.clock());
        Map<String, List<MemberResults.Ready>> byGroup = new LinkedHashMap<>();
        Addressing addressing = new Addressing(parts, aftermath, this::named, movers, run.kind() == RunRow.Kind.UNDO);
        for (MemberResults.Ready ready : addressing.ready(all, slice, results)) {
            byGroup.computeIfAbsent(ready.now().about().resource(), key -> new ArrayList<>())
                    .add(ready);
        }
        List<GroupMembers.Membership> intended = new ArrayList<>();
        byGroup.values()
                .forEach(changes -> changes.forEach(ready -> intended.addAll(MemberResults.added(ready.now()))));
        parts.members().intend(intended);
        Map<String, Future<List<ChangeResult>>> written = new LinkedHashMap<>();
        byGroup.forEach((group, changes) -> written.put(
                group,
                writers.submit(() -> changes.stream()
                        .map(ready -> outage.unlessAway(() -> parts.directory().apply(ready.now())))
                        .toList())));
        written.forEach((group, future) -> {
            List<ChangeResult> got = resultsOf(future);
            for (int i = 0; i < byGroup.get(group).size(); i++) {
                results.take(byGroup.get(group).get(i), i < got.size() ? got.get(i) : lost("not written"));
            }
        });
        parts.members().record(results.applied(), results.ended());
        parts.runs().record(results.outcomes(), List.of(), List.of());
        results.counts().forEach((outcome, number) -> {
            run.outcomes(Map.of(outcome, number));
            metrics.counter("isthmus_changes", "outcome", outcome, "type", "modify")
                    .increment(number);
        });
    }

    private MemberRule.As named(Change.ModifyMembers change) {
        return as.getOrDefault(change.attribute().toLowerCase(java.util.Locale.ROOT), MemberRule.As.DN);
    }

    private static List<ChangeResult> resultsOf(Future<List<ChangeResult>> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return List.of(lost("interrupted while writing"));
        } catch (ExecutionException failed) {
            return List.of(lost(String.valueOf(failed.getCause())));
        }
    }

    private static ChangeResult lost(String why) {
        return new ChangeResult.Failed(Kind.UNKNOWN, -1, why);
    }
}
