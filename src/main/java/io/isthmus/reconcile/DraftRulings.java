package io.isthmus.reconcile;

import java.util.ArrayList;
import java.util.Collection;
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
        List<String> all = new ArrayList<>(resources);
        all.addAll(granted);
        for (int from = 0; from < all.size(); from += CHUNK) {
            draft.suppressions.putAll(
                    rulings.suppressions(all.subList(from, Math.min(all.size(), from + CHUNK)), mapping));
        }
    }
}
