package io.isthmus.reconcile;

import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Part;
import io.isthmus.plan.EntryDeviations;
import io.isthmus.plan.Situation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a run under way has seen of each part, and what its writes have made of that. Used on the loop's thread. */
final class Observed {
    private final Map<Part, OfPart> parts = new HashMap<>();
    private final Map<Part, List<Deviation>> beside = new HashMap<>();
    private boolean whole;

    /** One part. @param seen empty where the run writes what an earlier one planned */
    private static final class OfPart {
        private final Optional<List<Deviation>> seen;
        private final Set<String> inHand = new HashSet<>();
        private final Set<String> written = new HashSet<>();
        private int changes;
        private boolean all;
        private Optional<Deviation> refused = Optional.empty();
        private boolean refusalStands;

        OfPart(Optional<List<Deviation>> seen) {
            this.seen = seen;
        }

        /** Whether all that was in hand is written. */
        boolean done() {
            return all || changes <= 0 && written.containsAll(inHand);
        }
    }

    /** Everything was looked at: what is not known here is not listed. */
    void whole() {
        whole = true;
    }

    /**
     * A part was looked at; takes the place of what was seen of it before, but for what this run has released.
     *
     * @param refusalStands whether the server is not asked again for what it refused in an earlier run
     */
    void seen(Part part, List<Deviation> deviations, boolean refusalStands) {
        Optional<OfPart> before = Optional.ofNullable(parts.get(part));
        List<Deviation> all = new ArrayList<>(deviations);
        before.flatMap(earlier -> earlier.seen).stream()
                .flatMap(List::stream)
                .filter(deviation -> Deviation.released(deviation.item()))
                .forEach(all::add);
        OfPart now = new OfPart(Optional.of(all));
        now.refusalStands = refusalStands;
        now.refused = before.flatMap(earlier -> earlier.refused);
        parts.put(part, now);
    }

    /** What was left out of the members of a group that was not read: what is written of them does not end that. */
    void beside(Part part, List<Deviation> deviations) {
        List<Deviation> left = deviations.stream()
                .filter(deviation -> deviation.situation() == Situation.INVALID)
                .toList();
        if (!left.isEmpty()) {
            beside.put(part, left);
        }
    }

    /** Nothing is left out of these any more. */
    void noRing(Collection<Part> groups) {
        beside.keySet().removeAll(groups);
    }

    /** This is about to be written. */
    void inHand(Change change) {
        OfPart part = parts.computeIfAbsent(part(change), key -> new OfPart(Optional.of(List.of())));
        part.inHand.addAll(items(change));
        part.changes++;
    }

    Set<Part> known() {
        return Set.copyOf(parts.keySet());
    }

    /** These are decided elsewhere. */
    void forget(Collection<Part> others) {
        parts.keySet().removeAll(others);
    }

    /** What became of a change of an entry. */
    void result(SliceResult.Written written) {
        Change change = written.saved().item().change();
        if (written.result() instanceof ChangeResult.Applied applied) {
            done(change);
            applied.shortfall().ifPresent(missing -> refused(change, Situation.INVALID, missing.detail()));
        } else if (written.result() instanceof ChangeResult.Failed failed) {
            outcome(change, failed.kind() == Kind.CAPACITY ? "denied" : written.outcome(), failed.detail());
        }
    }

    /** What became of a change, in the words of the contract. */
    void outcome(Change change, String outcome, String detail) {
        switch (outcome) {
            case "applied", "converged" -> done(change);
            case "invalid" -> refused(change, Situation.INVALID, detail);
            case "denied" -> refused(change, Situation.FAILED, detail);
            default -> {
                // it moved, was superseded, or is tried again: what was seen of it stands
            }
        }
    }

    private void done(Change change) {
        of(change).ifPresent(part -> {
            part.changes--;
            part.written.addAll(items(change));
            part.all |= whole(change);
            if (!part.refusalStands && part.done()) {
                part.refused = Optional.empty();
            }
        });
    }

    private void refused(Change change, Situation situation, String detail) {
        parts.computeIfAbsent(part(change), key -> new OfPart(Optional.empty())).refused =
                Optional.of(EntryDeviations.refused(change, situation, detail));
    }

    private Optional<OfPart> of(Change change) {
        return whole
                ? Optional.ofNullable(parts.get(part(change)))
                : Optional.of(parts.computeIfAbsent(part(change), key -> new OfPart(Optional.empty())));
    }

    private static Part part(Change change) {
        return new Part(change.about().resource(), change instanceof Change.ModifyMembers);
    }

    /** Nothing of what was listed before is true any more. */
    private static boolean whole(Change change) {
        return change instanceof Change.AddEntry
                || change instanceof Change.DeleteEntry
                || change.about().situation() == Situation.ADOPTABLE;
    }

    private static Set<String> items(Change change) {
        Set<String> items = new HashSet<>();
        change.modifications().forEach(part -> items.add(Deviation.item(part.attribute(), part.kind())));
        if (change instanceof Change.RenameEntry rename) {
            items.add(Deviation.item("dn", rename.kind()));
        }
        return items;
    }

    /** What is to be kept of it, now that the run is over. @param beside what stays beside that */
    record Outcome(
            Map<Part, Deviations.Keep> replaced,
            List<Deviation> deviations,
            Map<Part, Set<String>> ended,
            Map<Part, List<Deviation>> beside) {}

    /** Says what is to be kept, and forgets it. */
    Outcome outcome() {
        Outcome outcome = new Outcome(new HashMap<>(), new ArrayList<>(), new HashMap<>(), Map.copyOf(beside));
        parts.forEach((part, of) -> {
            if (of.seen.isPresent()) {
                known(part, of, outcome);
            } else if (of.refused.isPresent()) {
                outcome.deviations().add(of.refused.get());
                outcome.replaced().put(part, Deviations.Keep.EVERYTHING);
            } else {
                outcome.ended().put(part, of.all ? Set.of() : ended(of));
            }
        });
        parts.clear();
        beside.clear();
        return outcome;
    }

    private void known(Part part, OfPart of, Outcome outcome) {
        // one value of many that is not written yet keeps the deviation about all of them
        boolean over = !part.members() || of.changes <= 0;
        of.seen.orElseThrow().stream()
                .filter(deviation -> !of.all && !(over && of.written.contains(deviation.item())))
                .forEach(outcome.deviations()::add);
        of.refused.ifPresent(outcome.deviations()::add);
        boolean stands = of.refusalStands || !of.done() && of.refused.isEmpty();
        outcome.replaced().put(part, kept(stands, !whole && !of.all));
    }

    private static Deviations.Keep kept(boolean refusals, boolean released) {
        if (released) {
            return refusals ? Deviations.Keep.REFUSALS_AND_RELEASED : Deviations.Keep.RELEASED;
        }
        return refusals ? Deviations.Keep.REFUSALS : Deviations.Keep.NOTHING;
    }

    private static Set<String> ended(OfPart of) {
        Set<String> items = new HashSet<>(of.written);
        items.addAll(Deviation.REFUSALS);
        items.add("@" + Situation.BLOCKED.label());
        return items;
    }
}
