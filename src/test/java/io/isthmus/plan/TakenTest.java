package io.isthmus.plan;

import static io.isthmus.plan.People.another;
import static io.isthmus.plan.People.link;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.Ownership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Entries, and values that the directory has once, go to the first that wants them (rule 7). */
class TakenTest {
    private static final Set<String> UNIQUE = Set.of("cn");

    private final List<DesiredEntry> wanted = new ArrayList<>();
    private final Map<String, Link> links = new HashMap<>();
    private final Map<String, ActualEntry> actual = new HashMap<>();
    private final List<ActualEntry> found = new ArrayList<>();
    private final Map<Anchor, Link> owners = new HashMap<>();
    private final Taken taken = new Taken();

    @Test
    void aValueGoesToTheFirstWhateverItsCase() {
        wanted.add(wish("ann").of("1").has("cn", "Same").entry());
        wanted.add(wish("bea").of("2").has("cn", "same").entry());
        wanted.add(wish("cid").of("3").has("cn", "other").has("sn", "same").entry());
        assertThat(pairs(Set.of()))
                .extracting(Pair::situation)
                .containsExactly(Situation.NEW, Situation.LINK_CONFLICT, Situation.NEW);
        assertThat(pairs(Set.of()).get(1).detail()).isEqualTo("resource 1 already has the cn same");
    }

    @Test
    void alsoToOneOfAnEarlierBatch() {
        wanted.add(wish("ann").of("1").has("cn", "same").entry());
        pairs(Set.of());
        wanted.clear();
        wanted.add(wish("bea").of("2").has("cn", "same").entry());
        assertThat(pairs(Set.of())).extracting(Pair::situation).containsExactly(Situation.LINK_CONFLICT);
    }

    @Test
    void whoHasItComesFirstAndWhoGivesItUpNot() {
        linked("1", "ann", "old", wish("ann").has("cn", "new"));
        linked("2", "bea", "same", wish("bea").has("cn", "same"));
        linked("3", "cid", "free", wish("cid").has("cn", "gone"));
        wanted.add(0, wish("dan").of("4").has("cn", "same").entry());
        wanted.add(wish("eve").of("5").has("cn", "free").entry());
        assertThat(pairs(Set.of()))
                .extracting(pair -> pair.desired().resource().id(), Pair::situation)
                .containsExactly(
                        tuple("4", Situation.LINK_CONFLICT),
                        tuple("1", Situation.IN_SYNC),
                        tuple("2", Situation.IN_SYNC),
                        tuple("3", Situation.IN_SYNC),
                        tuple("5", Situation.NEW));
    }

    @Test
    void aLinkedOneKeepsWhatItHasAndTheRestIsWritten() {
        linked("1", "ann", "same", wish("ann").has("cn", "same"));
        linked("2", "bea", "mine", wish("bea").has("cn", "same").has("title", "Dr"));
        Planned planned = EntryPlanner.plan(pairs(Set.of()).get(1));
        assertThat(planned.about().situation()).isEqualTo(Situation.LINK_CONFLICT);
        assertThat(planned.change().orElseThrow().modifications())
                .extracting(ValueChange::attribute)
                .containsExactly("title");
        assertThat(planned.confirmed().orElseThrow().applied().get("cn")).containsExactly("mine");
    }

    @Test
    void whatAnotherHasThatIsNotPlannedNowIsTakenUnlessItIsAboutToLeave() {
        ActualEntry there = another("o", "other", "cn", "same");
        found.add(there);
        owners.put(there.anchor(), link(there.anchor(), "9", "other", Claims.NONE, true));
        wanted.add(wish("ann").of("1").has("cn", "same").entry());
        assertThat(pairs(Set.of(there.anchor()))).extracting(Pair::situation).containsExactly(Situation.NEW);
    }

    @Test
    void whatAnotherHasThatIsNotPlannedNowIsTaken() {
        ActualEntry there = another("o", "other", "cn", "same");
        found.add(there);
        owners.put(there.anchor(), link(there.anchor(), "9", "other", Claims.NONE, true));
        wanted.add(wish("ann").of("1").has("cn", "same").entry());
        assertThat(pairs(Set.of())).extracting(Pair::detail).containsExactly("resource 9 already has the cn same");
    }

    @Test
    void whatIsWrittenOnceOnlyTakesNothingLater() {
        linked("1", "ann", "mine", wish("ann").owned(Ownership.INITIAL, "cn", "same"));
        wanted.add(wish("bea").of("2").has("cn", "same").entry());
        wanted.add(wish("cid").of("3").has("cn", "mine").entry());
        assertThat(pairs(Set.of()))
                .extracting(Pair::situation)
                .containsExactly(Situation.IN_SYNC, Situation.NEW, Situation.LINK_CONFLICT);
    }

    @Test
    void anEntryIsAdoptedOnce() {
        found.add(another("m", "old", "mail", "a@x"));
        wanted.add(wish("ann").of("1").has("mail", "a@x").entry());
        wanted.add(wish("bea").of("2").has("mail", "a@x").entry());
        wanted.add(wish("cid").of("3").from("entra").has("mail", "a@x").entry());
        List<Pair> pairs = pairs(Set.of());
        assertThat(pairs)
                .extracting(Pair::situation)
                .containsExactly(Situation.ADOPTABLE, Situation.LINK_CONFLICT, Situation.DISPUTED);
        assertThat(pairs.get(1).detail()).isEqualTo("resource 1 already has the entry uid=old,ou=people,dc=x");
        assertThat(pairs.get(2).detail()).contains("two sources", "resource 1 of okta has the entry uid=old");
    }

    private void linked(String id, String uid, String cn, People.Wish wish) {
        ActualEntry there = another("e-" + id, uid, "cn", cn);
        Link link = link(there.anchor(), id, uid, Claims.NONE, true);
        wanted.add(wish.of(id).entry());
        links.put(id, link);
        actual.put(id, there);
        found.add(there);
        owners.put(there.anchor(), link);
    }

    private List<Pair> pairs(Set<Anchor> leaving) {
        return new Pairing(
                        People.MAPPING,
                        wanted,
                        links,
                        actual,
                        found,
                        owners,
                        Known.NOTHING,
                        Set.of("mail"),
                        UNIQUE,
                        taken)
                .pairs(leaving);
    }

    @Test
    void namesAndEntriesOfAnEarlierBatchAreTakenToo() {
        found.add(another("m", "old", "mail", "a@x"));
        wanted.add(wish("ann").of("1").entry());
        wanted.add(wish("bea").of("2").has("mail", "a@x").entry());
        pairs(Set.of());
        wanted.clear();
        wanted.add(wish("ann").of("3").entry());
        wanted.add(wish("cid").of("4").has("mail", "a@x").entry());
        assertThat(pairs(Set.of()))
                .extracting(Pair::detail)
                .containsExactly(
                        "resource 1 already has the DN uid=ann,ou=people,dc=x",
                        "resource 2 already has the entry uid=old,ou=people,dc=x");
    }

    @Test
    void whoAdoptsAnEntryHasItsValue() {
        found.add(another("m", "old", "mail", "a@x", "cn", "same"));
        wanted.add(wish("ann").of("1").has("mail", "a@x").has("cn", "same").entry());
        wanted.add(wish("bea").of("2").has("cn", "same").entry());
        assertThat(pairs(Set.of()))
                .extracting(Pair::situation)
                .containsExactly(Situation.ADOPTABLE, Situation.LINK_CONFLICT);
    }

    @Test
    void onlyWhatTheDirectoryHasOnceIsTaken() {
        ActualEntry there = another("e", "ann", "cn", "a", "sn", "b");
        DesiredEntry desired = wish("ann").has("cn", "a").has("sn", "b").entry();
        taken.keeps(there, Set.of("cn"), new Taken.First("1", ""));
        taken.keeps(there, desired, Set.of("cn"), new Taken.First("1", ""));
        List<Taken.Value> values = Taken.comingTo(java.util.Optional.empty(), desired, Set.of("cn", "sn"));
        assertThat(values)
                .extracting(
                        value -> taken.value(value, new Taken.First("2", "")).isPresent())
                .containsExactly(true, false);
    }

    @Test
    void anEntryIsSettledThatHasAllThatTheDirectoryHasOnce() {
        ActualEntry there = another("e", "ann", "cn", "Same");
        assertThat(Taken.settled(
                        there, wish("ann").has("cn", "same").has("sn", "x").entry(), UNIQUE))
                .isTrue();
        assertThat(Taken.settled(there, wish("ann").has("cn", "other").entry(), UNIQUE))
                .isFalse();
        assertThat(Taken.settled(
                        there,
                        wish("ann").owned(Ownership.INITIAL, "cn", "other").entry(),
                        UNIQUE))
                .isTrue();
    }
}
