package io.isthmus.scim;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The members that a group has now, asked for one by one or, where a push speaks of all of them, as a whole. */
public interface MemberSet {
    /** A set without members, as a user has it. */
    MemberSet NONE = new MemberSet() {
        @Override
        public Optional<Member> find(String value) {
            return Optional.empty();
        }

        @Override
        public Collection<Member> all() {
            return List.of();
        }
    };

    /** The member with exactly this value. */
    Optional<Member> find(String value);

    /** All of them, in no order. */
    Collection<Member> all();

    /** What deltas do, in order, to these members. @throws ScimException 413 */
    default MemberChange changeBy(List<MemberDelta> deltas) {
        return MemberChange.of(deltas, this);
    }
}
