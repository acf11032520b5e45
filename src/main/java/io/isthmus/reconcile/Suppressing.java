package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.Situation;
import io.isthmus.plan.Suppressed;
import io.isthmus.plan.SuppressedMembers;
import io.isthmus.plan.Suppression;
import io.isthmus.plan.Switches;
import io.isthmus.plan.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the suppressions that follow from turning a run down, or from taking one back (rule 27). */
final class Suppressing {
    private static final int CHUNK = 500;

    private final Parts parts;

    Suppressing(Parts parts) {
        this.parts = parts;
    }

    /**
     * What a run wanted that is turned down: of a held set all of it, else what would lock, delete or take members away.
     *
     * @return how many there are
     */
    int rejected(RunRow row, String actor) {
        if (row.kind() == RunRow.Kind.UNDO) {
            return 0;
        }
        boolean heldSet = row.status() == RunRow.Status.HELD
                && row.verdict()
                        .map(Verdict::limit)
                        .filter("first-plan"::equals)
                        .isEmpty();
        List<Change> changes = new ArrayList<>();
        parts.runs().changes(row.id(), change -> {
            if (Approvals.open(change) && change.change().about().situation() != Situation.ADOPTABLE) {
                changes.add(change.change());
            }
        });
        List<Suppression> all = new ArrayList<>();
        Map<String, DN> places = places(changes);
        for (int from = 0; from < changes.size(); from += CHUNK) {
            List<Change> some = changes.subList(from, Math.min(changes.size(), from + CHUNK));
            Map<String, DesiredEntry> desired = desired(some, places);
            for (Change change : some) {
                all.addAll(turnedDown(
                        change, Optional.ofNullable(desired.get(change.about().resource())), heldSet));
            }
        }
        parts.rulings().suppress(all, occasion(actor, row));
        return all.size();
    }

    private static List<Suppression> turnedDown(Change change, Optional<DesiredEntry> desired, boolean heldSet) {
        if (change instanceof Change.ModifyMembers members) {
            List<MemberEdit> edits = members.edits().stream()
                    .filter(edit -> heldSet || !edit.add())
                    .toList();
            return SuppressedMembers.of(members.with(edits));
        }
        return desired.filter(entry -> heldSet || destructive(change, entry))
                .map(entry -> Suppressed.of(Suppressed.destructive(change, entry), entry))
                .orElse(List.of());
    }

    private static boolean destructive(Change change, DesiredEntry desired) {
        return change instanceof Change.DeleteEntry || Switches.disables(change, desired);
    }

    /** What these want, to be left alone from now on. */
    void suppress(List<Change> changes, RunRow row, String actor) {
        List<Suppression> all = new ArrayList<>();
        Map<String, DesiredEntry> desired = desired(changes, Map.of());
        for (Change change : changes) {
            if (change instanceof Change.ModifyMembers members) {
                all.addAll(SuppressedMembers.of(members));
            } else {
                Optional.ofNullable(desired.get(change.about().resource()))
                        .ifPresent(entry -> all.addAll(Suppressed.of(change, entry)));
            }
        }
        parts.rulings().suppress(all, occasion(actor, row));
    }

    private Rulings.Occasion occasion(String actor, RunRow row) {
        return new Rulings.Occasion(
                actor,
                Optional.of(row.id()),
                parts.mapping().hash(),
                parts.clock().instant());
    }

    /** By resource: the names that these give to entries. */
    static Map<String, DN> places(List<Change> changes) {
        Map<String, DN> places = new HashMap<>();
        changes.forEach(change ->
                change.gives().ifPresent(name -> places.put(change.about().resource(), name)));
        return places;
    }

    /**
     * By resource: what these changes are made for now, where the mapping makes an entry of it.
     *
     * @param places the names that their plan gives to entries
     */
    Map<String, DesiredEntry> desired(List<Change> changes, Map<String, DN> places) {
        Set<String> ids = new HashSet<>();
        changes.forEach(change -> ids.add(change.about().resource()));
        Map<String, Desired.Kept> kept = new HashMap<>();
        parts.links()
                .ofResources(ids)
                .forEach(link -> link.kept().ifPresent(there -> kept.put(link.resource(), there)));
        Map<String, DesiredEntry> desired = new HashMap<>();
        new DesiredBatch(parts.mapping(), parts.resources(), parts.links())
                .of(parts.resources().byIds(ids), places, parts.clock().instant())
                .forEach(made -> made.desired()
                        .entry(Optional.ofNullable(kept.get(made.resource().id())))
                        .ifPresent(entry -> desired.put(made.resource().id(), entry)));
        return desired;
    }
}
