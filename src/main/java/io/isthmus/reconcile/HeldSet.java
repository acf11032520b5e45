package io.isthmus.reconcile;

import io.isthmus.plan.Change;
import io.isthmus.plan.Counted;
import io.isthmus.plan.EntryCounts;
import io.isthmus.plan.Limited;
import io.isthmus.plan.Verdict;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The one set of changes that waits for approval, and what waits behind it (rule 25). */
final class HeldSet {
    private final Runs runs;
    /** resources whose changes wait for what becomes of it, as far as this process knows */
    private final Set<String> behind = ConcurrentHashMap.newKeySet();
    /** those of them that wait with nothing but what the set itself is about */
    private final Set<String> own = ConcurrentHashMap.newKeySet();
    /** what a run has held that is still under way: its row does not say so yet */
    private Optional<String> forming = Optional.empty();

    private Map<String, Set<Limited>> formed = Map.of();
    /** resources of the set of which nothing waited when they were looked at last */
    private final Set<String> over = new HashSet<>();
    /** all of it, where that is so of all of them and nobody has looked at them together since */
    private Set<String> suspected = Set.of();

    private boolean asked;

    HeldSet(Runs runs) {
        this.runs = runs;
    }

    /** By resource: the classes of its changes that wait in it; empty where there is none. */
    synchronized Map<String, Set<Limited>> waits() {
        Map<String, Set<Limited>> waits = new HashMap<>(runs.guard().held());
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
        over.clear();
        asked = false;
    }

    /**
     * What a run found of what the set is about. Once nothing of any of it waits all of it is worth a look at once.
     *
     * @param set resources of which something waits in it
     * @param looked resources that were planned
     * @param still those of them of which something waits still
     */
    synchronized void found(Set<String> set, Set<String> looked, Set<String> still) {
        boolean other = over.retainAll(set);
        boolean back = over.removeAll(still);
        set.stream()
                .filter(resource -> looked.contains(resource) && !still.contains(resource))
                .forEach(over::add);
        asked &= !other && !back;
        if (!asked && over.containsAll(set)) {
            suspected = Set.copyOf(set);
            asked = true;
        }
    }

    /** Whether there is a set of which nothing seems to wait any more. */
    synchronized boolean suspect() {
        return !suspected.isEmpty();
    }

    /** Its resources, which are looked at together from now on. */
    synchronized Set<String> suspected() {
        Set<String> taken = suspected;
        suspected = Set.of();
        return taken;
    }

    /** The run's row tells it from now on. */
    synchronized void ended(String run) {
        if (forming.filter(run::equals).isPresent()) {
            forming = Optional.empty();
            formed = Map.of();
        }
    }

    /** A verdict that refers to it, where changes wait for what becomes of it. */
    Verdict told(Verdict verdict, long waiting) {
        return waiting == 0
                ? verdict
                : runs.held().map(row -> verdict.behind(waiting, row.id())).orElse(verdict);
    }

    /** Resources whose changes wait for what becomes of it. */
    Set<String> behind() {
        return Set.copyOf(behind);
    }

    /** How many resources wait behind it with something else than what it is about itself. */
    long further() {
        return behind.stream().filter(resource -> !own.contains(resource)).count();
    }

    /** What these wait for is looked at anew. */
    void lookedAt(Collection<String> resources) {
        behind.removeAll(resources);
        own.removeAll(resources);
    }

    /** @param in resources of which something waits in it: what was not pushed since it was made is the same once more */
    void waitBehind(List<PlanItem> items, List<Change.ModifyMembers> memberships, Set<String> in) {
        long made = in.isEmpty() ? 0 : made();
        Stream.concat(items.stream().map(PlanItem::change), memberships.stream())
                .map(Change::about)
                .forEach(about -> {
                    behind.add(about.resource());
                    if (in.contains(about.resource()) && about.journal() <= made) {
                        own.add(about.resource());
                    }
                });
    }

    private synchronized long made() {
        return forming.flatMap(runs::find).or(runs::held).map(RunRow::journal).orElse(0L);
    }
}
