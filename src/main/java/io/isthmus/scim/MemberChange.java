package io.isthmus.scim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a push does to a group's members, as a difference: the same for a group of ten and of a hundred thousand.
 *
 * @param put members that come, or whose display or type changes
 * @param gone values of members that go
 */
public record MemberChange(List<Member> put, List<String> gone) {
    /** Nothing changes. */
    public static final MemberChange NONE = new MemberChange(List.of(), List.of());

    /** How many comparisons with members the conditions of a push may need: about a second's. */
    private static final long MOST_COMPARISONS = 10_000_000;

    public MemberChange {
        put = List.copyOf(put);
        gone = List.copyOf(gone);
    }

    /** Whether nothing changes. */
    public boolean isEmpty() {
        return put.isEmpty() && gone.isEmpty();
    }

    /** The deltas that bring the same change about. */
    public List<MemberDelta> deltas() {
        return List.of(new MemberDelta.Remove(gone), new MemberDelta.Add(put));
    }

    /** What deltas do, in order, to the members that there are. @throws ScimException 413 for conditions that ask too much */
    public static MemberChange of(List<MemberDelta> deltas, MemberSet now) {
        if (deltas.isEmpty()) {
            return NONE;
        }
        Draft draft = new Draft(now);
        deltas.forEach(draft::take);
        return draft.change();
    }

    /** The members that differ from what there is: empty for one that goes. */
    private static final class Draft {
        private final MemberSet now;
        private final Map<String, Optional<Member>> differs = new LinkedHashMap<>();
        private long comparisons;

        Draft(MemberSet now) {
            this.now = now;
        }

        void take(MemberDelta delta) {
            if (delta instanceof MemberDelta.Add add) {
                add.members()
                        .forEach(member -> put(
                                find(member.value()).map(member::completedBy).orElse(member)));
            } else if (delta instanceof MemberDelta.Remove remove) {
                remove.values().forEach(this::remove);
            } else if (delta instanceof MemberDelta.RemoveWhere where) {
                Map<String, Member> all = all();
                countable(where.condition(), all.size());
                all.values().stream()
                        .filter(member -> Filters.matches(where.condition(), Members.json(member)))
                        .forEach(member -> remove(member.value()));
            } else if (delta instanceof MemberDelta.ReplaceAll replace) {
                Map<String, Member> leaving = all();
                replace.members().forEach(member -> {
                    leaving.remove(member.value());
                    put(member);
                });
                leaving.keySet().forEach(this::remove);
            }
        }

        private void countable(Filter condition, long members) {
            comparisons += members * Filters.terms(condition);
            if (comparisons > MOST_COMPARISONS) {
                throw new ScimException(ScimError.of(
                        413,
                        "the group has " + members + " members, and the conditions of this PATCH need more than "
                                + MOST_COMPARISONS + " comparisons with them; name members by value"));
            }
        }

        private Optional<Member> find(String value) {
            Optional<Member> drafted = differs.get(value);
            return drafted == null ? now.find(value) : drafted;
        }

        private Map<String, Member> all() {
            Map<String, Member> all = new LinkedHashMap<>();
            now.all().forEach(member -> all.put(member.value(), member));
            differs.forEach(
                    (value, member) -> member.ifPresentOrElse(found -> all.put(value, found), () -> all.remove(value)));
            return all;
        }

        private void put(Member member) {
            if (now.find(member.value()).equals(Optional.of(member))) {
                differs.remove(member.value());
            } else {
                differs.put(member.value(), Optional.of(member));
            }
        }

        private void remove(String value) {
            if (now.find(value).isPresent()) {
                differs.put(value, Optional.empty());
            } else {
                differs.remove(value);
            }
        }

        MemberChange change() {
            List<Member> put = new ArrayList<>();
            List<String> gone = new ArrayList<>();
            differs.forEach((value, member) -> member.ifPresentOrElse(put::add, () -> gone.add(value)));
            return put.isEmpty() && gone.isEmpty() ? NONE : new MemberChange(put, gone);
        }
    }
}
