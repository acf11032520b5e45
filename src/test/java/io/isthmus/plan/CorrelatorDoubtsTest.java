package io.isthmus.plan;

import static io.isthmus.plan.People.another;
import static io.isthmus.plan.People.link;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry.Standing;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which entry is whose, where it is not plain (rules 7 and 9). */
class CorrelatorDoubtsTest {
    private static final Set<String> BY = Set.of("employeeNumber", "mail");
    private static final ActualEntry ENTRY = another("a", "old", "mail", "ann@x");

    @Test
    void whoIsDeletedIsNotLookedFor() {
        assertThat(correlate(wish("ann").has("mail", "ann@x").standing(Standing.DELETED), List.of(ENTRY), Map.of())
                        .situation())
                .isEqualTo(Situation.NEW);
    }

    @Test
    void anEntryIsFoundByItsStamp() {
        ActualEntry stamped = another("a", "old", "employeeNumber", People.ID);
        Pair pair = correlate(wish("ann"), List.of(stamped), Map.of());
        assertThat(pair.situation()).isEqualTo(Situation.ADOPTABLE);
        assertThat(pair.actual()).contains(stamped);
        assertThat(pair.detail()).isEqualTo("the entry uid=old,ou=people,dc=x has the same employeeNumber");
    }

    @Test
    void severalValuesOrNoneFindNothing() {
        assertThat(correlate(wish("ann").has("mail", "ann@x", "ann@y"), List.of(ENTRY), Map.of())
                        .situation())
                .isEqualTo(Situation.NEW);
        assertThat(correlate(wish("ann").has("mail"), List.of(ENTRY), Map.of()).situation())
                .isEqualTo(Situation.NEW);
    }

    @Test
    void anEntryOutsideTheScopeIsNoSecondHit() {
        Pair pair = correlate(wish("ann").has("mail", "ann@x"), List.of(ENTRY, device("b", "mail", "ann@x")), Map.of());
        assertThat(pair.situation()).isEqualTo(Situation.ADOPTABLE);
        assertThat(pair.actual()).contains(ENTRY);
    }

    @Test
    void whatAnotherHasIsAConflictWhateverTheScopeSays() {
        ActualEntry device = device("b", "mail", "ann@x");
        Pair pair =
                correlate(wish("ann").has("mail", "ann@x"), List.of(device), Map.of(device.anchor(), of("2", device)));
        assertThat(pair.situation()).isEqualTo(Situation.LINK_CONFLICT);
        assertThat(pair.actual()).contains(device);
    }

    @Test
    void anEntryThatIsLinkedToOneselfIsNobodyElses() {
        Pair pair = correlate(
                wish("ann").has("mail", "ann@x"), List.of(ENTRY), Map.of(ENTRY.anchor(), of(People.ID, ENTRY)));
        assertThat(pair.situation()).isEqualTo(Situation.ADOPTABLE);
    }

    @Test
    void anEntryOfADepartedOneMayBeTheSamePersons() {
        Known departed = new Known(Map.of(), Map.of(), Map.of(), Set.of("2"), Set.of());
        Map<Anchor, Link> linked = Map.of(ENTRY.anchor(), of("2", ENTRY));
        assertThat(correlate(wish("ann").has("mail", "ann@x"), List.of(ENTRY), linked, departed)
                        .detail())
                .endsWith("belongs to resource 2, which was deleted at the identity provider;"
                        + " decide adopt if this is the same one");
        assertThat(correlate(wish("ann").has("mail", "ann@x"), List.of(ENTRY), linked)
                        .detail())
                .endsWith("belongs to resource 2");
    }

    @Test
    void aProtectedEntryIsNotAdoptedWhereverItStands() {
        ActualEntry board = another("a", "old", "mail", "ann@x", "title", "board");
        Pair pair = correlate(wish("ann").has("mail", "ann@x"), List.of(board), Map.of());
        assertThat(pair.situation()).isEqualTo(Situation.PROTECTED);
        assertThat(pair.actual()).contains(board);
    }

    @Test
    void anImportedEntryIsSaidToBeThat() {
        Pair pair = imported(another("o", "ann.lee"));
        assertThat(pair.situation()).isEqualTo(Situation.ADOPTABLE);
        assertThat(pair.detail()).isEqualTo("it was imported from the entry uid=ann.lee,ou=people,dc=x");
    }

    /** It was called imported, also of a source that imports nothing. */
    @Test
    void anEntryThatAPersonGaveItIsSaidToBeThat() {
        ActualEntry entry = another("o", "ann.lee");
        Ruling adopt = new Ruling(Ruling.Action.ADOPT, Optional.of(entry.anchor()), Instant.EPOCH);
        Pair pair = correlate(
                wish("ann"),
                List.of(entry),
                Map.of(),
                new Known(Map.of(People.ID, entry), Map.of(People.ID, adopt), Map.of(), Set.of()));
        assertThat(pair.situation()).isEqualTo(Situation.ADOPTABLE);
        assertThat(pair.detail()).isEqualTo("the entry uid=ann.lee,ou=people,dc=x was given to it by a decision");
    }

    @Test
    void anImportedEntryThatIsOutOfScopeByNowIsNotTheirsAnyMore() {
        assertThat(imported(device("o", "mail", "z@x")).situation()).isEqualTo(Situation.NEW);
    }

    @Test
    void aGroupFromTwoSourcesIsCalledAGroup() {
        Known known = new Known(Map.of(), Map.of(), Map.of("2", "entra"), Set.of());
        Map<Anchor, Link> linked = Map.of(ENTRY.anchor(), of("2", ENTRY));
        assertThat(correlate(wish("ann").has("mail", "ann@x").group(), List.of(ENTRY), linked, known)
                        .detail())
                .startsWith("the same group comes from two sources: the entry");
        assertThat(correlate(wish("ann").has("mail", "ann@x"), List.of(ENTRY), linked, known)
                        .detail())
                .startsWith("the same person comes from two sources: the entry");
    }

    private static Pair imported(ActualEntry origin) {
        return correlate(
                wish("ann"),
                List.of(origin),
                Map.of(),
                new Known(Map.of(People.ID, origin), Map.of(), Map.of(), Set.of()));
    }

    private static Pair correlate(People.Wish wish, List<ActualEntry> found, Map<Anchor, Link> linked) {
        return correlate(wish, found, linked, Known.NOTHING);
    }

    private static Pair correlate(People.Wish wish, List<ActualEntry> found, Map<Anchor, Link> linked, Known known) {
        return new Correlator(People.MAPPING, new Candidates(found, BY, Set.of()), linked, known)
                .correlate(wish.entry(), Optional.empty(), Optional.empty());
    }

    private static Link of(String resource, ActualEntry entry) {
        return link(entry.anchor(), resource, "old", Claims.NONE, true);
    }

    private static ActualEntry device(String anchor, String attribute, String value) {
        ActualEntry person = another(anchor, "printer", attribute, value);
        Map<String, Attribute> attributes = new HashMap<>(person.attributes());
        attributes.put("objectclass", new Attribute("objectClass", "device"));
        return new ActualEntry(person.anchor(), person.dn(), attributes);
    }
}
