package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Orders changes by DN occupancy (rule 17): a DN is freed before it is taken, a ring of names goes through a temporary RDN,
 * disables and deletions come last. The order is total: the same changes always come out alike.
 */
public final class ChangeOrder {
    /** Begins the temporary RDN value of an entry that steps aside; the resource's id follows. */
    static final String MOVING = "isthmus-moving-";

    private ChangeOrder() {}

    /**
     * Waves to carry out one after the other; the members of a wave do not depend on each other.
     *
     * @param disables tells the changes that lock an account
     */
    public static List<List<Change>> waves(List<Change> changes, Predicate<Change> disables) {
        Map<DN, Change.RenameEntry> leaving = new HashMap<>();
        for (Change change : changes) {
            if (change instanceof Change.RenameEntry rename) {
                leaving.put(rename.dn(), rename);
            }
        }
        // by identity: a change's hash goes over all its values
        Map<Change, Integer> depth = new IdentityHashMap<>();
        Map<Change, Change> broken = new IdentityHashMap<>();
        for (Change change : changes) {
            depth(change, leaving, depth, broken);
        }
        TreeMap<Integer, List<Change>> waves = new TreeMap<>();
        for (Change change : changes) {
            int wave = wave(change, depth.get(change), disables);
            waves.computeIfAbsent(wave, key -> new ArrayList<>()).add(broken.getOrDefault(change, change));
        }
        waves.values().forEach(wave -> wave.sort(STABLE));
        return new ArrayList<>(waves.values());
    }

    /** A rename that also disables keeps its place: another may wait for its name. */
    private static int wave(Change change, int depth, Predicate<Change> disables) {
        if (change instanceof Change.DeleteEntry) {
            return Integer.MAX_VALUE;
        }
        return change instanceof Change.ModifyEntry && disables.test(change) ? Integer.MAX_VALUE - 1 : depth;
    }

    private static final Comparator<Change> STABLE = Comparator.<Change>comparingInt(ChangeOrder::rank)
            .thenComparing(change -> change.dn().toNormalizedString())
            .thenComparing(change -> change.about().resource());

    private static int rank(Change change) {
        if (change instanceof Change.AddEntry) {
            return 0;
        }
        return change instanceof Change.RenameEntry ? 1 : 2;
    }

    /** How many renames have to happen before this change's target is free; walks a chain once, without recursion. */
    private static void depth(
            Change change,
            Map<DN, Change.RenameEntry> leaving,
            Map<Change, Integer> depth,
            Map<Change, Change> broken) {
        List<Change> chain = new ArrayList<>();
        Set<Change> inChain = Collections.newSetFromMap(new IdentityHashMap<>());
        Change at = change;
        int base = 0;
        while (true) {
            if (depth.containsKey(at)) {
                base = depth.get(at) + 1;
                break;
            }
            if (!inChain.add(at)) {
                broken.put(at, aside((Change.RenameEntry) at));
                base = 0;
                break;
            }
            chain.add(at);
            Optional<Change.RenameEntry> blocker = target(at).map(leaving::get);
            if (blocker.isEmpty() || blocker.get() == at) {
                break;
            }
            at = blocker.get();
        }
        for (int i = chain.size() - 1; i >= 0; i--) {
            depth.put(chain.get(i), base++);
        }
    }

    /** One of a ring steps aside before the first wave; see {@link Change.RenameEntry#via}. */
    private static Change aside(Change.RenameEntry change) {
        RDN temporary = new RDN(
                change.dn().getRDN().getAttributeNames()[0],
                MOVING + change.about().resource());
        DN parent = change.dn().getParent();
        DN via = parent == null ? new DN(temporary) : new DN(temporary, parent);
        return new Change.RenameEntry(
                change.about(),
                change.anchor(),
                change.dn(),
                change.newDn(),
                Optional.of(via),
                change.modifications(),
                change.kind());
    }

    private static Optional<DN> target(Change change) {
        if (change instanceof Change.RenameEntry rename) {
            return Optional.of(rename.newDn());
        }
        return change instanceof Change.AddEntry add ? Optional.of(add.dn()) : Optional.empty();
    }
}
