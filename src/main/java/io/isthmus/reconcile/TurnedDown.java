package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.Suppressed;
import io.isthmus.plan.SuppressedMembers;
import io.isthmus.plan.Suppression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What of an approved plan was turned down after the plan was made: the approval does not write it either (rule 27). */
final class TurnedDown {
    private static final int CHUNK = 500;

    private final Parts parts;

    TurnedDown(Parts parts) {
        this.parts = parts;
    }

    /**
     * What is left as it is.
     *
     * @param told by id of the change, of which nothing is written as it is
     * @param rest by id of the change what else it was to do, if anything
     */
    record Left(Map<Long, String> told, Map<Long, Change> rest) {
        private void add(ChangeRow row, String why, Optional<Change> other) {
            told.put(row.id(), why);
            other.ifPresent(change -> rest.put(row.id(), change));
        }
    }

    /** Of these changes those of which something is left as it is. */
    Left of(List<ChangeRow> open) {
        Left left = new Left(new HashMap<>(), new HashMap<>());
        if (parts.rulings().newest() == 0) {
            return left;
        }
        Set<String> staying = new HashSet<>();
        // entries first: who keeps its entry as it is keeps its memberships
        Map<String, DN> places =
                Suppressing.places(open.stream().map(ChangeRow::change).toList());
        for (boolean members : List.of(false, true)) {
            List<ChangeRow> some = open.stream()
                    .filter(row -> row.change() instanceof Change.ModifyMembers == members)
                    .toList();
            for (int from = 0; from < some.size(); from += CHUNK) {
                of(some.subList(from, Math.min(some.size(), from + CHUNK)), places, staying, left);
            }
        }
        return left;
    }

    private void of(List<ChangeRow> rows, Map<String, DN> places, Set<String> staying, Left left) {
        Map<String, List<Suppression>> suppressions = parts.rulings()
                .suppressions(
                        rows.stream()
                                .map(row -> row.change().about().resource())
                                .distinct()
                                .toList(),
                        parts.mapping().hash());
        List<Change> suppressed = rows.stream()
                .map(ChangeRow::change)
                .filter(change -> suppressions.containsKey(change.about().resource()))
                .toList();
        Map<String, DesiredEntry> desired = new Suppressing(parts).desired(suppressed, places);
        for (ChangeRow row : rows) {
            String resource = row.change().about().resource();
            List<Suppression> all = suppressions.getOrDefault(resource, List.of());
            if (row.change() instanceof Change.ModifyMembers change) {
                members(row, change, SuppressedMembers.keeping(change, all), staying, left);
            } else {
                Optional.ofNullable(desired.get(resource)).ifPresent(entry -> entry(row, entry, all, staying, left));
            }
        }
    }

    private static void entry(
            ChangeRow row, DesiredEntry entry, List<Suppression> all, Set<String> staying, Left left) {
        List<Suppression> keeping = Suppressed.keeping(row.change(), entry, all);
        if (!keeping.isEmpty()) {
            if (Suppressed.opens(row.change(), entry, keeping)) {
                staying.add(entry.resource().id());
            }
            left.add(row, told(keeping), Suppressed.without(row.change(), keeping));
        }
    }

    private static void members(
            ChangeRow row, Change.ModifyMembers change, List<Suppression> keeping, Set<String> staying, Left left) {
        List<MemberEdit> rest = SuppressedMembers.without(change, keeping).stream()
                .filter(edit -> !(edit.leaves() && staying.contains(edit.resource())))
                .toList();
        if (rest.size() < change.edits().size()) {
            left.add(
                    row,
                    keeping.isEmpty() ? "an account whose lock was turned down stays in the group" : told(keeping),
                    Optional.<Change>of(new Change.ModifyMembers(
                                    change.about(),
                                    change.anchor(),
                                    change.dn(),
                                    change.attribute(),
                                    rest,
                                    change.placeholder()))
                            .filter(other -> !rest.isEmpty()));
        }
    }

    private static String told(List<Suppression> keeping) {
        List<String> each = new ArrayList<>();
        keeping.stream()
                .limit(10)
                .forEach(
                        one -> each.add((one.member().isEmpty() ? one.attribute() : one.attribute() + " " + one.shown())
                                + " is left as it is by suppression " + one.id() + " (DELETE /api/v1/suppressions/"
                                + one.id() + " lifts it)"));
        if (keeping.size() > each.size()) {
            each.add("and " + (keeping.size() - each.size()) + " more");
        }
        return "turned down by an administrator since the plan was made: " + String.join("; ", each);
    }
}
