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
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Orders changes by DN occupancy (rule 17): a DN is freed before it is taken, a ring of names goes through a temporary RDN,
 * references come after what renames or creates what they name, disables and deletions last. Of entries that are deleted together,
 * whoever names another goes first: some servers take the name out with what it names, and the entry would not be what it was when
 * the plan was made (rule 21). The order is total: the same changes always come out alike.
 */
public final class ChangeOrder {
    /** Begins the temporary RDN value of an entry that steps aside; the resource's id follows. */
    static final String MOVING = "isthmus-moving-";

    private static final int DISABLES = 1 << 29;
    private static final int DELETIONS = 1 << 30;

    private ChangeOrder() {}

    /** The same of changes that write no reference. */
    public static List<List<Change>> waves(List<Change> changes, Predicate<Change> disables) {
        return waves(changes, disables, change -> Naming.NONE);
    }

    /**
     * Waves to carry out one after the other; the members of a wave do not depend on each other.
     *
     * @param disables tells the changes that lock an account
     * @param naming what a change does to references: these name an entry as it is called when they are written
     */
    public static List<List<Change>> waves(
            List<Change> changes, Predicate<Change> disables, Function<Change, Naming> naming) {
        Map<DN, Change.RenameEntry> leaving = new HashMap<>();
        for (Change change : changes) {
            if (change instanceof Change.RenameEntry rename) {
                leaving.put(rename.dn(), rename);
            }
        }
        Set<Change> aside = stepAside(changes, leaving);
        Depths depths = new Depths(changes.stream().sorted(STABLE).toList());
        for (Change change : changes) {
            blocker(change, leaving)
                    .filter(leaver -> !aside.contains(leaver))
                    .ifPresent(leaver -> depths.freedBy(change, leaver));
            depths.refer(change, naming.apply(change), leaving);
        }
        depths.deleted();
        // by identity: a change's hash goes over all its values
        Map<Change, Integer> depth = depths.all();
        TreeMap<Integer, List<Change>> waves = new TreeMap<>();
        for (Change change : changes) {
            int wave = wave(change, depth.get(change), disables);
            waves.computeIfAbsent(wave, key -> new ArrayList<>())
                    .add(aside.contains(change) ? aside((Change.RenameEntry) change) : change);
        }
        waves.values().forEach(wave -> wave.sort(STABLE));
        return new ArrayList<>(waves.values());
    }

    /** A rename that also disables keeps its place: another may wait for its name. */
    private static int wave(Change change, int depth, Predicate<Change> disables) {
        if (change instanceof Change.DeleteEntry) {
            return DELETIONS + depth;
        }
        return change instanceof Change.ModifyEntry && disables.test(change) ? DISABLES : depth;
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

    /** One of each ring of names; walks a chain once, without recursion. */
    private static Set<Change> stepAside(List<Change> changes, Map<DN, Change.RenameEntry> leaving) {
        Set<Change> aside = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<Change, Change> walked = new IdentityHashMap<>();
        for (Change start : changes) {
            Optional<? extends Change> at = Optional.of(start);
            while (at.isPresent() && walked.putIfAbsent(at.get(), start) == null) {
                at = blocker(at.get(), leaving);
            }
            at.filter(end -> walked.get(end) == start).ifPresent(aside::add);
        }
        return aside;
    }

    /** The rename that has to free the name that a change takes. */
    private static Optional<Change.RenameEntry> blocker(Change change, Map<DN, Change.RenameEntry> leaving) {
        return target(change).map(leaving::get).filter(leaver -> leaver != change);
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
