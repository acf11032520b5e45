package io.isthmus.plan;

import io.isthmus.mapping.MemberRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a plan for a group's members cannot be done since accounts belong to it as their primary group (Active Directory): such an
 * account is in the group without being among its members, and can be neither put there nor taken out. Pure.
 */
public final class PrimaryMembers {
    private PrimaryMembers() {}

    /**
     * @param plan without them
     * @param stuck who should leave and cannot; what is ours of that stays ours, since it comes back when the account gets another
     *     primary group
     */
    public record Sifted(MemberPlan plan, List<MemberEdit> stuck) {
        public Sifted {
            stuck = List.copyOf(stuck);
        }
    }

    /** Of a group that is nobody's primary group. */
    public static Sifted none(MemberPlan plan) {
        return new Sifted(plan, List.of());
    }

    /** @param held keys of the accounts whose primary group it is */
    public static Sifted sift(MemberPlan plan, Collection<MemberState> states, Set<String> held) {
        if (held.isEmpty()) {
            return none(plan);
        }
        List<MemberEdit> stuck = new ArrayList<>();
        List<MemberEdit> edits = new ArrayList<>();
        for (MemberEdit edit : plan.edits()) {
            if (!held.contains(key(edit.value()))) {
                edits.add(edit);
            } else if (!edit.add()) {
                stuck.add(edit);
            }
        }
        Set<String> released = new HashSet<>(plan.released());
        for (MemberState state : states) {
            state.claimed().stream()
                    .filter(value -> released.contains(state.member()) && held.contains(key(value)))
                    .findFirst()
                    .ifPresent(value -> {
                        released.remove(state.member());
                        stuck.add(new MemberEdit(
                                state.member(),
                                value,
                                false,
                                ValueChange.Kind.PENDING,
                                !state.outlook().belongs()));
                    });
        }
        return new Sifted(new MemberPlan(edits, plan.confirmed(), released, plan.pending()), stuck);
    }

    private static String key(String value) {
        return MemberKey.of(MemberRule.As.DN, value);
    }
}
