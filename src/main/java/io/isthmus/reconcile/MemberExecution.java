package io.isthmus.reconcile;

import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberEdit;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        for (int from = 0; from < saved.size() && run.unavailable().isEmpty(); from += SLICE) {
            if (from > 0) {
                betweenSlices.run();
            }
            slice(run, saved, saved.subList(from, Math.min(saved.size(), from + SLICE)), outage, again);
        }
    }

    private void slice(RunProgress run, List<Saved> all, List<Saved> slice, Outage outage, Set<String> again) {
        MemberResults results = new MemberResults(run, again, aftermath, parts.clock());
        Map<String, List<MemberResults.Ready>> byGroup = new LinkedHashMap<>();
        for (MemberResults.Ready ready : ready(all, slice, results, run.kind() == RunRow.Kind.UNDO)) {
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

    /** @param all what the run writes of memberships, this slice included */
    private List<MemberResults.Ready> ready(List<Saved> all, List<Saved> slice, MemberResults results, boolean undo) {
        Set<String> ids = new HashSet<>();
        Set<String> groups = new HashSet<>();
        for (Saved saved : slice) {
            groups.add(saved.change().about().resource());
            saved.change().edits().forEach(edit -> ids.add(edit.resource()));
        }
        ids.addAll(groups);
        Map<String, Link> links = new HashMap<>();
        parts.links().ofResources(ids).forEach(link -> links.put(link.resource(), link));
        Leavers leavers = undo
                ? Leavers.ofUndo(changes(all), links, this::byDn)
                : Leavers.of(changes(slice), links, this::byDn, parts.members());
        Map<String, Long> positions = parts.resources().positions(groups);
        List<MemberResults.Ready> ready = new ArrayList<>();
        for (Saved saved : slice) {
            Change.ModifyMembers change = saved.change();
            boolean byDn = change.about().resource().startsWith(GroupMembers.BY_DN);
            Optional<Link> group = Optional.ofNullable(links.get(change.about().resource()));
            long now = positions.getOrDefault(change.about().resource(), 0L);
            if (!byDn && now != change.about().journal()) {
                results.outcome(saved, "superseded", "superseded by push " + now);
                // that push alone does not name what was to be written
                aftermath.setbacks().later(change.about().resource(), now);
            } else if (!byDn && group.flatMap(Link::anchor).isEmpty()) {
                results.outcome(saved, "failed", "the group has no entry yet");
            } else {
                Change.ModifyMembers there = byDn
                        ? change
                        : change.at(group.get().anchor().get(), group.get().dn());
                ready.add(current(saved, there, links, leavers, undo));
            }
        }
        return ready;
    }

    /** @param undo whether what was taken out comes back, whoever it is and whatever is wanted of it */
    private MemberResults.Ready current(
            Saved saved, Change.ModifyMembers change, Map<String, Link> links, Leavers leavers, boolean undo) {
        MemberRule.As by = named(change);
        List<MemberEdit> edits = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        for (MemberEdit edit : change.edits()) {
            if (!edit.add()) {
                edits.addAll(leavers.removals(change, edit));
                continue;
            }
            if (undo && edit.resource().isEmpty()) {
                edits.add(edit);
                continue;
            }
            Optional.ofNullable(links.get(edit.resource()))
                    .filter(link -> undo || link.asMember().belongs())
                    .flatMap(link -> Outlooks.of(link).names())
                    .map(names -> names.as(by))
                    .filter(value -> !value.isEmpty())
                    .ifPresentOrElse(
                            value -> edits.add(new MemberEdit(edit.resource(), value, true, edit.kind())),
                            () -> waiting.add(edit.value()));
        }
        return new MemberResults.Ready(saved, change.with(edits), waiting);
    }

    private MemberRule.As named(Change.ModifyMembers change) {
        return as.getOrDefault(change.attribute().toLowerCase(java.util.Locale.ROOT), MemberRule.As.DN);
    }

    private boolean byDn(Change.ModifyMembers change) {
        return named(change) == MemberRule.As.DN;
    }

    private static List<Change.ModifyMembers> changes(List<Saved> saved) {
        return saved.stream().map(Saved::change).toList();
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
