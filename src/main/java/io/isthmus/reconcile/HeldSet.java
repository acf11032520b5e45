package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import io.isthmus.plan.Counted;
import io.isthmus.plan.EntryCounts;
import io.isthmus.plan.Limited;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The one set of changes that waits for approval, and what waits behind it (rule 25). */
final class HeldSet {
    private final GuardMemory memory;
    /** resources whose changes wait behind it, as far as this process knows */
    private final Set<String> behind = ConcurrentHashMap.newKeySet();
    /** what a run has held that is still under way: its row does not say so yet */
    private Optional<String> forming = Optional.empty();

    private Map<String, Set<Limited>> formed = Map.of();

    HeldSet(GuardMemory memory) {
        this.memory = memory;
    }

    /** By resource: the classes of its changes that wait in it; empty where there is none. */
    synchronized Map<String, Set<Limited>> waits() {
        Map<String, Set<Limited>> waits = new HashMap<>(memory.held());
        formed.forEach((resource, classes) -> waits.merge(resource, classes, HeldSet::both));
        return waits;
    }

    private static Set<Limited> both(Set<Limited> one, Set<Limited> other) {
        Set<Limited> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    /** A run has begun to hold these; nothing else forms a set until it has ended. */
    synchronized void forms(String run, Guard.Split split) {
        Map<String, Set<Limited>> now = new HashMap<>();
        split.held()
                .forEach(item -> now.put(
                        item.resource(),
                        EntryCounts.of(item.change(), item.desired()).stream()
                                .map(counted -> counted.what())
                                .collect(Collectors.toSet())));
        List<Change.ModifyMembers> members = split.heldMembers();
        List<List<Counted>> counts = split.groups().of(members);
        for (int i = 0; i < members.size(); i++) {
            Set<Limited> classes =
                    counts.get(i).stream().map(counted -> counted.what()).collect(Collectors.toSet());
            now.merge(members.get(i).about().resource(), classes, HeldSet::both);
        }
        forming = Optional.of(run);
        formed = Map.copyOf(now);
    }

    /** The run's row tells it from now on. */
    synchronized void ended(String run) {
        if (forming.filter(run::equals).isPresent()) {
            forming = Optional.empty();
            formed = Map.of();
        }
    }

    /** Resources whose changes wait behind it. */
    Set<String> behind() {
        return Set.copyOf(behind);
    }

    /** What these wait for is looked at anew. */
    void lookedAt(Collection<String> resources) {
        behind.removeAll(resources);
    }

    void waitBehind(List<PlanItem> items, List<Change.ModifyMembers> memberships) {
        items.forEach(item -> behind.add(item.resource()));
        memberships.forEach(change -> behind.add(change.about().resource()));
    }
}
