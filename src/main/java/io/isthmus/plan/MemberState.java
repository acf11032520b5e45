package io.isthmus.plan;

import io.isthmus.mapping.MemberRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One resource in relation to one group.
 *
 * @param target the group: a resource's id, or {@code dn:} and the normalised DN of a group that no resource stands for
 * @param member id of the member's resource
 * @param named whether the group names it or a role puts it there
 * @param outlook what stands for it in groups, and whether its lifecycle lets it belong to any
 * @param applied value that the directory confirmed to be there by our doing
 * @param intended values whose write was recorded but whose result is not known (rule 12); more than one after several crashes
 */
public record MemberState(
        String target, String member, boolean named, Outlook outlook, Optional<String> applied, List<String> intended) {
    public MemberState {
        intended = List.copyOf(intended);
    }

    /**
     * What groups make of a resource.
     *
     * @param belongs false once its lifecycle withdraws its memberships
     * @param names what stands for it in groups, empty while it has no entry
     */
    public record Outlook(boolean belongs, Optional<Names> names) {}

    /**
     * What stands for a resource in groups.
     *
     * @param dn of its entry
     * @param uid that names it where members are no DNs
     */
    public record Names(String dn, String uid) {
        /** The value that stands for it. */
        public String as(MemberRule.As as) {
            return as == MemberRule.As.DN ? dn : uid;
        }
    }

    /** Values that are ours (rule 12: claimed = applied ∪ intended). */
    public List<String> claimed() {
        return Stream.concat(applied.stream(), intended.stream()).distinct().toList();
    }

    /** Whether it is to be in the group. */
    public boolean wanted() {
        return named && outlook.belongs();
    }

    /** The value that should be in the group; empty where none should, or none can yet. */
    public Optional<String> desired(MemberRule.As as) {
        return outlook.names()
                .filter(known -> wanted())
                .map(known -> known.as(as))
                .filter(value -> !value.isEmpty());
    }

    /** Whether what is recorded of it as ours is not what it should be, whichever of its names the group goes by. */
    public boolean differs() {
        if (!intended.isEmpty()) {
            return true;
        }
        return wanted()
                ? outlook.names()
                        .filter(known -> applied.filter(value -> value.equals(known.dn()) || value.equals(known.uid()))
                                .isEmpty())
                        .isPresent()
                : applied.isPresent();
    }

    /** Whether it is to be in the group but has no entry yet. */
    public boolean pending(MemberRule.As as) {
        return wanted() && desired(as).isEmpty();
    }

    /**
     * Of one that is not to be in the group: the name of its entry, if it is not what we wrote. A server that keeps references whole
     * renames an entry in its groups as well, so that this value may be there by our doing.
     */
    public Optional<String> elsewhere(MemberRule.As as) {
        return outlook.names()
                .filter(known ->
                        as == MemberRule.As.DN && !wanted() && !claimed().isEmpty())
                .map(known -> known.as(as))
                .filter(name -> claimed().stream()
                        .noneMatch(value -> MemberKey.of(as, value).equals(MemberKey.of(as, name))));
    }

    /** The same, taken out of the group. */
    public MemberState unnamed() {
        return new MemberState(target, member, false, outlook, applied, intended);
    }

    /** The same for a group that is made anew, so that nothing is ours there yet. */
    public MemberState afresh() {
        return new MemberState(target, member, named, outlook, Optional.empty(), List.of());
    }

    /**
     * The same for a group that is adopted: what was shown of it and is not wanted any more goes with the adoption, so that whoever
     * agrees to that sees it; what is to stay is looked for as if it were new.
     */
    public MemberState adopted(MemberRule.As as) {
        boolean stays = desired(as)
                .filter(value -> applied.filter(was -> MemberKey.of(as, was).equals(MemberKey.of(as, value)))
                        .isPresent())
                .isPresent();
        return new MemberState(target, member, named, outlook, stays ? Optional.empty() : applied, List.of());
    }

    /** The same under another outlook. */
    public MemberState with(Outlook other) {
        return new MemberState(target, member, named, other, applied, intended);
    }
}
