package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.journal.Operation;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.plan.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of entries and members when their rule is withdrawn, or is gone (rule 16). */
class EndedRulesTest {
    private static final String MAPPING = MembershipsTest.MAPPING;
    private static final String USERS_OUT = MAPPING.replace("- name: people", "- name: people\n    withdraw: true");
    private static final String TEAMS_OUT = MAPPING.replace("- name: teams", "- name: teams\n    withdraw: true");
    private static final String NO_TEAMS =
            MAPPING.substring(0, MAPPING.indexOf("groups:")) + MAPPING.substring(MAPPING.indexOf("roles:"));
    private static final String TEAM = "cn=team,ou=groups,dc=example,dc=com";
    private static final String ADMINS = "cn=admins,dc=example,dc=com";
    private static final String NOBODY = "cn=nobody,dc=example,dc=com";
    private static final String ANN = "uid=ann," + Office.BASE;
    private static final String FOREIGN = "cn=someone,dc=example,dc=com";

    private Office office;
    private String ann;
    private String team;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MAPPING);
        office.ldap.add("dn: " + ADMINS, "objectClass: groupOfNames", "cn: admins", "member: " + NOBODY);
        ann = office.push(new Operation.Create(UUID.randomUUID().toString(), person("ann", "Buyer")));
        team = office.createGroup("team", ann);
        office.sync();
        assertThat(office.values(TEAM, "member")).contains(ANN);
        assertThat(office.values(ADMINS, "member")).contains(ANN);
        office.ldap.modify(TEAM, new Modification(ModificationType.ADD, "member", FOREIGN));
    }

    @AfterEach
    void close() {
        office.close();
    }

    private static ObjectNode person(String name, String title) {
        ObjectNode body = Office.user(name).put("title", title);
        body.putArray("roles").addObject().put("value", "admin");
        return body;
    }

    @Test
    void aRuleForUsersThatIsWithdrawnTakesOutValuesMembershipsAndGrants() throws Exception {
        RunRow run = office.sync(USERS_OUT);
        assertThat(line(run)).doesNotContain("nothing is left");
        Entry entry = office.entry("uid=ann").orElseThrow();
        assertThat(List.of("title", "employeeNumber", "departmentNumber")).noneMatch(entry::hasAttribute);
        assertThat(List.of("uid", "cn", "sn")).allMatch(entry::hasAttribute);
        assertThat(office.values(TEAM, "member")).doesNotContain(ANN);
        assertThat(office.values(ADMINS, "member")).containsExactly(NOBODY);
        assertThat(office.changes()).contains("modify ann applied");
        assertThat(line(office.sync(USERS_OUT)))
                .contains("of rule people nothing is left to take out: it may be deleted from the mapping");
        assertThat(listed(Listing.ORPHANS))
                .singleElement()
                .satisfies(row -> assertThat(row.detail()).contains("demand cn, sn"));
    }

    /** The title of the adopted entry was an administrator's; what we wrote beside it goes. */
    @Test
    void whatAnAdoptedEntryHadBeforeIsLeftByTheRuleThatIsWithdrawn() throws Exception {
        String adopting = MAPPING.replace("- name: people", "- name: people\n    adopt: auto");
        office.ldap.add(
                "dn: uid=bob," + Office.BASE,
                "objectClass: inetOrgPerson",
                "uid: bob",
                "cn: bob",
                "sn: bob",
                "employeeNumber: E-bob",
                "title: Buyer");
        office.push(new Operation.Create(UUID.randomUUID().toString(), person("bob", "Buyer")));
        office.sync(adopting);
        assertThat(office.entry("uid=bob").orElseThrow().getAttributeValue("departmentNumber"))
                .isEqualTo("admin");
        RunRow run = office.sync(USERS_OUT);
        Entry bob = office.entry("uid=bob").orElseThrow();
        assertThat(bob.getAttributeValue("title")).isEqualTo("Buyer");
        assertThat(bob.getAttributeValue("employeeNumber")).isEqualTo("E-bob");
        assertThat(bob.hasAttribute("departmentNumber")).isFalse();
        assertThat(office.entry("uid=ann").orElseThrow().hasAttribute("title")).isFalse();
        List<String> notes = new java.util.ArrayList<>();
        office.runs.changes(
                run.id(), change -> notes.add(change.change().about().note()));
        assertThat(notes)
                .anySatisfy(note ->
                        assertThat(note).contains("what stood there before of cn, employeeNumber, sn, title stays"));
        assertThat(line(office.sync(USERS_OUT))).contains("of rule people nothing is left to take out");
        assertThat(listed(Listing.ORPHANS))
                .anySatisfy(row -> assertThat(row.detail()).contains("employeeNumber, sn, title stays"));
    }

    @Test
    void aWithdrawnRuleMakesNobodyAndStillLocks() throws Exception {
        office.sync(USERS_OUT);
        office.create("bob");
        office.replace(ann, person("ann.lee", "Chief").put("active", false));
        RunRow run = office.sync(USERS_OUT);
        assertThat(office.entry("uid=bob")).isEmpty();
        assertThat(run.counts()).containsEntry("out_of_scope", 1L);
        Entry entry = office.entry("uid=ann").orElseThrow();
        assertThat(entry.hasAttribute("title")).isFalse();
        assertThat(entry.getAttributeValue("employeeType")).isEqualTo("disabled");
        office.delete(ann);
        office.clock.pass(Duration.ofDays(365));
        office.sync(USERS_OUT);
        assertThat(office.entry("uid=ann")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"people", "teams"})
    void whatIsWithdrawnCountsForTheLimits(String rule) throws Exception {
        office.close();
        office = new Office(MAPPING, new MemberLimits(0, 0, new SafetyLimits.Limit(1, 0), 0, 0));
        office.createGroup("team", office.create("one"), office.create("two"));
        office.sync();
        RunRow run = office.sync(rule.equals("people") ? USERS_OUT : TEAMS_OUT);
        assertThat(run.status()).isEqualTo(RunRow.Status.HELD);
        assertThat(line(run)).contains("2 of 2 members would be removed");
        assertThat(office.values(TEAM, "member")).hasSize(3);
    }

    @Test
    void whatCannotBeNamedIsNotSaidToBeDone() {
        office.sync(USERS_OUT);
        String broken = USERS_OUT.replace("uid: userName\n", "uid: nickName\n");
        assertThat(line(office.sync(broken))).doesNotContain("nothing is left");
    }

    @Test
    void aRuleThatComesBackWritesAgainWhatWasTakenOut() throws Exception {
        office.sync(USERS_OUT);
        office.sync(MAPPING);
        assertThat(office.entry("uid=ann").orElseThrow().getAttributeValue("title"))
                .isEqualTo("Buyer");
        assertThat(office.values(TEAM, "member")).contains(ANN);
        assertThat(office.values(ADMINS, "member")).contains(ANN);
    }

    @Test
    void aRuleForGroupsThatIsWithdrawnTakesOutOurMembersAndLeavesTheOthers() throws Exception {
        office.sync(TEAMS_OUT);
        assertThat(office.values(TEAM, "member")).contains(FOREIGN).doesNotContain(ANN);
        assertThat(office.values(TEAM, "cn")).containsExactly("team");
        assertThat(office.values(ADMINS, "member")).contains(ANN);
        assertThat(office.entry("uid=ann").orElseThrow().getAttributeValue("title"))
                .isEqualTo("Buyer");
        assertThat(ours()).isZero();
        assertThat(line(office.sync(TEAMS_OUT))).contains("of rule teams nothing is left");
    }

    @Test
    void aRuleForGroupsThatIsGoneReleasesItsMembers() throws Exception {
        List<String> before = office.values(TEAM, "member");
        assertThat(ours()).isEqualTo(1);
        RunRow run = office.sync(NO_TEAMS);
        assertThat(line(run)).contains("1 entry keeps values of ours that no rule asks for any more: released");
        assertThat(office.values(TEAM, "member")).isEqualTo(before);
        assertThat(ours()).isZero();
        assertThat(listed(Listing.ORPHANS)).singleElement().satisfies(row -> {
            assertThat(row.dn()).contains(TEAM);
            assertThat(row.detail()).endsWith("; released, since rule teams is gone: cn");
        });
        assertThat(line(office.sync(NO_TEAMS))).doesNotContain("released");
        assertThat(listed(Listing.ORPHANS)).hasSize(1);
    }

    @Test
    void aLineThatIsGoneIsToldWithItsValuesOnce() throws Exception {
        String less = MAPPING.replace("      title: title\n", "");
        RunRow run = office.sync(less);
        assertThat(line(run)).contains("1 entry keeps values");
        assertThat(office.entry("uid=ann").orElseThrow().getAttributeValue("title"))
                .isEqualTo("Buyer");
        Deviation told = listed(Listing.DRIFT).stream()
                .filter(row -> row.difference().orElseThrow().attribute().equals("title"))
                .findFirst()
                .orElseThrow();
        assertThat(told.difference().orElseThrow().actual()).containsExactly("Buyer");
        office.sync(less);
        assertThat(listed(Listing.DRIFT)).isEmpty();
    }

    @Test
    void aLineThatIsGoneIsStillToldWhenTheWatchLooksAtTheEntryAgain() {
        Engine less = office.under(MAPPING.replace("      title: title\n", ""));
        less.full(less.begin(RunRow.Kind.SYNC, "test"));
        List<Deviation> told = listed(Listing.DRIFT);
        assertThat(told).isNotEmpty();
        less.targeted(Set.of(ann), Map.of(), RunRow.Kind.WATCH);
        assertThat(listed(Listing.DRIFT)).containsExactlyElementsOf(told);
    }

    @Test
    void whomARuleThatStandsDoesNotHaveAnyMoreKeepsItsClaims() {
        Link before = link();
        assertThat(before.claims().applied()).containsKey("title");
        office.sync(MAPPING.replace("- name: people", "- name: people\n    when: \"false\""));
        assertThat(link().claims()).isEqualTo(before.claims());
        office.sync(MAPPING.replace("- name: people", "- name: others\n    when: \"false\""));
        assertThat(link().claims().applied()).isEmpty();
    }

    @Test
    void aRuleThatIsCalledOtherwiseHasItsEntriesUnderTheNewName() {
        office.sync(MAPPING.replace("- name: people", "- name: staff"));
        assertThat(link().rule()).isEqualTo("staff");
        assertThat(link().claims().applied()).containsKey("title");
    }

    private Link link() {
        return office.links.ofResources(Set.of(ann)).iterator().next();
    }

    private long ours() {
        return office.parts().members().ours(Set.of(team)).getOrDefault(team, 0L);
    }

    private static String line(RunRow run) {
        return run.verdict().map(Verdict::line).orElse("");
    }

    private List<Deviation> listed(Listing listing) {
        return office.deviations.page(listing, Optional.empty(), 100).stream()
                .map(Deviations.Row::deviation)
                .toList();
    }
}
