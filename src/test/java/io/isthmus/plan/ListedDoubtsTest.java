package io.isthmus.plan;

import static io.isthmus.plan.People.another;
import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.link;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.plan.Deviation.Candidate;
import io.isthmus.plan.Deviation.Subject;
import io.isthmus.scim.Resource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is listed of a resource that nothing can be written for, and of a change that was not taken. */
class ListedDoubtsTest {
    private static final String ANN = "uid=ann,ou=people,dc=x";
    private static final Resource RESOURCE = wish("ann").entry().resource();
    private static final Subject SUBJECT = new Subject(People.ID, "User", "okta", People.ID);

    @Test
    void aLinkedEntryWhoseNewNameIsTakenIsTheOneThatIsListed() {
        Deviation conflict =
                of(wish("bea").on(entry("ann")).as(Situation.LINK_CONFLICT)).get(0);
        assertThat(conflict.dn()).contains(ANN);
        assertThat(conflict.anchor()).contains("u-1");
        assertThat(conflict.candidates()).isEmpty();
    }

    @Test
    void anEntryThatMayBeMeantIsACandidateAndNotTheOne() {
        Deviation asked =
                of(wish("bea").found(entry("ann"), Situation.ADOPTABLE)).get(0);
        assertThat(asked.dn()).contains("uid=bea,ou=people,dc=x");
        assertThat(asked.anchor()).isEmpty();
        assertThat(asked.candidates()).containsExactly(new Candidate(ANN, "u-1"));
    }

    @Test
    void whereCandidatesAreNamedTheEntryIsNoneOfThem() {
        Pair pair = wish("bea").found(entry("ann"), Situation.DISPUTED);
        Pair two = new Pair(
                pair.desired(),
                pair.link(),
                pair.actual(),
                pair.situation(),
                List.of(another("x", "cid")),
                "which?",
                false);
        assertThat(of(two).get(0).candidates()).extracting(Candidate::anchor).containsExactly("x");
    }

    @Test
    void aMissingEntryThatIsNotMadeAgainIsNotListed() {
        Pair pair = new Pair(
                wish("ann").standing(Standing.DELETED).entry(),
                Optional.of(link(People.ID, "ann", Claims.NONE)),
                Optional.empty(),
                Situation.MISSING,
                List.of(),
                "gone",
                false);
        Planned planned = EntryPlanner.plan(pair);
        Planned missing =
                new Planned(planned.about().as(Situation.MISSING), Optional.empty(), Optional.empty(), List.of(), "");
        assertThat(EntryDeviations.of(planned, pair)).isEmpty();
        assertThat(EntryDeviations.of(missing, pair)).isEmpty();
    }

    @Test
    void whatNoEntryCanBeMadeOfIsInvalidWithItsReason() {
        Deviation fresh = EntryDeviations.invalid(RESOURCE, Optional.empty(), "sn", "has no value");
        assertThat(fresh.resource()).isEqualTo(SUBJECT);
        assertThat(fresh.situation()).isEqualTo(Situation.INVALID);
        assertThat(fresh.detail()).isEqualTo("sn: has no value");
        assertThat(fresh.dn()).isEmpty();
        Deviation linked = EntryDeviations.invalid(
                RESOURCE, Optional.of(link(People.ID, "ann", Claims.NONE)), "sn", "has no value");
        assertThat(linked.dn()).contains(ANN);
        assertThat(linked.anchor()).contains("u-1");
    }

    @Test
    void theEntryOfAResourceWithoutARuleIsAnOrphanWhereItStands() {
        Deviation orphan = EntryDeviations.outOfScope(
                RESOURCE, link(People.ID, "ann", Claims.NONE), People.dn("eve"), "no rule has it");
        assertThat(orphan.resource()).isEqualTo(SUBJECT);
        assertThat(orphan.situation()).isEqualTo(Situation.ORPHAN);
        assertThat(orphan.dn()).contains("uid=eve,ou=people,dc=x");
        assertThat(orphan.anchor()).contains("u-1");
        assertThat(orphan.detail()).isEqualTo("no rule has it; the entry was ours and is left as it is");
    }

    @Test
    void aRefusalNamesTheEntryByItsAnchorWhateverTheChange() {
        About about = NetChangesTest.about("1");
        assertThat(refused(NetChangesTest.modify("title", "+a")).anchor()).contains("1");
        assertThat(refused(NetChangesTest.rename("ann", "bea")).anchor()).contains("1");
        assertThat(refused(NetChangesTest.delete("ann")).anchor()).contains("1");
        assertThat(refused(NetChangesTest.add("ann")).anchor())
                .as("not there yet")
                .isEmpty();
        assertThat(refused(NetChangesTest.add("ann")).resource()).isEqualTo(Subject.of(about));
    }

    @Test
    void aRefusalOfMembersIsOneOfTheGroupsMembers() {
        Deviation refused = refused(NetChangesTest.members(NetChangesTest.edit("a", true)));
        assertThat(refused.members()).isTrue();
        assertThat(refused.anchor()).contains("g");
        assertThat(refused.situation()).isEqualTo(Situation.FAILED);
        assertThat(refused(NetChangesTest.add("ann")).members()).isFalse();
    }

    private static Deviation refused(Change change) {
        return EntryDeviations.refused(change, Situation.FAILED, "busy");
    }

    private static List<Deviation> of(Pair pair) {
        return EntryDeviations.of(EntryPlanner.plan(pair), pair);
    }
}
