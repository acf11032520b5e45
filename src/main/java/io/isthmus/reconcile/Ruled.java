package io.isthmus.reconcile;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.plan.Link;
import io.isthmus.plan.Pair;
import io.isthmus.plan.Ruling;
import io.isthmus.plan.Situation;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What persons decided about the members of a batch, as its planning honours it. */
record Ruled(Map<String, Ruling> rulings) {
    static Ruled of(Rulings all, Collection<DesiredEntry> batch) {
        return new Ruled(
                all.decisions(batch.stream().map(entry -> entry.resource().id()).toList()));
    }

    /** Links that end by a decision are none. */
    void cut(Map<String, Link> linked, Map<String, ActualEntry> actual, PlanDraft draft) {
        rulings.forEach((resource, ruling) -> {
            if (Optional.ofNullable(linked.get(resource)).filter(ruling::ends).isPresent()) {
                linked.remove(resource);
                actual.remove(resource);
                draft.cut.add(resource);
            }
        });
    }

    /** Entries that were given to resources. */
    Map<Anchor, String> given(Collection<DesiredEntry> unpaired) {
        Map<Anchor, String> given = new HashMap<>();
        for (DesiredEntry entry : unpaired) {
            String id = entry.resource().id();
            Optional.ofNullable(rulings.get(id)).flatMap(Ruling::anchor).ifPresent(anchor -> given.put(anchor, id));
        }
        return given;
    }

    /** A pair that a person made is one about which nobody has to be asked. */
    void note(Pair pair, PlanDraft draft) {
        String id = pair.desired().resource().id();
        boolean made = pair.situation() == Situation.ADOPTABLE
                && Optional.ofNullable(rulings.get(id))
                        .filter(ruling ->
                                ruling.means(pair.actual().orElseThrow().anchor()))
                        .isPresent();
        if (made) {
            draft.decided.add(id);
        }
    }
}
