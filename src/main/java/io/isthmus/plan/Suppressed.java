package io.isthmus.plan;

import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Leaves out of plans what an administrator turned down (rule 27), and says what it was that was turned down. Pure. */
public final class Suppressed {
    private static final String GONE = "(deleted)";

    private Suppressed() {}

    /**
     * A plan without what is suppressed.
     *
     * @param pair the same; a user whose lock is suppressed stays in its groups
     * @param left what was left out, if anything
     * @param ended ids of suppressions that aimed at something which is not desired any more
     */
    public record Filtered(Planned planned, Pair pair, Optional<Change> left, Set<Long> ended) {}

    /** Takes out of a plan what these suppressions of its resource say. */
    public static Filtered filter(Planned planned, Pair pair, Collection<Suppression> suppressions) {
        List<Suppression> all =
                suppressions.stream().filter(one -> one.member().isEmpty()).toList();
        List<Suppression> live = all.stream()
                .filter(one -> one.desired().equals(wanted(pair.desired(), one.attribute())))
                .toList();
        Set<Long> ended = all.stream()
                .filter(one -> !live.contains(one) && !waits(pair.desired(), one.attribute()))
                .map(Suppression::id)
                .collect(java.util.stream.Collectors.toSet());
        if (planned.change().isEmpty() && !pair.linked() && is(live, Suppression.ENTRY)) {
            return new Filtered(nothing(planned), pair, Optional.empty(), ended);
        }
        if (live.isEmpty() || planned.change().isEmpty()) {
            return new Filtered(planned, pair, Optional.empty(), ended);
        }
        Change change = planned.change().get();
        boolean whole = change instanceof Change.AddEntry
                || change instanceof Change.DeleteEntry
                || planned.about().situation() == Situation.ADOPTABLE;
        if (whole) {
            return is(live, Suppression.ENTRY)
                    ? new Filtered(nothing(planned), pair, Optional.of(left(change, change.modifications())), ended)
                    : new Filtered(planned, pair, Optional.empty(), ended);
        }
        boolean stays = change instanceof Change.RenameEntry && is(live, Suppression.NAME);
        Planned there = stays ? EntryPlanner.planWhereItStands(pair) : planned;
        return parts(stays ? Optional.of(change) : Optional.empty(), there, pair, live, ended);
    }

    /** Whether a reference of it has no entry: what is desired is not known then. */
    private static boolean waits(DesiredEntry desired, String attribute) {
        String prefix = attribute + "=";
        return desired.pending().stream()
                .anyMatch(reference -> reference.regionMatches(true, 0, prefix, 0, prefix.length()));
    }

    /** @param rename that is suppressed */
    private static Filtered parts(
            Optional<Change> rename, Planned planned, Pair pair, List<Suppression> live, Set<Long> ended) {
        List<ValueChange> all = planned.change().map(Change::modifications).orElse(List.of());
        List<ValueChange> out =
                all.stream().filter(part -> is(live, part.attribute())).toList();
        if (out.isEmpty() && rename.isEmpty()) {
            return new Filtered(planned, pair, Optional.empty(), ended);
        }
        List<ValueChange> rest =
                all.stream().filter(part -> !is(live, part.attribute())).toList();
        Optional<Change> go = planned.change().flatMap(change -> with(change, rest));
        boolean locks = out.stream().anyMatch(part -> Locks.is(pair.desired().rule(), part.attribute(), part.add()));
        Planned left = go.isEmpty()
                ? nothing(planned)
                : new Planned(planned.about(), go, planned.confirmed(), planned.drifts(), planned.detail());
        return new Filtered(
                left,
                locks ? pair.with(pair.desired().staying()) : pair,
                rename.or(planned::change).map(change -> left(change, out)),
                ended);
    }

    /** Of these suppressions of its resource those that keep a change from being written, as long as the resource wants this. */
    public static List<Suppression> keeping(Change change, DesiredEntry desired, Collection<Suppression> all) {
        boolean whole = change instanceof Change.AddEntry
                || change instanceof Change.DeleteEntry
                || change.about().situation() == Situation.ADOPTABLE;
        return all.stream()
                .filter(one -> one.member().isEmpty() && one.desired().equals(wanted(desired, one.attribute())))
                .filter(one -> whole
                        ? one.isOf(Suppression.ENTRY)
                        : change instanceof Change.RenameEntry && one.isOf(Suppression.NAME)
                                || change.modifications().stream().anyMatch(part -> one.isOf(part.attribute())))
                .toList();
    }

    /** The change without what these keep from being written; empty where nothing of it is left. */
    public static Optional<Change> without(Change change, Collection<Suppression> keeping) {
        boolean whole = change instanceof Change.AddEntry
                || change instanceof Change.DeleteEntry
                || change.about().situation() == Situation.ADOPTABLE;
        if (whole) {
            return keeping.isEmpty() ? Optional.of(change) : Optional.empty();
        }
        List<ValueChange> rest = change.modifications().stream()
                .filter(part -> keeping.stream().noneMatch(one -> one.isOf(part.attribute())))
                .toList();
        boolean stays = keeping.stream().anyMatch(one -> one.isOf(Suppression.NAME));
        if (change instanceof Change.RenameEntry rename && stays) {
            return rest.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Change.ModifyEntry(rename.about(), rename.anchor(), rename.dn(), rest));
        }
        return with(change, rest);
    }

    /** Whether what these keep from being written is the lock of the account, or the end of its entry: it stays in its groups. */
    public static boolean opens(Change change, DesiredEntry desired, Collection<Suppression> keeping) {
        return change instanceof Change.DeleteEntry
                || change.modifications().stream()
                        .filter(part -> keeping.stream().anyMatch(one -> one.isOf(part.attribute())))
                        .anyMatch(part -> Locks.is(desired.rule(), part.attribute(), part.add()));
    }

    /** What these changes want, in the words of suppressions, as far as it is still desired; to be told when they are turned down. */
    public static List<Suppression> of(Change change, DesiredEntry desired) {
        List<Suppression> all = new ArrayList<>();
        String resource = change.about().resource();
        boolean comes = change instanceof Change.AddEntry || change.about().situation() == Situation.ADOPTABLE;
        boolean goes = change instanceof Change.DeleteEntry;
        if (comes && !desired.unwanted() || goes && desired.standing() == DesiredEntry.Standing.DELETE_DUE) {
            all.add(Suppression.of(
                    resource,
                    Suppression.ENTRY,
                    wanted(desired, Suppression.ENTRY),
                    change.dn().toString()));
        }
        if (comes || goes) {
            return all;
        }
        if (change instanceof Change.RenameEntry rename && rename.newDn().equals(desired.dn())) {
            all.add(Suppression.of(
                    resource,
                    Suppression.NAME,
                    wanted(desired, Suppression.NAME),
                    rename.newDn().toString()));
        }
        for (ValueChange part : change.modifications()) {
            List<String> values = values(desired, part.attribute());
            boolean still =
                    values.containsAll(part.add()) && part.delete().stream().noneMatch(values::contains);
            if (still) {
                all.add(Suppression.of(
                        resource, part.attribute(), wanted(desired, part.attribute()), String.join("; ", values)));
            }
        }
        return all;
    }

    /** Whether a resource is to have no entry for as long as it wants this one. */
    public static boolean leavesAlone(DesiredEntry desired, Collection<Suppression> all) {
        return all.stream()
                .filter(one -> one.member().isEmpty() && one.isOf(Suppression.ENTRY))
                .anyMatch(one -> one.desired().equals(wanted(desired, Suppression.ENTRY)));
    }

    /** What a resource wants of its entry: that there is one, or none. */
    public static Suppression entry(DesiredEntry desired) {
        return Suppression.of(
                desired.resource().id(),
                Suppression.ENTRY,
                wanted(desired, Suppression.ENTRY),
                desired.dn().toString());
    }

    /** The same of a resource of which no entry can be made. */
    public static Suppression invalid(String resource) {
        return Suppression.of(resource, Suppression.ENTRY, List.of("(invalid)"), "");
    }

    /** The part of a change that locks the account, or all of it where it locks none. */
    public static Change destructive(Change change, DesiredEntry desired) {
        return Switches.locking(change, desired).orElse(change);
    }

    /** What the resource wants of an attribute, comparable; a lock of a deactivated user is not that of a deleted one. */
    private static List<String> wanted(DesiredEntry desired, String attribute) {
        if (attribute.equals(Suppression.ENTRY)) {
            return switch (desired.standing()) {
                case ACTIVE, INACTIVE -> List.of(desired.dn().toNormalizedString());
                case DELETED, WITHDRAWN -> List.of(GONE);
                case DELETE_DUE -> List.of();
            };
        }
        if (attribute.equals(Suppression.NAME)) {
            return List.of(desired.dn().toNormalizedString());
        }
        List<String> values = new ArrayList<>(new java.util.TreeSet<>(values(desired, attribute)));
        if (desired.withdrawn() && !Locks.is(desired.rule(), attribute, values)) {
            // a rule that is withdrawn wants nothing, whatever of an entry is not its to take out
            return List.of();
        }
        if (desired.gone() && Locks.is(desired.rule(), attribute, values)) {
            values.add(GONE);
        }
        return values;
    }

    private static List<String> values(DesiredEntry desired, String attribute) {
        return desired.attributes().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(attribute))
                .map(java.util.Map.Entry::getValue)
                .map(DesiredValues::values)
                .findFirst()
                .orElse(List.of());
    }

    private static boolean is(List<Suppression> live, String attribute) {
        return live.stream().anyMatch(one -> one.isOf(attribute));
    }

    private static Planned nothing(Planned planned) {
        return new Planned(
                planned.about().as(Situation.SUPPRESSED),
                Optional.empty(),
                planned.confirmed(),
                List.of(),
                "left as it is: turned down by an administrator");
    }

    private static Optional<Change> with(Change change, List<ValueChange> parts) {
        if (change instanceof Change.RenameEntry rename) {
            return Optional.of(rename.with(parts));
        }
        Change.ModifyEntry modify = (Change.ModifyEntry) change;
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Change.ModifyEntry(modify.about(), modify.anchor(), modify.dn(), parts));
    }

    private static Change left(Change change, List<ValueChange> parts) {
        About about = change.about().as(Situation.SUPPRESSED);
        if (change instanceof Change.AddEntry add) {
            return new Change.AddEntry(about, add.dn(), add.attributes(), add.disabled());
        }
        if (change instanceof Change.DeleteEntry delete) {
            return new Change.DeleteEntry(about, delete.anchor(), delete.dn(), delete.before());
        }
        if (change instanceof Change.RenameEntry rename) {
            return new Change.RenameEntry(
                    about, rename.anchor(), rename.dn(), rename.newDn(), Optional.empty(), parts, rename.kind());
        }
        return new Change.ModifyEntry(about, ((Change.ModifyEntry) change).anchor(), change.dn(), parts);
    }
}
