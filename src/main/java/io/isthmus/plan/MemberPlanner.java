package io.isthmus.plan;

import io.isthmus.mapping.MemberRule;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.ValueChange.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Decides which members a group gains and loses (rules 11 to 14), value by value. Pure. */
public final class MemberPlanner {
    private final MemberRule.As as;
    private final Set<String> desired = new HashSet<>();
    private final List<MemberEdit> edits = new ArrayList<>();
    private final Map<String, String> confirmed = new HashMap<>();
    private final Set<String> released = new HashSet<>();
    private int pending;

    private MemberPlanner(MemberRule.As as, Collection<MemberState> states) {
        this.as = as;
        for (MemberState state : states) {
            state.desired(as).ifPresent(value -> desired.add(key(value)));
            pending += state.pending(as) ? 1 : 0;
        }
    }

    /**
     * From what is recorded as ours alone, the group not read: what differs between wanted and applied. Finds no drift.
     *
     * @param states members that may differ; those that are left out stay as they are
     */
    public static MemberPlan unread(MemberRule.As as, Collection<MemberState> states) {
        MemberPlanner planner = new MemberPlanner(as, states);
        Set<String> seen = new HashSet<>();
        for (MemberState state : states) {
            Optional<String> wanted = state.desired(as);
            wanted.filter(value -> !planner.same(state.applied(), value))
                    .filter(value -> seen.add(planner.key(value)))
                    .ifPresent(value -> planner.edit(state, value, true, Kind.PENDING));
            if (!state.pending(as)) {
                planner.old(state).forEach(value -> planner.edit(state, value, false, Kind.PENDING));
            }
        }
        return planner.plan();
    }

    /**
     * Against what the group holds.
     *
     * @param states all its members
     * @param actual all values that it holds
     * @param ownership of its memberships: ENFORCE removes what no member stands for, MERGE leaves it
     * @param placeholder value that keeps the group valid and is nobody's
     */
    public static MemberPlan read(
            MemberRule.As as,
            Collection<MemberState> states,
            Collection<String> actual,
            Ownership ownership,
            Optional<String> placeholder) {
        return read(as, states, actual, ownership, placeholder, Map.of());
    }

    /**
     * The same beside renames.
     *
     * @param stands by member: the DN of its entry, where that is about to be renamed
     */
    public static MemberPlan read(
            MemberRule.As as,
            Collection<MemberState> states,
            Collection<String> actual,
            Ownership ownership,
            Optional<String> placeholder,
            Map<String, String> stands) {
        MemberPlanner planner = new MemberPlanner(as, states);
        Map<String, String> foreign = new LinkedHashMap<>();
        actual.forEach(value -> foreign.put(planner.key(value), value));
        Set<String> there = Set.copyOf(foreign.keySet());
        placeholder.map(planner::key).ifPresent(foreign::remove);
        Set<String> seen = new HashSet<>();
        for (MemberState state : states) {
            planner.compare(state, there, seen);
            Stream.concat(state.desired(as).stream(), state.claimed().stream())
                    .forEach(value -> foreign.remove(planner.key(value)));
        }
        states.forEach(state -> planner.takenAlong(state, Optional.ofNullable(stands.get(state.member())), foreign));
        if (ownership == Ownership.ENFORCE) {
            foreign.values().forEach(value -> planner.edits.add(new MemberEdit("", value, false, Kind.DRIFT)));
        }
        return planner.plan();
    }

    private void compare(MemberState state, Set<String> there, Set<String> seen) {
        Optional<String> wanted = state.desired(as);
        boolean holds = wanted.filter(value -> there.contains(key(value))).isPresent();
        List<String> old = state.pending(as)
                ? List.of()
                : old(state).stream()
                        .filter(value -> there.contains(key(value)))
                        .toList();
        old.forEach(value -> edit(state, value, false, Kind.PENDING));
        if (holds) {
            boolean recorded =
                    state.applied().equals(wanted) && state.intended().isEmpty();
            if (!recorded && old.isEmpty()) {
                confirmed.put(state.member(), wanted.get());
            }
        } else if (wanted.isPresent()) {
            if (seen.add(key(wanted.get()))) {
                boolean theyRemovedIt = same(state.applied(), wanted.get());
                edit(state, wanted.get(), true, theyRemovedIt ? Kind.DRIFT : Kind.PENDING);
            }
        } else if (old.isEmpty() && !state.wanted() && !state.claimed().isEmpty()) {
            released.add(state.member());
        }
    }

    /** Of one that leaves, what the server made of our value when it renamed the entry: ours as well. */
    private void takenAlong(MemberState state, Optional<String> stands, Map<String, String> foreign) {
        if (as == MemberRule.As.DN && released.contains(state.member())) {
            Stream.concat(state.elsewhere(as).stream(), stands.stream())
                    .filter(name -> foreign.remove(key(name)) != null)
                    .findFirst()
                    .ifPresent(name -> {
                        released.remove(state.member());
                        confirmed.put(state.member(), name);
                        edit(state, name, false, Kind.PENDING);
                    });
        }
    }

    /** Values that are ours and that nobody wants any more. */
    private List<String> old(MemberState state) {
        List<String> values = new ArrayList<>(2);
        Set<String> keys = new HashSet<>();
        state.claimed().stream()
                .filter(value -> !desired.contains(key(value)))
                .filter(value -> keys.add(key(value)))
                .forEach(values::add);
        return values;
    }

    private boolean same(Optional<String> one, String other) {
        return one.filter(value -> key(value).equals(key(other))).isPresent();
    }

    private String key(String value) {
        return MemberKey.of(as, value);
    }

    private void edit(MemberState state, String value, boolean add, Kind kind) {
        edits.add(new MemberEdit(
                state.member(), value, add, kind, !add && !state.outlook().belongs()));
    }

    private MemberPlan plan() {
        return new MemberPlan(edits, confirmed, released, pending);
    }
}
