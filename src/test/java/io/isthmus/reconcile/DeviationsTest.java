package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Deviation.Moved;
import io.isthmus.plan.Situation;
import io.isthmus.scim.MemberDelta;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands in which list, since when, and what takes it out again. */
class DeviationsTest {
    private Office office;
    private Bureau bureau;

    @AfterEach
    void close() {
        if (office != null) {
            office.close();
        }
        if (bureau != null) {
            bureau.close();
        }
    }

    @Test
    void whatWasChangedByHandIsListedWithByAndAtUntilItIsPutBack() throws Exception {
        bureau = new Bureau(Bureau.settings(true, false, false), 0);
        String ann = bureau.hire("ann");
        bureau.patch(ann, "title", "Buyer");
        bureau.settled();
        byHand("uid=ann," + Bureau.BASE, "title", "Boss");
        bureau.run(RunRow.Kind.SYNC);
        Deviations.Row first = only(Listing.DRIFT);
        assertThat(first.deviation().difference())
                .contains(new Deviation.Difference(
                        "title",
                        io.isthmus.plan.ValueChange.Kind.DRIFT,
                        List.of("Buyer"),
                        List.of("Buyer"),
                        List.of("Boss")));
        assertThat(first.deviation().moved().flatMap(Moved::by)).contains("cn=Directory Manager");
        assertThat(first.deviation().moved()).isPresent();
        assertThat(bureau.entry("ann").getAttributeValue("title")).isEqualTo("Boss");
        assertThat(bureau.service().status().drift()).isEqualTo(1);

        bureau.clock.pass(Duration.ofHours(1));
        bureau.active(ann, false);
        bureau.settled();
        RunRow second = bureau.run(RunRow.Kind.SYNC);
        Deviations.Row again = only(Listing.DRIFT);
        assertThat(again.since()).as("first seen").isEqualTo(first.since());
        assertThat(again.run()).isEqualTo(second.id());
        assertThat(again.deviation().moved())
                .as("our own write since does not make it ours")
                .isEqualTo(first.deviation().moved());

        bureau.ldap.modify("uid=ann," + Bureau.BASE, new Modification(ModificationType.REPLACE, "title", "Buyer"));
        bureau.run(RunRow.Kind.SYNC);
        assertThat(rows(Listing.DRIFT)).isEmpty();
        assertThat(bureau.service().status().drift()).isZero();
    }

    @Test
    void soonWorkUpdatesWhatItLooksAtAndNothingElse() throws Exception {
        bureau = new Bureau(Bureau.settings(true, false, false), 0);
        String ann = bureau.hire("ann");
        String bob = bureau.hire("bob");
        bureau.patch(ann, "title", "a");
        bureau.patch(bob, "title", "b");
        bureau.settled();
        byHand("uid=ann," + Bureau.BASE, "title", "x");
        byHand("uid=bob," + Bureau.BASE, "title", "y");
        bureau.run(RunRow.Kind.PLAN);
        assertThat(rows(Listing.DRIFT)).hasSize(2);
        bureau.patch(ann, "title", "x");
        bureau.settled();
        assertThat(only(Listing.DRIFT).deviation().resource().id()).isEqualTo(bob);
    }

    @Test
    void withSelfHealItIsHealedAndTheGuardIsNotCircumvented() throws Exception {
        bureau = new Bureau(Bureau.settings(true, false, true), 2);
        List<String> ids =
                List.of("ann", "bob", "cid", "dan").stream().map(bureau::hire).toList();
        ids.forEach(id -> bureau.patch(id, "title", "new"));
        bureau.settled();
        ids.subList(0, 2).forEach(id -> bureau.active(id, false));
        bureau.settled();
        bureau.together(() -> ids.subList(2, 4).forEach(id -> bureau.active(id, false)));
        bureau.settled();
        // two more within a day are more than two
        bureau.approve(bureau.runs.held().orElseThrow());
        // the directory as a backup of last month had it
        for (String name : List.of("ann", "bob", "cid", "dan")) {
            byHand("uid=" + name + "," + Bureau.BASE, "title", "old");
            bureau.ldap.modify(
                    "uid=" + name + "," + Bureau.BASE, new Modification(ModificationType.DELETE, "employeeType"));
        }
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.status()).isEqualTo(RunRow.Status.HELD);
        assertThat(rows(Listing.DRIFT))
                .as("four locks and four titles are held")
                .hasSize(8);
        assertThat(bureau.locked("ann")).isFalse();
        bureau.approve(run);
        assertThat(rows(Listing.DRIFT)).isEmpty();
        assertThat(bureau.locked("ann")).isTrue();
        assertThat(bureau.entry("ann").getAttributeValue("title")).isEqualTo("new");
    }

    @Test
    void anEntryDeletedByHandIsMissing() throws Exception {
        bureau = new Bureau(Bureau.settings(true, false, false), 0);
        bureau.hire("ann");
        bureau.settled();
        bureau.ldap.delete("uid=ann," + Bureau.BASE);
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.counts()).containsEntry("missing", 1L);
        Deviation missing = only(Listing.DRIFT).deviation();
        assertThat(missing.situation()).isEqualTo(Situation.MISSING);
        assertThat(missing.difference().orElseThrow().actual()).isEmpty();
        assertThat(bureau.service().status().listed()).containsEntry(Situation.MISSING, 1L);
    }

    @Test
    void twoCandidatesAreDisputedUntilOneIsLeft() throws Exception {
        bureau = new Bureau(Bureau.settings(true, false, false), 0);
        for (String name : List.of("x1", "x2")) {
            bureau.ldap.add(
                    "dn: uid=" + name + "," + Bureau.BASE,
                    "objectClass: inetOrgPerson",
                    "uid: " + name,
                    "cn: " + name,
                    "sn: " + name,
                    "employeeNumber: e0");
        }
        bureau.hire("ann");
        bureau.settled();
        Deviation disputed = only(Listing.DISPUTED).deviation();
        assertThat(disputed.situation()).isEqualTo(Situation.DISPUTED);
        assertThat(disputed.candidates())
                .extracting(Deviation.Candidate::dn)
                .containsExactlyInAnyOrder("uid=x1," + Bureau.BASE, "uid=x2," + Bureau.BASE);
        bureau.ldap.delete("uid=x2," + Bureau.BASE);
        bureau.run(RunRow.Kind.SYNC);
        assertThat(only(Listing.DISPUTED).deviation().situation()).isEqualTo(Situation.ADOPTABLE);
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        bureau.approve(plan);
        assertThat(rows(Listing.DISPUTED)).isEmpty();
    }

    @Test
    void whatTheMappingCannotMakeAnEntryOfSaysWhy() throws Exception {
        bureau = new Bureau(Bureau.settings(true, false, false), 0);
        bureau.open(Bureau.MAPPING.replace("cel: \"value.split('@')[0]\"", "cel: \"value.split('@')[1]\""));
        bureau.hire("ann");
        bureau.settled();
        Deviation invalid = only(Listing.INVALID).deviation();
        assertThat(invalid.situation()).isEqualTo(Situation.INVALID);
        assertThat(invalid.detail()).startsWith("uid: ");
        bureau.open(Bureau.MAPPING);
        bureau.run(RunRow.Kind.SYNC);
        assertThat(rows(Listing.INVALID)).isEmpty();
    }

    @Test
    void whatTheServerRefusedStaysListedUntilItIsWritten() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
        office.refuses = change -> Optional.of(Kind.REJECTED);
        String ann = office.create("ann");
        office.sync();
        Deviations.Row first = onlyOffice(Listing.INVALID);
        assertThat(first.deviation().detail()).isEqualTo("refused by the test");
        office.refuses = change -> Optional.empty();
        office.clock.pass(Duration.ofHours(1));
        RunRow plan = office.plan();
        assertThat(plan.status()).as("nothing would be written").isEqualTo(RunRow.Status.DONE);
        assertThat(plan.counts()).containsEntry("invalid", 1L);
        assertThat(onlyOffice(Listing.INVALID)).as("a plan takes nothing off").isEqualTo(first);
        office.sync();
        assertThat(onlyOffice(Listing.INVALID))
                .as("it is not sent again until it is pushed")
                .isEqualTo(first);
        office.replace(ann, Office.user("ann").put("title", "t"));
        office.sync();
        assertThat(officeRows(Listing.INVALID)).isEmpty();
    }

    @Test
    void membersThatWereTakenAwayByHandAreDrift() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
        String ann = office.create("ann");
        String bob = office.create("bob");
        String team = office.createGroup("team", ann, bob);
        office.sync();
        String dn = "cn=team," + Office.GROUPS;
        office.refuses = change -> Optional.of(Kind.DENIED);
        office.ldap.modify(
                dn,
                new Modification(ModificationType.DELETE, "member", "uid=bob," + Office.BASE),
                new Modification(ModificationType.ADD, "member", "cn=stranger"));
        office.sync();
        List<Deviation> drift = officeRows(Listing.DRIFT).stream()
                .map(Deviations.Row::deviation)
                .toList();
        assertThat(drift).singleElement().satisfies(deviation -> {
            assertThat(deviation.resource().id()).isEqualTo(team);
            assertThat(deviation.difference().orElseThrow().desired()).containsExactly("uid=bob," + Office.BASE);
            assertThat(deviation.difference().orElseThrow().actual()).containsExactly("cn=stranger");
        });
        assertThat(onlyOffice(Listing.INVALID).deviation().situation()).isEqualTo(Situation.FAILED);
        office.refuses = change -> Optional.empty();
        office.sync();
        assertThat(officeRows(Listing.DRIFT)).isEmpty();
        assertThat(officeRows(Listing.INVALID)).isEmpty();
        assertThat(office.values(dn, "member"))
                .contains("uid=ann," + Office.BASE, "uid=bob," + Office.BASE)
                .doesNotContain("cn=stranger");
        office.members(team, new MemberDelta.Add(Office.of("nobody-knows")));
        office.sync();
        assertThat(officeRows(Listing.DRIFT)).isEmpty();
    }

    @Test
    void aGroupThatRolesGrantAndThatIsNotThereIsBlocked() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
        com.fasterxml.jackson.databind.node.ObjectNode ann = Office.user("ann");
        ann.putArray("roles").addObject().put("value", "admin");
        office.push(new io.isthmus.journal.Operation.Create(
                java.util.UUID.randomUUID().toString(), ann));
        office.sync();
        Deviation blocked = onlyOffice(Listing.INVALID).deviation();
        assertThat(blocked.situation()).isEqualTo(Situation.BLOCKED);
        assertThat(blocked.dn()).contains("cn=admins,dc=example,dc=com");
        office.ldap.add(
                "dn: cn=admins,dc=example,dc=com", "objectClass: groupOfNames", "cn: admins", "member: cn=root");
        office.sync();
        assertThat(officeRows(Listing.INVALID)).isEmpty();
    }

    @Test
    void aRingOfGroupsIsListedWithWhatToDo() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
        String one = office.createGroup("one");
        String two = office.createGroup("two", one);
        office.sync();
        office.members(one, new MemberDelta.Add(Office.of(two)));
        office.sync();
        Deviation ring = onlyOffice(Listing.INVALID).deviation();
        assertThat(ring.members()).isTrue();
        assertThat(ring.detail()).contains("would be a member of itself", "take one of these memberships back");
        office.members(one, new MemberDelta.Remove(List.of(two)));
        office.sync();
        assertThat(officeRows(Listing.INVALID)).isEmpty();
    }

    @Test
    void whatNoRuleHasAnyMoreIsAnOrphanAndIsLeftAlone() throws Exception {
        bureau = new Bureau(Bureau.settings(true, true, true), 0);
        bureau.hire("ann");
        bureau.settled();
        bureau.open(
                Bureau.MAPPING.replace("base: ou=people", "when: 'resource.userName != \"ann\"'\n    base: ou=people"));
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.counts()).containsEntry("orphan", 1L).doesNotContainKey("out_of_scope");
        Deviation orphan = only(Listing.ORPHANS).deviation();
        assertThat(orphan.dn()).contains("uid=ann," + Bureau.BASE);
        assertThat(orphan.detail()).contains("the entry was ours and is left as it is");
        assertThat(bureau.entry("ann")).isNotNull();
    }

    @Test
    void aRunThatCannotReadLeavesTheListsAsTheyAre() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
        office.create("ann");
        office.refuses = change -> Optional.of(Kind.REJECTED);
        office.sync();
        List<Deviations.Row> before = officeRows(Listing.INVALID);
        office.breaksOff = true;
        assertThat(office.sync().status()).isEqualTo(RunRow.Status.FAILED);
        assertThat(officeRows(Listing.INVALID)).isEqualTo(before).isNotEmpty();
    }

    @Test
    void listsArePagedByDn() throws Exception {
        bureau = new Bureau(Bureau.settings(true, false, false), 0);
        for (String name : List.of("cid", "ann", "bob")) {
            bureau.patch(bureau.hire(name), "title", "t");
        }
        bureau.settled();
        for (String name : List.of("ann", "bob", "cid")) {
            byHand("uid=" + name + "," + Bureau.BASE, "title", "x");
        }
        bureau.run(RunRow.Kind.PLAN);
        List<Deviations.Row> two = bureau.deviations.page(Listing.DRIFT, Optional.empty(), 2);
        List<Deviations.Row> rest =
                bureau.deviations.page(Listing.DRIFT, Optional.of(two.get(1).place()), 2);
        assertThat(two).extracting(row -> row.deviation().resource().name()).containsExactly("ann", "bob");
        assertThat(rest).extracting(row -> row.deviation().resource().name()).containsExactly("cid");
        assertThat(bureau.deviations.replaceAll(
                        new Deviations.Look("later", bureau.clock.instant()),
                        List.of(),
                        Set.of(two.get(0).deviation().part())))
                .containsExactly(two.get(0).deviation().part());
        assertThat(rows(Listing.DRIFT)).hasSize(1);
    }

    private void byHand(String dn, String attribute, String value) throws Exception {
        try (LDAPConnection admin = bureau.ldap.getConnection()) {
            admin.bind("cn=Directory Manager", "manager");
            admin.modify(dn, new Modification(ModificationType.REPLACE, attribute, value));
        }
    }

    private List<Deviations.Row> rows(Listing listing) {
        return bureau.deviations.page(listing, Optional.empty(), 100);
    }

    private Deviations.Row only(Listing listing) {
        assertThat(rows(listing)).hasSize(1);
        return rows(listing).get(0);
    }

    private List<Deviations.Row> officeRows(Listing listing) {
        return office.deviations.page(listing, Optional.empty(), 100);
    }

    private Deviations.Row onlyOffice(Listing listing) {
        assertThat(officeRows(listing)).hasSize(1);
        return officeRows(listing).get(0);
    }
}
