package io.isthmus.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Leaves out of a group's plan which members an administrator did not want to come or go (rule 27). Pure. */
public final class SuppressedMembers {
    private SuppressedMembers() {}

    /**
     * A plan without what is suppressed.
     *
     * @param left values that were left out
     */
    public record Filtered(MemberPlan plan, List<MemberEdit> left) {}

    /** Takes out of a group's plan what these suppressions of the group say. */
    public static Filtered filter(MemberPlan plan, String attribute, Collection<Suppression> live) {
        if (live.isEmpty()) {
            return new Filtered(plan, List.of());
        }
        Map<String, Boolean> comes = new HashMap<>();
        live.stream()
                .filter(one -> one.isOf(attribute) && !one.member().isEmpty())
                .forEach(one -> comes.put(one.member(), one.comes()));
        Predicate<MemberEdit> suppressed = edit -> Boolean.valueOf(edit.add()).equals(comes.get(key(edit)));
        return new Filtered(
                new MemberPlan(
                        plan.edits().stream().filter(suppressed.negate()).toList(),
                        plan.confirmed(),
                        plan.released(),
                        plan.pending()),
                plan.edits().stream().filter(suppressed).toList());
    }

    /** Of these suppressions of its group those that keep a change from being written as it is. */
    public static List<Suppression> keeping(Change.ModifyMembers change, Collection<Suppression> all) {
        Map<String, Boolean> edits = new HashMap<>();
        change.edits().forEach(edit -> edits.put(key(edit), edit.add()));
        return all.stream()
                .filter(one -> one.isOf(change.attribute()) && !one.member().isEmpty())
                .filter(one -> Boolean.valueOf(one.comes()).equals(edits.get(one.member())))
                .toList();
    }

    /** The edits of a change without those that these keep from being written. */
    public static List<MemberEdit> without(Change.ModifyMembers change, Collection<Suppression> keeping) {
        Map<String, Boolean> comes = new HashMap<>();
        keeping.forEach(one -> comes.put(one.member(), one.comes()));
        return change.edits().stream()
                .filter(edit -> !Boolean.valueOf(edit.add()).equals(comes.get(key(edit))))
                .toList();
    }

    /** Ids of the suppressions that aim at something which is not desired any more, as these members' states say. */
    public static Set<Long> ended(Collection<MemberState> states, Collection<Suppression> all) {
        Map<String, Suppression> byMember = new HashMap<>();
        all.stream().filter(one -> !one.member().isEmpty()).forEach(one -> byMember.put(one.member(), one));
        Set<Long> ended = new HashSet<>();
        if (!byMember.isEmpty()) {
            for (MemberState state : states) {
                Suppression one = byMember.get(state.member());
                if (one != null && one.comes() != state.wanted()) {
                    ended.add(one.id());
                }
            }
        }
        return ended;
    }

    /** What these edits of a group want, in the words of suppressions. */
    public static List<Suppression> of(Change.ModifyMembers change) {
        return change.edits().stream()
                .map(edit -> new Suppression(
                        0,
                        change.about().resource(),
                        change.attribute(),
                        key(edit),
                        edit.add() ? List.of(edit.value()) : List.of(),
                        edit.value()))
                .toList();
    }

    private static String key(MemberEdit edit) {
        return edit.resource().isEmpty()
                ? MemberKey.of(io.isthmus.mapping.MemberRule.As.DN, edit.value())
                : edit.resource();
    }
}
