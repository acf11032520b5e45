package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.Ownership;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CorrelatorTest {
    private static final MappingSet MAPPING = mapping();
    private static final Set<String> BY = Set.of("employeeNumber", "uid");

    @Test
    void noHitMeansNew() {
        assertThat(correlate(wish("1", "ann", "7"), List.of(), Map.of()).situation())
                .isEqualTo(Situation.NEW);
    }

    @Test
    void aStrongHitIsAdoptableAsStrongAndANameAsWeak() {
        Pair strong = correlate(wish("1", "ann", "7"), List.of(entry("a", "old-ann", "7")), Map.of());
        assertThat(strong.situation()).isEqualTo(Situation.ADOPTABLE);
        assertThat(strong.strong()).isTrue();
        Pair weak = correlate(wish("1", "ann", "7"), List.of(entry("a", "ann", "8")), Map.of());
        assertThat(weak.situation()).isEqualTo(Situation.ADOPTABLE);
        assertThat(weak.strong()).isFalse();
    }

    @Test
    void twoHitsAreDisputed() {
        Pair pair = correlate(wish("1", "ann", "7"), List.of(entry("a", "x", "7"), entry("b", "y", "7")), Map.of());
        assertThat(pair.situation()).isEqualTo(Situation.DISPUTED);
        assertThat(pair.candidates()).hasSize(2);
        assertThat(pair.detail()).contains("uid=x").contains("uid=y");
    }

    @Test
    void anEntryOfAnotherResourceIsALinkConflictThatNamesIt() {
        Pair pair = correlate(wish("2", "ann", "7"), List.of(entry("a", "ann", "8")), linked("a", "1", "ann"));
        assertThat(pair.situation()).isEqualTo(Situation.LINK_CONFLICT);
        assertThat(pair.detail()).contains("resource 1");
    }

    @Test
    void theSecondOfABatchThatWantsADnIsToldWhoHasIt() {
        Correlator correlator = new Correlator(MAPPING, new Candidates(List.of(), BY, Set.of()), Map.of());
        assertThat(correlator
                        .correlate(wish("1", "ann", "7"), Optional.empty(), Optional.empty())
                        .situation())
                .isEqualTo(Situation.NEW);
        Pair second = correlator.correlate(wish("2", "ann", "8"), Optional.empty(), Optional.empty());
        assertThat(second.situation()).isEqualTo(Situation.LINK_CONFLICT);
        assertThat(second.detail()).contains("resource 1");
    }

    @Test
    void aRenameToANameThatSomebodyKeepsIsAConflictAndToOneThatIsLeftIsNot() {
        ActualEntry mine = entry("m", "ann", "7");
        ActualEntry holder = entry("h", "bea", "8");
        Map<Anchor, Link> owners = linked("h", "2", "bea");
        Optional<Link> link = Optional.of(link("m", "1", "ann"));
        Pair kept = new Correlator(MAPPING, new Candidates(List.of(holder), BY, Set.of()), owners)
                .correlate(wish("1", "bea", "7"), link, Optional.of(mine));
        assertThat(kept.situation()).isEqualTo(Situation.LINK_CONFLICT);
        assertThat(kept.detail()).contains("resource 2").contains("uid=bea");
        Pair left = new Correlator(MAPPING, new Candidates(List.of(holder), BY, Set.of(holder.anchor())), owners)
                .correlate(wish("1", "bea", "7"), link, Optional.of(mine));
        assertThat(left.situation()).isEqualTo(Situation.IN_SYNC);
    }

    @Test
    void whatIsProtectedIsNeverTouched() {
        Pair pair = correlate(wish("1", "root", "7"), List.of(entry("a", "root", "7")), Map.of());
        assertThat(pair.situation()).isEqualTo(Situation.PROTECTED);
        assertThat(EntryPlanner.plan(pair).change()).isEmpty();
    }

    @Test
    void anEntryOutOfScopeIsNotAdopted() {
        ActualEntry printer = new ActualEntry(
                new Anchor("p"),
                dn("ann"),
                Map.of("objectclass", new Attribute("objectClass", "device"), "uid", new Attribute("uid", "ann")));
        assertThat(correlate(wish("1", "ann", "7"), List.of(printer), Map.of()).situation())
                .isEqualTo(Situation.DISPUTED);
    }

    @Test
    void aLinkedEntryThatIsGoneIsMissing() {
        Pair pair = new Correlator(MAPPING, new Candidates(List.of(), BY, Set.of()), Map.of())
                .correlate(wish("1", "ann", "7"), Optional.of(link("m", "1", "ann")), Optional.empty());
        assertThat(pair.situation()).isEqualTo(Situation.MISSING);
    }

    /** While it is not known whether an entry came about, it is a new one, or what was to be made again is missing still. */
    @Test
    void anIntendedEntryIsNewUnlessOneStoodThereBefore() {
        Claims first = new Claims(Map.of(), Map.of(ActualEntry.DISABLED, List.of("true", "unfinished")));
        assertThat(intended(first)).isEqualTo(Situation.NEW);
        Claims again = new Claims(Map.of(), Map.of(ActualEntry.DISABLED, List.of("true", "unfinished", "again")));
        assertThat(intended(again)).isEqualTo(Situation.MISSING);
    }

    private static Situation intended(Claims claims) {
        Link link = new Link(
                "1",
                Optional.empty(),
                dn("ann"),
                true,
                "people",
                Instant.EPOCH,
                new Link.AsMember(Optional.empty(), true),
                claims);
        return new Correlator(MAPPING, new Candidates(List.of(), BY, Set.of()), Map.of())
                .correlate(wish("1", "ann", "7"), Optional.of(link), Optional.empty())
                .situation();
    }

    @Test
    void theEntryThatItWasImportedFromIsTheOneWhateverOthersLookLikeAndAskedForUnlessAStrongValueAgrees() {
        ActualEntry origin = entry("o", "ann.lee", "8");
        ActualEntry namesake = entry("n", "ann", "9");
        Pair asked = importedFrom(origin, List.of(origin, namesake), Map.of());
        assertThat(asked.situation()).isEqualTo(Situation.ADOPTABLE);
        assertThat(asked.actual()).contains(origin);
        assertThat(asked.strong()).isFalse();
        ActualEntry agreeing = entry("o", "ann.lee", "7");
        assertThat(importedFrom(agreeing, List.of(agreeing, namesake), Map.of()).strong())
                .isTrue();
        assertThat(importedFrom(origin, List.of(origin), linked("o", "2", "ann.lee"))
                        .situation())
                .isEqualTo(Situation.LINK_CONFLICT);
    }

    @Test
    void whoComesFromTwoSourcesIsDisputed() {
        Known known = new Known(Map.of(), Map.of(), Map.of("1", "entra"), Set.of());
        ActualEntry entry = entry("a", "ann", "8");
        Pair pair = new Correlator(
                        MAPPING, new Candidates(List.of(entry), BY, Set.of()), linked("a", "1", "ann"), known)
                .correlate(wish("2", "ann", "7"), Optional.empty(), Optional.empty());
        assertThat(pair.situation()).isEqualTo(Situation.DISPUTED);
        assertThat(pair.candidates()).containsExactly(entry);
        assertThat(pair.detail()).contains("two sources", "resource 1 of entra");
        Known same = new Known(Map.of(), Map.of(), Map.of("1", "okta"), Set.of());
        assertThat(new Correlator(MAPPING, new Candidates(List.of(entry), BY, Set.of()), linked("a", "1", "ann"), same)
                        .correlate(wish("2", "ann", "7"), Optional.empty(), Optional.empty())
                        .situation())
                .isEqualTo(Situation.LINK_CONFLICT);
    }

    @Test
    void whoIsToHaveAnEntryOfItsOwnIsNewWhateverMatchesUnlessOneStandsThere() {
        Ruling apart = new Ruling(Ruling.Action.CREATE, Optional.empty(), Instant.EPOCH);
        Known known = new Known(Map.of(), Map.of("1", apart), Map.of(), Set.of());
        assertThat(correlate(known, entry("a", "x", "7"), entry("b", "y", "7")).situation())
                .isEqualTo(Situation.NEW);
        assertThat(correlate(known, entry("a", "ann", "7")).situation()).isEqualTo(Situation.DISPUTED);
    }

    @Test
    void whoIsLeftAloneTakesNobodysName() {
        Known known = new Known(Map.of(), Map.of(), Map.of(), Set.of("1"));
        Correlator correlator = new Correlator(MAPPING, new Candidates(List.of(), BY, Set.of()), Map.of(), known);
        correlator.correlate(wish("1", "ann", "7"), Optional.empty(), Optional.empty());
        assertThat(correlator
                        .correlate(wish("2", "ann", "8"), Optional.empty(), Optional.empty())
                        .situation())
                .isEqualTo(Situation.NEW);
    }

    @Test
    void aLinkThatIsOlderThanUnlinkOrRelinkEndsByIt() {
        Link link = link("a", "1", "ann");
        Instant now = Instant.EPOCH.plusSeconds(1);
        Anchor other = new Anchor("b");
        assertThat(new Ruling(Ruling.Action.UNLINK, Optional.empty(), now).ends(link))
                .isTrue();
        assertThat(new Ruling(Ruling.Action.RELINK, Optional.of(other), now).ends(link))
                .isTrue();
        assertThat(new Ruling(Ruling.Action.RELINK, Optional.of(new Anchor("a")), now).ends(link))
                .isFalse();
        assertThat(new Ruling(Ruling.Action.UNLINK, Optional.empty(), Instant.EPOCH.minusSeconds(1)).ends(link))
                .isFalse();
        assertThat(new Ruling(Ruling.Action.ADOPT, Optional.of(other), now).ends(link))
                .isFalse();
        assertThat(new Ruling(Ruling.Action.CREATE, Optional.empty(), now).ends(link))
                .isFalse();
    }

    private static Pair correlate(Known known, ActualEntry... found) {
        return new Correlator(MAPPING, new Candidates(List.of(found), BY, Set.of()), Map.of(), known)
                .correlate(wish("1", "ann", "7"), Optional.empty(), Optional.empty());
    }

    private static Pair importedFrom(ActualEntry origin, List<ActualEntry> found, Map<Anchor, Link> linked) {
        return new Correlator(MAPPING, new Candidates(found, BY, Set.of()), linked, Map.of("1", origin))
                .correlate(wish("1", "ann", "7"), Optional.empty(), Optional.empty());
    }

    private static Pair correlate(DesiredEntry wish, List<ActualEntry> found, Map<Anchor, Link> linked) {
        return new Correlator(MAPPING, new Candidates(found, BY, Set.of()), linked)
                .correlate(wish, Optional.empty(), Optional.empty());
    }

    private static Map<Anchor, Link> linked(String anchor, String resource, String name) {
        return Map.of(new Anchor(anchor), link(anchor, resource, name));
    }

    private static Link link(String anchor, String resource, String name) {
        return new Link(
                resource,
                Optional.of(new Anchor(anchor)),
                dn(name),
                true,
                "people",
                Instant.EPOCH,
                new Link.AsMember(Optional.empty(), true),
                Claims.NONE);
    }

    private static ActualEntry entry(String anchor, String name, String number) {
        Map<String, Attribute> attributes = Stream.of(
                        new Attribute("objectClass", "inetOrgPerson"),
                        new Attribute("uid", name),
                        new Attribute("employeeNumber", number))
                .collect(Collectors.toMap(
                        attribute -> attribute.getName().toLowerCase(java.util.Locale.ROOT), attribute -> attribute));
        return new ActualEntry(new Anchor(anchor), dn(name), attributes);
    }

    private static DesiredEntry wish(String id, String name, String number) {
        Resource resource = new Resource(
                id,
                ResourceType.USER,
                "okta",
                1,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                JsonNodeFactory.instance.objectNode());
        Map<String, DesiredValues> attributes = new HashMap<>();
        attributes.put("uid", new DesiredValues(List.of(name), Ownership.ENFORCE));
        attributes.put("employeeNumber", new DesiredValues(List.of(number), Ownership.ENFORCE));
        return new DesiredEntry(
                resource,
                MAPPING.users().get(0),
                dn(name),
                attributes,
                Optional.empty(),
                Standing.ACTIVE,
                false,
                List.of());
    }

    private static DN dn(String name) {
        try {
            return new DN("uid=" + name + ",ou=people,dc=x");
        } catch (LDAPException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MappingSet mapping() {
        String yaml = """
                version: 1
                users:
                  - name: people
                    base: ou=people,dc=x
                    scope: (objectClass=inetOrgPerson)
                    rdn: uid
                    object-classes: [inetOrgPerson]
                    correlate: [employeeNumber, uid]
                    strong: [employeeNumber]
                    attributes:
                      uid: userName
                      cn: displayName
                      sn: name.familyName
                      employeeNumber: externalId
                protected: ["uid=root,ou=people,dc=x"]
                """;
        return ((MappingResult.Valid) MappingReader.read(yaml, "m")).mapping();
    }
}
