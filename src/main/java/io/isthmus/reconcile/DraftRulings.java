package io.isthmus.reconcile;

import io.isthmus.plan.Suppression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes what persons decided about resources into a draft, before these are planned. */
final class DraftRulings {
    private static final int CHUNK = 5000;

    private final Rulings rulings;
    private final String mapping;
    private final Set<String> granted;

    DraftRulings(Parts parts) {
        this.rulings = parts.rulings();
        this.mapping = parts.mapping().hash();
        this.granted = parts.mapping().grantedGroups().stream()
                .map(GroupMembers::target)
                .collect(Collectors.toSet());
    }

    void about(PlanDraft draft, Collection<String> resources) {
        draft.ruled = draft.ruled < 0 ? rulings.newest() : draft.ruled;
        List<String> all = new ArrayList<>(resources);
        all.addAll(granted);
        for (int from = 0; from < all.size(); from += CHUNK) {
            draft.suppressions.putAll(
                    rulings.suppressions(all.subList(from, Math.min(all.size(), from + CHUNK)), mapping));
        }
    }

    /**
     * Takes out of a draft, before anything of it is held or written, what was turned down while it was made: it would be asked
     * for again at once, or written in spite of that.
     *
     * @return resources that are to be planned again
     */
    Set<String> turnedDownSince(PlanDraft draft) {
        if (rulings.newest() == draft.ruled) {
            return Set.of();
        }
        Set<String> planned = new HashSet<>();
        draft.items.forEach(item -> planned.add(item.resource()));
        draft.members.forEach(change -> planned.add(change.about().resource()));
        PlanDraft now = new PlanDraft();
        about(now, planned);
        planned.removeIf(resource -> ids(now, resource).equals(ids(draft, resource)));
        draft.items.removeIf(item -> planned.contains(item.resource()));
        draft.members.removeIf(change -> planned.contains(change.about().resource()));
        return planned;
    }

    private static Set<Long> ids(PlanDraft draft, String resource) {
        return draft.suppressions.getOrDefault(resource, List.of()).stream()
                .map(Suppression::id)
                .collect(Collectors.toSet());
    }
}
