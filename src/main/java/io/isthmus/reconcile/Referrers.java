package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.Circles;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who refers to what a draft creates or moves (manager, owner, and the like). */
final class Referrers {
    private final Parts parts;
    private final Execution execution;
    private final GroupMembers members;
    private final boolean references;
    private final Set<String> pending = new LinkedHashSet<>();

    Referrers(Parts parts, Execution execution) {
        this.parts = parts;
        this.execution = execution;
        this.members = parts.members();
        this.references = parts.mapping().hasReferences();
    }

    /**
     * The beginning of a draft in the place of this one, where resources refer to what this one renames or creates: what is to be
     * planned, and the names that are to be referred to. So what is planned, approved and written is one and the same. Empty where
     * none refers.
     */
    Optional<PlanDraft> anew(RunProgress run, PlanDraft draft) {
        if (!references
                || draft.items.stream().noneMatch(item -> item.change().gives().isPresent())) {
            return Optional.empty();
        }
        Set<String> waits = waiting();
        Map<String, DN> places = draft.given(item -> waits.contains(item.resource())
                ? Optional.empty()
                : execution.aftermath().likely(run, draft, item));
        if (places.isEmpty()) {
            return Optional.empty();
        }
        Set<String> referring = new HashSet<>(members.referring(places.keySet()));
        draft.refersTo.forEach((resource, others) -> {
            if (others.stream().anyMatch(places::containsKey)) {
                referring.add(resource);
            }
        });
        if (referring.isEmpty()) {
            return Optional.empty();
        }
        PlanDraft anew = PlanDraft.naming(draft.named);
        anew.places.putAll(places);
        anew.circle.addAll(Circles.of(draft.refersToCreated()));
        anew.watched.addAll(draft.watched);
        anew.resources.addAll(draft.resources);
        anew.resources.addAll(referring);
        return Optional.of(anew);
    }

    /** Whose changes wait in the held set; a mapping's first plan waits as a whole, and another takes its place. */
    private Set<String> waiting() {
        Set<String> waits = execution.heldSet.waits().keySet();
        boolean first = !waits.isEmpty()
                && !parts.states().load().accepted(parts.mapping().hash());
        return first ? Set.of() : waits;
    }

    /** Who refers to somebody that is not known yet, or has no entry. */
    Set<String> pending() {
        return pending;
    }

    /** Takes in what a draft found out about the resources that it was made for. */
    void pending(Set<String> resources, PlanDraft draft) {
        pending.removeAll(resources);
        pending.addAll(draft.pendingReferences);
    }

    /** To be planned once a draft is written: who refers to what it renames is in it already. */
    Set<String> followers(PlanDraft draft) {
        Set<String> followers = new HashSet<>();
        if (references) {
            members.refer(draft.refersTo);
            if (!draft.outlooks.isEmpty()) {
                Set<String> moved = new HashSet<>(draft.outlooks.keySet());
                moved.removeAll(draft.places.keySet());
                followers.addAll(members.referring(moved));
                followers.addAll(draft.pendingReferences);
            }
        }
        return followers;
    }
}
