package io.isthmus.plan;

import static io.isthmus.plan.People.applied;
import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.intended;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.ValueChange.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever is ours is asked for or released: with the line of an attribute the claim on its values ends, and they stay. */
class ReleasedTest {
    @Test
    void whatNoLineAsksForStaysIsListedAndIsNotOursAnyMore() {
        Pair pair = wish("ann").on(entry("ann", "description", "Buyer"), applied("description", "Buyer"));
        Planned planned = EntryPlanner.plan(pair);
        assertThat(planned.change()).isEmpty();
        assertThat(planned.confirmed().orElseThrow().applied()).doesNotContainKey("description");
        Deviation told = EntryDeviations.of(planned, pair).get(0);
        assertThat(told.listing()).isEqualTo(Listing.DRIFT);
        assertThat(told.detail())
                .isEqualTo("released: no line of rule people, which has it, asks for it any more; the values stay");
        assertThat(told.difference()).hasValueSatisfying(difference -> {
            assertThat(difference.attribute()).isEqualTo("description");
            assertThat(difference.kind()).isEqualTo(Kind.PENDING);
            assertThat(difference.applied()).containsExactly("Buyer");
            assertThat(difference.desired()).isEmpty();
            assertThat(difference.actual()).containsExactly("Buyer");
        });
    }

    @Test
    void itIsToldOnce() {
        Pair pair = wish("ann").on(entry("ann", "description", "Buyer"), applied("description", "Buyer"));
        Claims after = EntryPlanner.plan(pair).confirmed().orElseThrow();
        Pair next = wish("ann").on(entry("ann", "description", "Buyer"), after);
        assertThat(EntryDeviations.of(EntryPlanner.plan(next), next)).isEmpty();
    }

    @Test
    void theValuesOfOthersAreNotReleased() {
        assertThat(released(entry("ann", "description", "theirs"), applied("description", "ours")))
                .isEmpty();
        assertThat(released(entry("ann"), applied("description", "ours"))).isEmpty();
    }

    @Test
    void aValueWhoseWriteIsNotKnownIsReleasedToo() {
        assertThat(released(entry("ann", "description", "Buyer"), intended("description", "Buyer")))
                .containsEntry("description", List.of("Buyer"));
    }

    @Test
    void whatTheRuleKnowsIsNotReleased() {
        ActualEntry there = entry("ann", "mail", "m", "employeeNumber", "1", "loginShell", "/sbin/nologin");
        for (String known : List.of("mail", "employeenumber", "loginshell", "uid", "objectclass")) {
            String value = there.attribute(known).orElseThrow().getValue();
            assertThat(released(there, applied(known, value))).as(known).isEmpty();
        }
        assertThat(released(there, applied(ActualEntry.DISABLED, "true"))).isEmpty();
    }

    @Test
    void anEntryThatIsDeletedReleasesNothing() {
        Pair pair = wish("ann")
                .standing(Standing.DELETE_DUE)
                .on(entry("ann", "description", "Buyer"), applied("description", "Buyer"));
        Planned planned = EntryPlanner.plan(pair);
        assertThat(planned.change()).get().isInstanceOf(Change.DeleteEntry.class);
        assertThat(EntryDeviations.of(planned, pair))
                .allSatisfy(told -> assertThat(told.difference()).isEmpty());
    }

    @Test
    void aLineThatComesBackTakesAnOldValueForItsOwnOnlyWhereItWantsIt() {
        Pair gone = wish("ann").on(entry("ann", "description", "Buyer"), applied("description", "Buyer"));
        Claims after = EntryPlanner.plan(gone).confirmed().orElseThrow();
        Pair other = wish("ann")
                .owned(Ownership.MERGE, "description", "Chief")
                .on(entry("ann", "description", "Buyer"), after);
        assertThat(EntryPlanner.plan(other).change().orElseThrow().modifications())
                .containsExactly(new ValueChange("description", List.of(), List.of("Chief"), Kind.PENDING));
        Pair same = wish("ann").has("description", "Buyer").on(entry("ann", "description", "Buyer"), after);
        assertThat(EntryPlanner.plan(same).confirmed().orElseThrow().applied())
                .containsEntry("description", List.of("Buyer"));
    }

    /** Of what is ours and stands there every value is released, or its attribute is one that the rule or the wish knows. */
    @Test
    void nothingOfOursGetsLost() {
        List<String> names = List.of("mail", "description", "ou", "title", "sn", "l");
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            Map<String, List<String>> ours = new HashMap<>();
            Map<String, List<String>> meant = new HashMap<>();
            List<String> there = new ArrayList<>();
            for (String name : names) {
                some(random).ifPresent(value -> ours.put(name, List.of(value)));
                some(random).ifPresent(value -> meant.put(name, List.of(value)));
                some(random).ifPresent(value -> there.addAll(List.of(name, value)));
            }
            ActualEntry actual = entry("ann", there.toArray(String[]::new));
            Pair pair = wish("ann").has("title", "x").on(actual, new Claims(ours, meant));
            Map<String, List<String>> released = Released.of(pair);
            for (String name : names) {
                List<String> mine = Stream.of(ours, meant)
                        .flatMap(claims -> claims.getOrDefault(name, List.of()).stream())
                        .filter(value -> actual.attribute(name)
                                .filter(a -> a.hasValue(value))
                                .isPresent())
                        .distinct()
                        .toList();
                boolean known = List.of("mail", "title", "sn").contains(name);
                assertThat(released.getOrDefault(name, List.of()))
                        .as("seed %d, %s", seed, name)
                        .isEqualTo(known ? List.of() : mine);
            }
            assertThat(EntryPlanner.plan(pair)
                            .change()
                            .map(Change::modifications)
                            .orElse(List.of()))
                    .noneMatch(part -> released.containsKey(part.attribute()));
        }
    }

    private static Optional<String> some(Random random) {
        return random.nextBoolean() ? Optional.of("v" + random.nextInt(2)) : Optional.empty();
    }

    private static Map<String, List<String>> released(ActualEntry actual, Claims claims) {
        return Released.of(wish("ann").on(actual, claims));
    }
}
