package io.isthmus.report;

import io.isthmus.plan.MemberState;
import io.isthmus.report.Explanation.Blocked;
import io.isthmus.report.Explanation.Claim;
import io.isthmus.report.Explanation.Pending;
import io.isthmus.report.Explanation.State;
import io.isthmus.report.Explanation.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says of memberships why they are there or are not. Pure. */
public final class MembershipExplainer {
    private MembershipExplainer() {}

    /**
     * A membership and what is known of it.
     *
     * @param attribute under which it is shown
     * @param shown the other side: the group's DN for a member, the member's value for a group
     * @param desired the value that should be in the group; empty where none should, or none can yet
     * @param asked by the group's rule, by roles
     * @param write the change that added it
     * @param missing what stands in for the member while it has no entry
     * @param obstacle what keeps it from being written, as far as it is known
     */
    public record Membership(
            MemberState state,
            String attribute,
            String shown,
            Optional<String> desired,
            List<Claim> asked,
            Optional<Explainer.Write> write,
            String missing,
            Optional<Blocked> obstacle) {
        public Membership {
            asked = List.copyOf(asked);
        }

        /** One that nothing is known to stand in the way of. */
        public Membership(
                MemberState state,
                String attribute,
                String shown,
                Optional<String> desired,
                List<Claim> asked,
                Optional<Explainer.Write> write,
                String missing) {
            this(state, attribute, shown, desired, asked, write, missing, Optional.empty());
        }

        /** Whether it is still to come. */
        public boolean pending() {
            return MembershipExplainer.state(this).filter(State.PENDING::equals).isPresent();
        }

        /** The same with what stands in its way. */
        public Membership behind(Blocked what) {
            return new Membership(state, attribute, shown, desired, asked, write, missing, Optional.of(what));
        }
    }

    /** The values, what is still to come, and what stands in the way of that. */
    public record Explained(List<Value> values, List<Pending> pending, List<Blocked> blocked) {}

    public static Explained explain(List<Membership> memberships) {
        List<Value> values = new ArrayList<>();
        List<Pending> pending = new ArrayList<>();
        Set<Blocked> blocked = new LinkedHashSet<>();
        for (Membership one : memberships) {
            state(one).ifPresent(state -> {
                Optional<Explainer.Write> write = one.write().filter(found -> state != State.PENDING);
                List<Claim> asked = one.asked().stream()
                        // the group's change knows the group's record; a role is the member's own
                        .map(claim -> claim.role()
                                ? claim
                                : write.map(found -> found.asOf(claim)).orElse(claim))
                        .toList();
                values.add(new Value(one.attribute(), one.shown(), state, asked, write.map(Explainer.Write::written)));
                if (state == State.PENDING) {
                    pending.add(new Pending(one.attribute(), one.shown(), why(one)));
                    one.obstacle().ifPresent(blocked::add);
                }
            });
        }
        return new Explained(values, pending, List.copyOf(blocked));
    }

    private static String why(Membership one) {
        if (one.obstacle().isPresent()) {
            return one.obstacle().get().why();
        }
        return one.desired().isEmpty()
                ? one.missing() + " has no entry in the directory yet; the membership follows when it has one"
                : "it is written with the next run that may write";
    }

    private static Optional<State> state(Membership one) {
        MemberState state = one.state();
        if (state.wanted()) {
            boolean there = one.desired().isPresent() && state.applied().isPresent();
            return Optional.of(there ? State.APPLIED : state.intended().isEmpty() ? State.PENDING : State.INTENDED);
        }
        return state.claimed().isEmpty()
                ? Optional.empty()
                : Optional.of(state.applied().isPresent() ? State.LEAVING : State.INTENDED);
    }
}
