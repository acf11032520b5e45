package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who waits for a name that another has, so that it is planned once the name is free. Used on the loop's thread. */
final class Contest {
    private final Links links;
    private final Runs runs;
    private final Map<String, Set<DN>> waiting = new HashMap<>();

    Contest(Links links, Runs runs) {
        this.links = links;
        this.runs = runs;
    }

    /** Takes in what a draft found out about the resources that it looked at. */
    void take(PlanDraft draft) {
        waiting.keySet().removeAll(draft.resources);
        draft.contested.forEach((resource, contested) -> waiting.put(resource, contested.names()));
    }

    /** Who waits for a name that one of these has: it may be about to leave it. */
    Set<String> behind(Collection<String> resources) {
        return waiting.isEmpty()
                ? Set.of()
                : waitingFor(links.ofResources(resources).stream()
                        .map(link -> link.dn())
                        .collect(Collectors.toSet()));
    }

    /** Who waits for a name that these changes free. */
    Set<String> after(List<Change> changes) {
        return waitingFor(changes.stream()
                .filter(change -> change instanceof Change.RenameEntry || change instanceof Change.DeleteEntry)
                .map(Change::dn)
                .collect(Collectors.toSet()));
    }

    /** Who waits for a name that a run has freed. */
    Set<String> waitingFor(String run) {
        List<Change> applied = new ArrayList<>();
        runs.changes(run, row -> {
            if (row.outcome().equals("applied") && !(row.change() instanceof Change.AddEntry)) {
                applied.add(row.change());
            }
        });
        return after(applied);
    }

    /** Lists what is left out since another has the name; there is nothing to approve about it. */
    void tell(RunProgress run, Collection<PlanDraft.Contested> contested) {
        List<PlanDraft.Contested> all = List.copyOf(contested);
        if (all.isEmpty()) {
            return;
        }
        List<Change> changes = all.stream().map(PlanDraft.Contested::change).toList();
        List<Long> ids = runs.addChanges(run.id(), changes, "invalid", List.of());
        Map<Long, Runs.Outcome> outcomes = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            outcomes.put(ids.get(i), new Runs.Outcome("invalid", all.get(i).detail()));
        }
        runs.record(outcomes, List.of(), List.of());
        run.told();
    }

    private Set<String> waitingFor(Set<DN> names) {
        Set<String> resources = new HashSet<>();
        waiting.forEach((resource, wanted) -> {
            if (wanted.stream().anyMatch(names::contains)) {
                resources.add(resource);
            }
        });
        return resources;
    }
}
