package io.isthmus.reconcile;

import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.MemberKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Members that a group is to know by another name. Whose entry was not renamed after all, or who is called by hand what the group
 * calls it, stays as it is there.
 */
final class Movers {
    private record Mover(String target, String member) {}

    private final Map<Mover, Set<String>> old = new HashMap<>();
    private final Function<Change.ModifyMembers, MemberRule.As> as;

    private Movers(Function<Change.ModifyMembers, MemberRule.As> as) {
        this.as = as;
    }

    /** @param all that a run writes: what comes and what goes for one member may stand in two changes */
    static Movers of(Collection<MemberExecution.Saved> all, Function<Change.ModifyMembers, MemberRule.As> as) {
        Movers movers = new Movers(as);
        Set<Mover> come = new HashSet<>();
        for (MemberExecution.Saved saved : all) {
            for (MemberEdit edit : saved.change().edits()) {
                Mover mover = new Mover(saved.change().about().resource(), edit.resource());
                if (!edit.add() && !edit.resource().isEmpty()) {
                    movers.old
                            .computeIfAbsent(mover, key -> new HashSet<>())
                            .add(movers.key(saved.change(), edit.value()));
                }
            }
        }
        if (!movers.old.isEmpty()) {
            all.forEach(saved -> saved.change().edits().stream()
                    .filter(MemberEdit::add)
                    .forEach(edit -> come.add(new Mover(saved.change().about().resource(), edit.resource()))));
            movers.old.keySet().retainAll(come);
        }
        return movers;
    }

    /** Whether a member is in the group already under the name that stands for it now, which was to be taken out. */
    boolean stays(Change.ModifyMembers change, MemberEdit edit, String now) {
        return old.getOrDefault(new Mover(change.about().resource(), edit.resource()), Set.of())
                .contains(key(change, now));
    }

    /** Whether a removal is of a name that stands for the member now, and the member is to stay. */
    boolean keeps(Change.ModifyMembers change, MemberEdit removal, String now) {
        return stays(change, removal, now) && key(change, removal.value()).equals(key(change, now));
    }

    private String key(Change.ModifyMembers change, String value) {
        return MemberKey.of(as.apply(change), value);
    }
}
