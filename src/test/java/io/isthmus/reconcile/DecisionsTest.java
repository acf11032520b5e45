package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Ruling.Action;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be paired by itself is paired as a person says, and only so. */
class DecisionsTest {
    private Bureau bureau;

    @BeforeEach
    void open() throws LDAPException {
        bureau = new Bureau(Bureau.settings(true, true, false), 5);
        bureau.settled();
    }

    @AfterEach
    void close() {
        bureau.close();
    }

    @Test
    void aMatchByNameAloneIsAdoptedWhenSomebodySaysSo() throws Exception {
        entry("ann", "7");
        String id = bureau.hire("ann");
        bureau.settled();
        assertThat(bureau.entry("ann").getAttributeValue("employeeNumber")).isEqualTo("7");
        decide(id, Action.ADOPT, Optional.empty());
        eventually(() -> assertThat(bureau.entry("ann").getAttributeValue("employeeNumber"))
                .isEqualTo("e0"));
        assertThat(bureau.run(RunRow.Kind.SYNC).counts()).containsEntry("in_sync", 1L);
    }

    @Test
    void ofSeveralTheOneIsAdoptedWhoseAnchorIsGiven() throws Exception {
        entry("one", "e0");
        entry("two", "e0");
        String id = bureau.hire("ann");
        bureau.settled();
        assertThat(bureau.run(RunRow.Kind.SYNC).counts()).containsEntry("disputed", 1L);
        refused(id, Action.ADOPT, Optional.empty(), "say which entry by its anchor", "uid=one", "uid=two");
        refused(id, Action.ADOPT, Optional.of("no-such"), "none of the entries that match");
        decide(id, Action.ADOPT, Optional.of(anchor("two")));
        eventually(() -> assertThat(bureau.entry("ann")).isNotNull());
        assertThat(bureau.entry("one")).isNotNull();
        assertThat(bureau.entry("two")).isNull();
    }

    @Test
    void itGetsAnEntryOfItsOwnAlthoughAnotherMatches() throws Exception {
        entry("one", "e0");
        entry("two", "e0");
        String id = bureau.hire("ann");
        bureau.settled();
        decide(id, Action.CREATE, Optional.empty());
        eventually(() -> assertThat(bureau.entry("ann")).isNotNull());
        assertThat(bureau.entry("one").getAttributeValue("sn")).isEqualTo("other");
        refused(id, Action.CREATE, Optional.empty(), "is linked to", "unlink it first");
    }

    @Test
    void aCreationWhereAnEntryStandsIsRefused() throws Exception {
        entry("ann", "7");
        String id = bureau.hire("ann");
        bureau.settled();
        refused(id, Action.CREATE, Optional.empty(), "an entry stands at uid=ann", "another name");
    }

    @Test
    void whoComesBackAfterADeletionHasItsEntryAgainWhenSomebodySaysSo() {
        String before = bureau.hire("ann");
        bureau.settled();
        bureau.fire(before);
        bureau.settled();
        assertThat(bureau.locked("ann")).isTrue();
        String again = bureau.hire("ann");
        bureau.settled();
        RunRow conflict = bureau.run(RunRow.Kind.SYNC);
        assertThat(conflict.counts()).containsEntry("link_conflict", 1L);
        assertThat(bureau.deviations.page(Listing.DISPUTED, Optional.empty(), 1))
                .singleElement()
                .satisfies(row -> assertThat(row.deviation().detail()).contains(before, "was deleted", "decide adopt"));
        decide(again, Action.ADOPT, Optional.empty());
        eventually(() -> assertThat(bureau.locked("ann")).as("our lock goes").isFalse());
        assertThat(bureau.entry("ann").getAttributeValue("employeeNumber")).isEqualTo("e1");
        RunRow idle = bureau.run(RunRow.Kind.SYNC);
        assertThat(idle.counts()).containsEntry("in_sync", 1L).doesNotContainKey("link_conflict");
        assertThat(bureau.deviations.page(Listing.ORPHANS, Optional.empty(), 1)).isEmpty();
        bureau.fire(again);
        bureau.settled();
        bureau.clock.pass(Duration.ofDays(31));
        bureau.run(RunRow.Kind.SYNC);
        assertThat(bureau.entry("ann")).as("it is still of our making").isNull();
    }

    /** What explain says of an entry that is gone, for those who do not want self-heal. */
    @Test
    void anEntryThatIsGoneIsMadeAnewByTwoDecisions() throws Exception {
        String id = bureau.hire("ann");
        bureau.settled();
        bureau.ldap.delete("uid=ann," + Bureau.BASE);
        RunRow gone = bureau.run(RunRow.Kind.PLAN);
        assertThat(gone.counts()).containsEntry("missing", 1L);
        assertThat(gone.changes()).as("no plan lists it while self-heal is off").isEmpty();
        decide(id, Action.UNLINK, Optional.empty());
        bureau.settled();
        decide(id, Action.CREATE, Optional.empty());
        eventually(() -> assertThat(bureau.entry("ann")).isNotNull());
    }

    @Test
    void anUnlinkedEntryStaysAndIsLeftAlone() {
        String id = bureau.hire("ann");
        bureau.settled();
        decide(id, Action.UNLINK, Optional.empty());
        eventually(() ->
                assertThat(bureau.links().ofResources(java.util.Set.of(id))).isEmpty());
        bureau.patch(id, "title", "not written");
        bureau.settled();
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.counts()).containsEntry("suppressed", 1L);
        assertThat(bureau.entry("ann").hasAttribute("title")).isFalse();
        decide(id, Action.ADOPT, Optional.empty());
        eventually(
                () -> assertThat(bureau.entry("ann").getAttributeValue("title")).isEqualTo("not written"));
        refused(id, Action.ADOPT, Optional.empty(), "is linked to", "relink");
    }

    @Test
    void aRelinkedResourceLeavesItsEntryAndHasTheOther() throws Exception {
        entry("other", "7");
        String id = bureau.hire("ann");
        bureau.settled();
        refused(id, Action.RELINK, Optional.empty(), "needs the anchor");
        refused(id, Action.RELINK, Optional.of("no-such"), "no entry has the anchor");
        refused(id, Action.RELINK, Optional.of(anchor("ann")), "is linked to", "already");
        decide(id, Action.RELINK, Optional.of(anchor("other")));
        bureau.ldap.modifyDN("uid=ann," + Bureau.BASE, "uid=before", true, null);
        eventually(() -> assertThat(bureau.entry("other")).isNull());
        // the name comes first, then the values
        eventually(() -> assertThat(bureau.entry("ann").getAttributeValue("employeeNumber"))
                .isEqualTo("e0"));
        assertThat(bureau.entry("before")).isNotNull();
    }

    @Test
    void whatIsIgnoredIsLeftUntilItWantsSomethingElse() throws Exception {
        entry("one", "e0");
        entry("two", "e0");
        String id = bureau.hire("ann");
        bureau.settled();
        decide(id, Action.IGNORE, Optional.empty());
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.counts()).containsEntry("suppressed", 1L).doesNotContainKey("disputed");
        bureau.patch(id, "userName", "bea");
        bureau.settled();
        assertThat(bureau.run(RunRow.Kind.SYNC).counts()).containsEntry("disputed", 1L);
    }

    @Test
    void thePersonOfTwoSourcesIsDisputedUntilItIsDecidedWhoLeads() {
        String okta = bureau.hire("ann");
        bureau.settled();
        String entra = bureau.hireFrom("entra", "ann");
        bureau.settled();
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.counts()).containsEntry("disputed", 1L).doesNotContainKey("link_conflict");
        assertThat(bureau.entry("ann").getAttributeValue("employeeNumber")).isEqualTo("e0");
        decide(entra, Action.ADOPT, Optional.empty());
        eventually(() -> assertThat(bureau.entry("ann").getAttributeValue("employeeNumber"))
                .isEqualTo("e1"));
        bureau.patch(okta, "title", "of the one that does not lead");
        bureau.settled();
        RunRow next = bureau.run(RunRow.Kind.SYNC);
        assertThat(next.counts()).containsEntry("suppressed", 1L).containsEntry("in_sync", 1L);
        assertThat(bureau.entry("ann").hasAttribute("title")).isFalse();
    }

    @Test
    void bothSourcesAtOnceAreDisputedToo() {
        bureau.bothHire("ann");
        bureau.settled();
        assertThat(bureau.run(RunRow.Kind.SYNC).counts()).containsEntry("disputed", 1L);
    }

    @Test
    void whatNobodyKnowsAndWhatNeedsNoDecisionIsSaid() {
        String id = bureau.hire("ann");
        bureau.settled();
        refused("no-such", Action.IGNORE, Optional.empty(), "there is no resource");
        refused(id, Action.IGNORE, Optional.empty(), "is linked to", "unlink it");
        decide(id, Action.UNLINK, Optional.empty());
        eventually(() ->
                assertThat(bureau.links().ofResources(java.util.Set.of(id))).isEmpty());
        refused(id, Action.UNLINK, Optional.empty(), "is not linked");
    }

    private void decide(String id, Action action, Optional<String> anchor) {
        bureau.service().decide(id, action, anchor.map(Anchor::new), "anna");
    }

    private void refused(String id, Action action, Optional<String> anchor, String... why) {
        assertThatThrownBy(() -> decide(id, action, anchor))
                .isInstanceOf(ReconcileProblem.class)
                .hasMessageContainingAll(why);
    }

    private String anchor(String uid) {
        return bureau.entry(uid).getAttributeValue("entryUUID");
    }

    private void entry(String uid, String number) throws LDAPException, LDIFException {
        bureau.ldap.add(
                "dn: uid=" + uid + "," + Bureau.BASE,
                "objectClass: inetOrgPerson",
                "uid: " + uid,
                "cn: other",
                "sn: other",
                "employeeNumber: " + number);
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable what) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(what);
    }
}
