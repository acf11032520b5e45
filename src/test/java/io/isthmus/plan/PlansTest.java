package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.about;
import static io.isthmus.plan.NetChangesTest.add;
import static io.isthmus.plan.NetChangesTest.dn;
import static io.isthmus.plan.NetChangesTest.edit;
import static io.isthmus.plan.NetChangesTest.members;
import static io.isthmus.plan.NetChangesTest.modify;
import static io.isthmus.plan.NetChangesTest.part;
import static io.isthmus.plan.NetChangesTest.rename;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import io.isthmus.scim.ResourceType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is approved is exactly this list: whatever the directory would be told otherwise is another plan. */
class PlansTest {
    private static final Anchor OTHER = new Anchor("2");

    @Test
    void theSamePlanHasTheSameHash() {
        Change[] all = {add("ann"), modify("title", "+b"), rename("ann", "bea"), members(edit("a", true))};
        assertThat(hash(all)).isEqualTo(hash(all)).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void theOrderBelongsToThePlan() {
        Change title = modify("title", "+b");
        Change name = rename("ann", "bea");
        assertThat(hash(title, name)).isNotEqualTo(hash(name, title));
        assertThat(hash(title)).isNotEqualTo(hash(title, title));
    }

    @Test
    void whatANoteSaysIsNoPartOfIt() {
        assertThat(hash(modify("title", "+b").noted("look"))).isEqualTo(hash(modify("title", "+b")));
    }

    @Test
    void whyAndWhereSomethingIsWrittenBelongsToIt() {
        assertDistinct(
                titleOf(about("1"), "ann"),
                titleOf(about("2"), "ann"),
                titleOf(why(2, Situation.PENDING), "ann"),
                titleOf(why(1, Situation.DRIFTED), "ann"),
                titleOf(about("1"), "bea"));
    }

    @Test
    void aCreationIsWhatIsCreated() {
        assertDistinct(
                add("ann"),
                add("ann", "title", "a"),
                add("ann", "title", "b"),
                add("ann", "sn", "a"),
                new Change.AddEntry(about("1"), dn("ann"), add("ann").attributes(), true));
    }

    @Test
    void theOrderOfAttributesIsNothingToApprove() {
        Map<String, List<String>> turned = new LinkedHashMap<>();
        new TreeMap<>(add("ann", "sn", "a", "title", "b").attributes())
                .descendingMap()
                .forEach(turned::put);
        assertThat(hash(new Change.AddEntry(about("1"), dn("ann"), turned, false)))
                .isEqualTo(hash(add("ann", "sn", "a", "title", "b")));
    }

    @Test
    void aRenameIsItsEntryItsNewNameAndTheWayThere() {
        assertDistinct(
                rename("ann", "bea"),
                rename("ann", "cleo"),
                renaming(new Anchor("1"), Optional.of(dn("aside")), List.of()),
                renaming(new Anchor("1"), Optional.of(dn("apart")), List.of()),
                renaming(OTHER, Optional.empty(), List.of()),
                renaming(new Anchor("1"), Optional.empty(), List.of(part("title", "+b"))));
    }

    @Test
    void aDeletionIsOfTheEntryAsItWasRead() {
        Map<String, List<String>> title = Map.of("title", List.of("a"));
        assertDistinct(
                deletion("1", WholeEntry.of(Map.of())),
                deletion("2", WholeEntry.of(Map.of())),
                deletion("1", WholeEntry.of(title)),
                deletion("1", WholeEntry.of(Map.of("title", List.of("b")))),
                deletion("1", new WholeEntry(Map.of(), Map.of("photo", List.of("AA==")), List.of(), "")),
                deletion("1", new WholeEntry(Map.of(), Map.of(), List.of("userPassword"), "")),
                deletion("1", new WholeEntry(Map.of(), Map.of(), List.of(), "2024")));
    }

    @Test
    void aChangeOfValuesIsOfOneEntryByItsIdentity() {
        assertDistinct(
                new Change.ModifyEntry(about("1"), new Anchor("1"), dn("ann"), List.of(part("title", "+b"))),
                new Change.ModifyEntry(about("1"), OTHER, dn("ann"), List.of(part("title", "+b"))));
    }

    @Test
    void whatComesAndWhatGoesAreToldApart() {
        assertDistinct(
                modify("title", "-a", "+b"),
                modify("title", "-c", "+b"),
                modify("title", "+b"),
                modify("title", "+a", "+b"),
                modify("title", "-a", "-b"),
                modify("title", "-b", "+a"),
                modify("sn", "-a", "+b"));
    }

    @Test
    void membersAreToldApartByWhoTheyAreAndByWhetherTheyCome() {
        MemberEdit alias = new MemberEdit("b", "uid=a", true, ValueChange.Kind.PENDING);
        assertDistinct(
                members(edit("a", true)),
                members(edit("a", false)),
                members(edit("b", true)),
                members(alias),
                members(edit("a", true), edit("b", true)));
    }

    /** Nobody can smuggle in a value that reads like the border between two. */
    @Test
    void bordersOfValuesBelongToIt() {
        assertDistinct(modify("title", "+a:b", "+c"), modify("title", "+a", "+b:c"));
        // lengths and values written one after the other without a border would be 10 12xxxxxxxx3abc in both
        assertDistinct(modify("title", "+0", "+xxxxxxxx3abc"), modify("title", "+12xxxxxxxx", "+abc"));
    }

    private static void assertDistinct(Change... changes) {
        Set<String> hashes = new HashSet<>();
        for (Change change : changes) {
            assertThat(hashes.add(hash(change))).as("%s", change).isTrue();
        }
    }

    private static String hash(Change... changes) {
        Plans plans = new Plans();
        for (Change change : changes) {
            plans = plans.add(change);
        }
        return plans.hash();
    }

    private static About why(long journal, Situation situation) {
        return new About("1", ResourceType.USER, "okta", "1", journal, situation, List.of(), false);
    }

    private static Change titleOf(About about, String uid) {
        return new Change.ModifyEntry(about, new Anchor("1"), dn(uid), List.of(part("title", "+b")));
    }

    private static Change renaming(Anchor anchor, Optional<DN> via, List<ValueChange> parts) {
        return new Change.RenameEntry(about("1"), anchor, dn("ann"), dn("bea"), via, parts, ValueChange.Kind.PENDING);
    }

    private static Change deletion(String anchor, WholeEntry before) {
        return new Change.DeleteEntry(about("1"), new Anchor(anchor), dn("ann"), before);
    }
}
