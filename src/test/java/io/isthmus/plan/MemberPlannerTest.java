package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.mapping.MemberRule.As;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.MemberState.Names;
import io.isthmus.plan.MemberState.Outlook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MemberPlannerTest {
    /** fewer where the tests themselves are tested (the profile pit) */
    private static final int WORLDS = Integer.getInteger("isthmus.test.worlds", 20_000);

    private static final String NOBODY = "cn=nobody";

    /** What a group holds and what is recorded of it, changed as a run changes them: each edit may be lost after or before it. */
    private static final class Group {
        private final Map<String, String> actual = new HashMap<>();
        private final Map<String, String> applied = new HashMap<>();
        private final Map<String, Set<String>> intended = new HashMap<>();
        private final Map<String, Outlook> outlooks = new HashMap<>();
        private final Set<String> named = new TreeSet<>();
        /** whether the server renames and deletes members along with their entries */
        private final boolean follows;

        Group(boolean follows) {
            this.follows = follows;
        }

        List<MemberState> states() {
            Set<String> all = new TreeSet<>(named);
            all.addAll(applied.keySet());
            all.addAll(intended.keySet());
            return all.stream().map(this::state).collect(Collectors.toCollection(ArrayList::new));
        }

        private MemberState state(String member) {
            return new MemberState(
                    "g",
                    member,
                    named.contains(member),
                    outlooks.getOrDefault(member, new Outlook(true, Optional.empty())),
                    Optional.ofNullable(applied.get(member)),
                    List.copyOf(intended.getOrDefault(member, Set.of())));
        }

        void stands(String member, Outlook now) {
            Optional<String> before = Optional.ofNullable(outlooks.put(member, now))
                    .flatMap(Outlook::names)
                    .map(Names::dn);
            if (follows
                    && before.map(dn -> actual.remove(MemberKey.of(As.DN, dn))).isPresent()) {
                now.names().ifPresent(names -> holds(names.dn()));
            }
        }

        void holds(String value) {
            actual.putIfAbsent(MemberKey.of(As.DN, value), value);
        }

        boolean has(String value) {
            return actual.containsKey(MemberKey.of(As.DN, value));
        }

        void carryOut(MemberPlan plan, Random random, boolean mayCrash) {
            plan.confirmed().forEach((member, value) -> {
                applied.put(member, value);
                intended.remove(member);
            });
            plan.released().forEach(this::forget);
            plan.edits().stream().filter(MemberEdit::add).forEach(edit -> intend(edit.resource(), edit.value()));
            for (MemberEdit edit : plan.edits()) {
                if (mayCrash && random.nextInt(4) == 0) {
                    return;
                }
                if (edit.add()) {
                    holds(edit.value());
                } else {
                    actual.remove(MemberKey.of(As.DN, edit.value()));
                    states().stream()
                            .filter(state -> state.member().equals(edit.resource()))
                            .flatMap(state -> state.elsewhere(As.DN).stream())
                            .forEach(value -> actual.remove(MemberKey.of(As.DN, value)));
                }
                if (!mayCrash || random.nextInt(4) > 0) {
                    record(edit);
                }
            }
        }

        private void record(MemberEdit edit) {
            intended.getOrDefault(edit.resource(), new TreeSet<>()).remove(edit.value());
            if (edit.add()) {
                Optional.ofNullable(applied.put(edit.resource(), edit.value()))
                        .filter(old -> !old.equals(edit.value()))
                        .ifPresent(old -> intend(edit.resource(), old));
            } else {
                applied.remove(edit.resource(), edit.value());
            }
        }

        private void intend(String member, String value) {
            intended.computeIfAbsent(member, key -> new TreeSet<>()).add(value);
        }

        private void forget(String member) {
            applied.remove(member);
            intended.remove(member);
        }
    }

    @Test
    void everyWorldEndsAsDesired() {
        for (int seed = 0; seed < WORLDS; seed++) {
            world(seed);
        }
    }

    private static void world(int seed) {
        Random random = new Random(seed);
        Ownership ownership = random.nextBoolean() ? Ownership.ENFORCE : Ownership.MERGE;
        Group group = new Group(random.nextBoolean());
        group.holds(NOBODY);
        Set<String> foreign = new TreeSet<>();
        for (int step = 0; step < 12; step++) {
            change(group, foreign, random);
            if (random.nextBoolean()) {
                MemberPlan plan =
                        random.nextBoolean() ? MemberPlanner.unread(As.DN, group.states()) : read(group, ownership);
                group.carryOut(plan, random, true);
                if (ownership == Ownership.ENFORCE) {
                    foreign.removeIf(value -> !group.has(value));
                }
            }
        }
        group.carryOut(read(group, ownership), random, false);
        MemberPlan second = read(group, ownership);
        assertThat(second.edits()).as("world %d: a second plan", seed).isEmpty();
        group.carryOut(second, random, false);
        assertThat(MemberPlanner.unread(As.DN, group.states()).edits())
                .as("world %d: unread", seed)
                .isEmpty();
        Set<String> expected = new TreeSet<>(Set.of(NOBODY));
        group.states()
                .forEach(state -> state.desired(As.DN).ifPresent(value -> expected.add(MemberKey.of(As.DN, value))));
        if (ownership == Ownership.MERGE) {
            foreign.forEach(value -> expected.add(MemberKey.of(As.DN, value)));
        }
        // who is wanted and has lost its entry keeps what is there of it: nothing destructive on doubt
        Set<String> doubtful = group.states().stream()
                .filter(state -> state.pending(As.DN))
                .flatMap(state -> state.claimed().stream())
                .map(value -> MemberKey.of(As.DN, value))
                .collect(Collectors.toSet());
        Set<String> actual = new TreeSet<>(group.actual.keySet());
        doubtful.stream().filter(value -> !expected.contains(value)).forEach(actual::remove);
        assertThat(actual).as("world %d %s", seed, ownership).isEqualTo(expected);
    }

    private static MemberPlan read(Group group, Ownership ownership) {
        return MemberPlanner.read(
                As.DN, group.states(), new ArrayList<>(group.actual.values()), ownership, Optional.of("CN=Nobody"));
    }

    private static void change(Group group, Set<String> foreign, Random random) {
        String member = "m" + random.nextInt(5);
        switch (random.nextInt(7)) {
            case 0 -> group.named.add(member);
            case 1 -> group.named.remove(member);
            case 2, 3 -> group.stands(member, new Outlook(random.nextInt(4) > 0, names(member, random)));
            case 4 -> {
                String stranger = "cn=f" + random.nextInt(3);
                group.holds(stranger);
                foreign.add(stranger);
            }
            case 5 -> {
                String stranger = "cn=f" + random.nextInt(3);
                group.actual.remove(stranger);
                foreign.remove(stranger);
            }
            default ->
                group.applied.values().stream()
                        .findFirst()
                        .ifPresent(value -> group.actual.remove(MemberKey.of(As.DN, value)));
        }
    }

    /** Another spelling of a DN is the same DN. */
    private static Optional<Names> names(String member, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new Names("UID=" + member + ", ou=x", member));
            case 2 -> Optional.of(new Names("uid=" + member + "2,ou=x", member));
            default -> Optional.of(new Names("uid=" + member + ",ou=x", member));
        };
    }

    @Test
    void whoMovedIsTold() {
        MemberState ours = state("a", Optional.of("uid=a"), Optional.of("uid=a"));
        assertThat(MemberPlanner.read(As.DN, List.of(ours), List.of("uid=s"), Ownership.ENFORCE, Optional.empty())
                        .edits())
                .containsExactly(
                        new MemberEdit("a", "uid=a", true, ValueChange.Kind.DRIFT),
                        new MemberEdit("", "uid=s", false, ValueChange.Kind.DRIFT));
        MemberState fresh = state("a", Optional.of("uid=a"), Optional.empty());
        assertThat(MemberPlanner.read(As.DN, List.of(fresh), List.of("uid=s"), Ownership.MERGE, Optional.empty())
                        .edits())
                .containsExactly(new MemberEdit("a", "uid=a", true, ValueChange.Kind.PENDING));
    }

    @Test
    void whomTheServerTookAlongLeavesUnderTheNewName() {
        MemberState leaves =
                state("a", Optional.of("uid=new"), Optional.of("uid=old")).unnamed();
        MemberPlan plan = MemberPlanner.read(
                As.DN, List.of(leaves), List.of("UID=new", "uid=s"), Ownership.MERGE, Optional.empty());
        assertThat(plan.edits()).containsExactly(new MemberEdit("a", "uid=new", false, ValueChange.Kind.PENDING));
        assertThat(plan.confirmed()).containsExactly(Map.entry("a", "uid=new"));
        assertThat(plan.released()).isEmpty();
        // whoever was never put there by us stays, whatever it is called
        MemberState never = state("a", Optional.of("uid=new"), Optional.empty()).unnamed();
        assertThat(MemberPlanner.read(As.DN, List.of(never), List.of("uid=new"), Ownership.MERGE, Optional.empty())
                        .edits())
                .isEmpty();
        // nor does one that is there on behalf of another
        MemberState other = state("b", Optional.of("uid=new"), Optional.of("uid=new"));
        assertThat(MemberPlanner.read(
                                As.DN, List.of(leaves, other), List.of("uid=new"), Ownership.MERGE, Optional.empty())
                        .edits())
                .isEmpty();
    }

    @Test
    void twoThatGoByOneUidAreOneValueAndItGoesWithTheLast() {
        MemberState one = state("a", Optional.of("x"), Optional.of("x"));
        MemberState other = state("b", Optional.of("x"), Optional.of("x"));
        assertThat(MemberPlanner.unread(As.UID, List.of(one.unnamed(), other)).edits())
                .isEmpty();
        assertThat(MemberPlanner.read(
                                As.UID,
                                List.of(one.unnamed(), other),
                                List.of("x"),
                                Ownership.ENFORCE,
                                Optional.empty())
                        .edits())
                .isEmpty();
    }

    private static MemberState state(String member, Optional<String> value, Optional<String> applied) {
        return new MemberState(
                "g", member, true, new Outlook(true, value.map(name -> new Names(name, name))), applied, List.of());
    }
}
