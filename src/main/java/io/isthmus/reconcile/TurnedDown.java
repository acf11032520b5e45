package io.isthmus.reconcile;

import io.isthmus.mapping.DesiredEntry;
import io.isthmus.plan.Change;
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

    /** Of these changes, by their id, those that are left as they are, with what is told of each. */
    Map<Long, Runs.Outcome> of(List<ChangeRow> open) {
        Map<Long, Runs.Outcome> left = new HashMap<>();
        if (parts.rulings().newest() == 0) {
            return left;
        }
        Set<String> staying = new HashSet<>();
        // entries first: who keeps its entry as it is keeps its memberships
        for (boolean members : List.of(false, true)) {
            List<ChangeRow> some = open.stream()
                    .filter(row -> row.change() instanceof Change.ModifyMembers == members)
                    .toList();
            for (int from = 0; from < some.size(); from += CHUNK) {
                left.putAll(of(some.subList(from, Math.min(some.size(), from + CHUNK)), staying));
            }
        }
        return left;
    }

    private Map<Long, Runs.Outcome> of(List<ChangeRow> rows, Set<String> staying) {
        Map<String, List<Suppression>> suppressions = parts.rulings()
                .suppressions(
                        rows.stream()
                                .map(row -> row.change().about().resource())
                                .distinct()
                                .toList(),
                        parts.mapping().hash());
        Map<String, DesiredEntry> desired = new Suppressing(parts)
                .desired(rows.stream()
                        .map(ChangeRow::change)
                        .filter(change ->
                                suppressions.containsKey(change.about().resource()))
                        .toList());
        Map<Long, Runs.Outcome> left = new HashMap<>();
        for (ChangeRow row : rows) {
            String resource = row.change().about().resource();
            List<Suppression> all = suppressions.getOrDefault(resource, List.of());
            List<Suppression> keeping = row.change() instanceof Change.ModifyMembers change
                    ? SuppressedMembers.keeping(change, all)
                    : Optional.ofNullable(desired.get(resource))
                            .map(entry -> Suppressed.keeping(row.change(), entry, all))
                            .orElse(List.of());
            if (!keeping.isEmpty()) {
                staying.add(resource);
                left.put(row.id(), new Runs.Outcome("suppressed", told(keeping)));
            } else if (row.change() instanceof Change.ModifyMembers change && follows(change, staying)) {
                left.put(
                        row.id(),
                        new Runs.Outcome("suppressed", "an account whose lock was turned down stays in the group"));
            }
        }
        return left;
    }

    private static boolean follows(Change.ModifyMembers change, Set<String> staying) {
        return change.edits().stream().anyMatch(edit -> edit.leaves() && staying.contains(edit.resource()));
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
