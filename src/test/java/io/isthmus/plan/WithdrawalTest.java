package io.isthmus.plan;

import static io.isthmus.plan.People.applied;
import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.People.Wish;
import io.isthmus.plan.ValueChange.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A rule that is withdrawn takes out what is ours as far as the entry can do without, and nothing else. */
class WithdrawalTest {
    private static Wish withdrawn() {
        return wish("ann")
                .standing(Standing.WITHDRAWN)
                .owned(Ownership.MERGE, "mail")
                .owned(Ownership.MERGE, "sn");
    }

    @Test
    void takesOutWhatIsOursAndSaysWhichRuleAsksForIt() {
        Change change = EntryPlanner.plan(withdrawn().on(entry("ann", "mail", "ours"), applied("mail", "ours")))
                .change()
                .orElseThrow();
        assertThat(change.modifications())
                .containsExactly(new ValueChange("mail", List.of("ours"), List.of(), Kind.PENDING));
        assertThat(change.about().note()).isEqualTo("withdraw: rule people takes out what is ours");
        assertThat(change.about().situation()).isEqualTo(Situation.PENDING);
    }

    @Test
    void leavesWhatOthersWrote() {
        Planned planned = EntryPlanner.plan(withdrawn().on(entry("ann", "mail", "theirs"), applied("mail", "ours")));
        assertThat(planned.change()).isEmpty();
        assertThat(planned.about().situation()).isEqualTo(Situation.ORPHAN);
    }

    @Test
    void leavesWhatWasOnlyWrittenOnceAndALock() {
        Pair initial = withdrawn().owned(Ownership.INITIAL, "title").on(entry("ann", "title", "once"));
        assertThat(EntryPlanner.plan(initial).change()).isEmpty();
        Claims lock = applied("loginshell", "/sbin/nologin");
        Pair locked = withdrawn()
                .owned(Ownership.MERGE, "loginShell", "/sbin/nologin")
                .on(entry("ann", "loginShell", "/sbin/nologin"), lock);
        assertThat(EntryPlanner.plan(locked).change()).isEmpty();
        assertThat(EntryDeviations.of(EntryPlanner.plan(locked), locked).get(0).detail())
                .doesNotContain("demand");
    }

    @Test
    void neitherCreatesNorAdoptsNorRenamesNorDeletes() {
        Planned none = EntryPlanner.plan(withdrawn().alone());
        assertThat(none.change()).isEmpty();
        assertThat(none.about().situation()).isEqualTo(Situation.OUT_OF_SCOPE);
        Pair elsewhere = withdrawn().on(entry("bea"), applied("uid", "bea"));
        assertThat(EntryPlanner.plan(elsewhere).change()).isEmpty();
        Pair missing = withdrawn().alone().as(Situation.MISSING);
        assertThat(EntryPlanner.plan(missing).change()).isEmpty();
        DesiredEntry desired = withdrawn().entry();
        Pair found = new Correlator(
                        People.MAPPING, new Candidates(List.of(entry("ann")), Set.of("mail"), Set.of()), Map.of())
                .correlate(desired, Optional.empty(), Optional.empty());
        assertThat(found.situation()).isEqualTo(Situation.NEW);
        assertThat(EntryPlanner.plan(found).change()).isEmpty();
    }

    @Test
    void whatTheObjectClassDemandsStaysAndIsTold() {
        ActualEntry there = entry("ann", "mail", "m", "sn", "Lee");
        Claims ours = new Claims(Map.of("mail", List.of("m"), "sn", List.of("Lee")), Map.of());
        Pair pair = kept(there, ours, Set.of("sn", "surname"));
        Planned planned = EntryPlanner.plan(pair);
        assertThat(planned.change().orElseThrow().modifications())
                .extracting(ValueChange::attribute)
                .containsExactly("mail");
        Deviation told = EntryDeviations.of(planned, pair).stream()
                .filter(row -> row.listing() == Listing.ORPHANS)
                .findFirst()
                .orElseThrow();
        assertThat(told.situation()).isEqualTo(Situation.ORPHAN);
        assertThat(told.detail())
                .isEqualTo("its rule people is withdrawn: what is ours is taken out, the entry stays;"
                        + " its object classes demand sn: what is ours of it stays");
    }

    @Test
    void whatStoodThereBeforeWeWroteItStaysAndIsTold() {
        ActualEntry there = entry("ann", "mail", "m", "sn", "Lee", "title", "Chief");
        Map<String, List<String>> ours = Map.of("mail", List.of("M"), "sn", List.of("Lee"), "title", List.of("Chief"));
        Claims claims = new Claims(ours, Map.of(), Map.of("mail", List.of("M"), "sn", List.of("Lee")));
        Pair pair = kept(withdrawn().owned(Ownership.MERGE, "title"), there, claims, Set.of("sn"));
        Planned planned = EntryPlanner.plan(pair);
        assertThat(planned.change().orElseThrow().modifications())
                .containsExactly(new ValueChange("title", List.of("Chief"), List.of(), Kind.PENDING));
        assertThat(planned.change().orElseThrow().about().note())
                .isEqualTo("withdraw: rule people takes out what is ours; what stood there before of mail, sn stays");
        assertThat(EntryDeviations.of(planned, pair))
                .filteredOn(row -> row.listing() == Listing.ORPHANS)
                .singleElement()
                .satisfies(row -> assertThat(row.detail())
                        .isEqualTo("its rule people is withdrawn: what is ours is taken out, the entry stays;"
                                + " what stood there before of mail, sn stays"));
    }

    /** Whatever is looked at meanwhile, it is still known that it was there before. */
    @Test
    void whatWasFoundIsStillKnownWhileTheRuleIsWithdrawn() {
        ActualEntry there = entry("ann", "mail", "m");
        Map<String, List<String>> mail = Map.of("mail", List.of("m"));
        Pair pair = kept(withdrawn(), there, new Claims(mail, Map.of(), mail), Set.of());
        Planned planned = EntryPlanner.plan(pair);
        assertThat(planned.change()).isEmpty();
        assertThat(planned.confirmed()).isEmpty();
    }

    @Test
    void ofSeveralValuesThoseGoThatWeWrote() {
        ActualEntry there = new ActualEntry(
                People.ANCHOR, People.dn("ann"), Map.of("mail", new Attribute("mail", "theirs", "found", "ours")));
        Claims claims =
                new Claims(Map.of("mail", List.of("found", "ours")), Map.of(), Map.of("mail", List.of("found")));
        Change change = EntryPlanner.plan(kept(withdrawn(), there, claims, Set.of()))
                .change()
                .orElseThrow();
        assertThat(change.modifications())
                .containsExactly(new ValueChange("mail", List.of("ours"), List.of(), Kind.PENDING));
        Claims after = ClaimsAfter.applied(
                change, kept(withdrawn(), there, claims, Set.of()).desired(), People.link(People.ID, "ann", claims));
        assertThat(after.applied()).containsEntry("mail", List.of("found"));
        assertThat(after.found()).containsEntry("mail", List.of("found"));
    }

    /** A value by which a ladder locks is given back whoever put it there, once the account is open again. */
    @Test
    void aLockIsNoValueThatWasFound() {
        ActualEntry there = entry("ann", "loginShell", "/sbin/nologin");
        Map<String, List<String>> shell = Map.of("loginshell", List.of("/sbin/nologin"));
        Pair pair = kept(
                withdrawn().owned(Ownership.MERGE, "loginShell"), there, new Claims(shell, Map.of(), shell), Set.of());
        assertThat(EntryPlanner.plan(pair).change()).isPresent();
    }

    @Test
    void whatWasTurnedDownOfItStaysTurnedDownBesideWhatIsKept() {
        ActualEntry there = new ActualEntry(
                People.ANCHOR, People.dn("ann"), Map.of("mail", new Attribute("mail", "found", "ours")));
        Claims claims =
                new Claims(Map.of("mail", List.of("found", "ours")), Map.of(), Map.of("mail", List.of("found")));
        Pair pair = kept(withdrawn(), there, claims, Set.of());
        Planned planned = EntryPlanner.plan(pair);
        List<Suppression> down =
                Suppressed.of(planned.change().orElseThrow(), withdrawn().entry());
        assertThat(down).hasSize(1);
        Suppressed.Filtered filtered = Suppressed.filter(planned, pair, down);
        assertThat(filtered.planned().change()).isEmpty();
        assertThat(filtered.ended()).isEmpty();
    }

    @Test
    void whereAnotherValueStaysOursGoes() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            boolean foreign = random.nextBoolean();
            boolean demanded = random.nextBoolean();
            String[] values = foreign ? new String[] {"ours", "theirs"} : new String[] {"ours"};
            ActualEntry there =
                    new ActualEntry(People.ANCHOR, People.dn("ann"), Map.of("sn", new Attribute("sn", values)));
            Pair pair = kept(there, applied("sn", "ours"), demanded ? Set.of("sn") : Set.of());
            Optional<Change> change = EntryPlanner.plan(pair).change();
            assertThat(change.isPresent()).isEqualTo(foreign || !demanded);
            change.ifPresent(goes -> assertThat(goes.modifications())
                    .containsExactly(new ValueChange("sn", List.of("ours"), List.of(), Kind.PENDING)));
        }
    }

    private static Pair kept(ActualEntry there, Claims claims, Set<String> demanded) {
        return kept(withdrawn(), there, claims, demanded);
    }

    private static Pair kept(Wish wish, ActualEntry there, Claims claims, Set<String> demanded) {
        Pair pair = wish.on(there, claims);
        return pair.with(Withdrawal.keeping(pair.desired().keepingName(there.dn()), there, claims, demanded));
    }
}
