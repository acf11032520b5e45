package io.isthmus.plan;

import static io.isthmus.plan.People.applied;
import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.pending;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rule 10: our stamp is written where there is none, and another's is respected. */
class StampAndAdoptionTest {
    private static final String STAMP = "employeeNumber";
    private static final String STAMP_CLAIM = "employeenumber";

    @Test
    void anAdoptedEntryGetsTheClassesThatItLacksAndTheStamp() {
        ActualEntry bare = classes(entry("ann"), "person");
        Planned planned = EntryPlanner.plan(wish("ann").stamped().found(bare, Situation.ADOPTABLE));
        assertThat(planned.change().orElseThrow().modifications())
                .containsExactly(pending("objectClass", "+inetOrgPerson"), pending(STAMP, "+1"));
        assertThat(planned.about().situation()).isEqualTo(Situation.ADOPTABLE);
        assertThat(planned.confirmed())
                .as("nothing is claimed before it is ours")
                .isEmpty();
    }

    @Test
    void theMarksOfAnAdoptionComeBeforeTheValues() {
        Planned planned =
                EntryPlanner.plan(wish("ann").has("title", "a").stamped().found(entry("ann"), Situation.ADOPTABLE));
        assertThat(planned.change().orElseThrow().modifications())
                .containsExactly(pending(STAMP, "+1"), pending("title", "+a"));
    }

    @Test
    void anAdoptionOfWhatHasItAllWritesNothing() {
        ActualEntry stamped = entry("ann", STAMP, "1");
        assertThat(EntryPlanner.plan(wish("ann").stamped().found(stamped, Situation.ADOPTABLE))
                        .change()
                        .orElseThrow()
                        .modifications())
                .isEmpty();
    }

    @Test
    void whatCarriesTheStampOfAnotherIsDisputedAndLeftAlone() {
        Planned planned =
                EntryPlanner.plan(wish("ann").has("title", "a").stamped().on(entry("ann", STAMP, "2")));
        assertThat(planned.about().situation()).isEqualTo(Situation.DISPUTED);
        assertThat(planned.change()).isEmpty();
        assertThat(planned.detail()).isEqualTo("uid=ann,ou=people,dc=x carries the stamp of another resource");
    }

    @Test
    void ourOwnStampIsNoReasonToStop() {
        assertThat(EntryPlanner.plan(wish("ann").has("title", "a").stamped().on(entry("ann", STAMP, "1")))
                        .change()
                        .orElseThrow()
                        .modifications())
                .containsExactly(pending("title", "+a"));
    }

    @Test
    void withoutAStampInTheRuleNobodysStampMatters() {
        Planned planned = EntryPlanner.plan(wish("ann").on(entry("ann", STAMP, "2"), applied("uid", "ann")));
        assertThat(planned.about().situation()).isEqualTo(Situation.IN_SYNC);
    }

    @Test
    void anInheritedEntryGetsTheStampOfItsHeirFirst() {
        Planned planned = EntryPlanner.plan(
                wish("ann").has("title", "a").stamped().on(entry("ann", STAMP, "old"), applied(STAMP_CLAIM, "old")));
        assertThat(planned.change().orElseThrow().modifications())
                .containsExactly(pending(STAMP, "-old", "+1"), pending("title", "+a"));
        assertThat(planned.confirmed().orElseThrow().applied())
                .as("until the new one is written the old one is ours")
                .containsEntry(STAMP_CLAIM, List.of("old"));
    }

    @Test
    void onlyTheStampThatWeWroteIsReplaced() {
        Planned planned =
                EntryPlanner.plan(wish("ann").stamped().on(entry("ann", STAMP, "theirs"), applied(STAMP_CLAIM, "old")));
        assertThat(planned.about().situation()).isEqualTo(Situation.DISPUTED);
    }

    @Test
    void aStampThatIsRightAlreadyIsNotWrittenAgain() {
        Planned planned =
                EntryPlanner.plan(wish("ann").stamped().on(entry("ann", STAMP, "1"), applied(STAMP_CLAIM, "1")));
        assertThat(planned.change()).isEmpty();
    }

    private static ActualEntry classes(ActualEntry entry, String... classes) {
        Map<String, Attribute> attributes = new HashMap<>(entry.attributes());
        attributes.put("objectclass", new Attribute("objectClass", classes));
        return new ActualEntry(entry.anchor(), entry.dn(), attributes);
    }
}
