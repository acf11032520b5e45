package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.plan.Deviation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a rule has cannot be told where its condition fails: nothing begins then, and nothing ends. */
class UndecidedTest {
    private static final String WHEN = "- name: people\n    when: resource.title != 'robot'";
    private static final String MAPPING = MembershipsTest.MAPPING.replace("- name: people", WHEN);
    private static final String ADMINS = "cn=admins,dc=example,dc=com";
    private static final String BEA = "uid=bea," + Office.BASE;

    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MAPPING);
        office.ldap.add("dn: " + ADMINS, "objectClass: groupOfNames", "cn: admins", "member: cn=root");
    }

    @AfterEach
    void close() {
        office.close();
    }

    private static ObjectNode admin() {
        ObjectNode bea = Office.user("bea");
        bea.putArray("roles").addObject().put("value", "admin");
        return bea;
    }

    private String bea(ObjectNode body) {
        return office.push(new Operation.Create(UUID.randomUUID().toString(), body));
    }

    @Test
    void whoHasNoEntryGetsNoneAndIsToldWithTheReason() throws Exception {
        String bea = bea(admin());
        office.createGroup("Sales", bea);
        RunRow run = office.sync();
        assertThat(run.counts()).containsEntry("invalid", 1L);
        assertThat(office.entry("uid=bea")).isEmpty();
        assertThat(office.values(ADMINS, "member")).containsExactly("cn=root");
        assertThat(invalid())
                .singleElement()
                .satisfies(
                        row -> assertThat(row.toString())
                                .contains("when: \"resource.title != 'robot'\" (office:4) cannot be evaluated")
                                .contains(
                                        "the resource has no title; ask first, as in has(resource.title) && (resource.title != 'robot')"));
    }

    @Test
    void ofWhoHasAnEntryNothingEnds() throws Exception {
        String bea = bea(admin().put("title", "clerk"));
        String team = office.createGroup("Sales", bea);
        office.sync();
        office.sync();
        assertHeld("clerk");
        office.replace(bea, Office.user("bea").put("externalId", "E-bea"));
        office.engine.soon();
        assertHeld("clerk");
        for (int i = 0; i < 2; i++) {
            RunRow run = office.sync();
            assertThat(run.counts()).containsEntry("invalid", 1L).doesNotContainKey("orphan");
            assertThat(run.changes().getOrDefault("planned", 0L)).isZero();
            assertHeld("clerk");
        }
        assertThat(invalid()).hasSize(1);
        assertThat(office.links.ofResources(List.of(bea)).get(0).claims().applied())
                .containsKey("title");
        office.replace(bea, admin().put("title", "boss"));
        office.sync();
        assertHeld("boss");
        assertThat(invalid()).isEmpty();
        assertThat(team).isNotEmpty();
    }

    @Test
    void whoIsNotTheRulesAnyMoreIsStillAnOrphan() throws Exception {
        String bea = bea(admin().put("title", "clerk"));
        office.sync();
        office.replace(bea, admin().put("title", "robot"));
        assertThat(office.sync().counts()).containsEntry("orphan", 1L);
    }

    @Test
    void ofAGroupNothingEndsEither() throws Exception {
        String bea = bea(admin().put("title", "clerk"));
        String team = office.createGroup("Sales", bea);
        office.sync();
        office.sync();
        Map<String, String> rules = Map.of("- name: teams", "- name: teams\n    when: resource.externalId != 'x'");
        String mapping = MAPPING.replace("- name: teams", rules.get("- name: teams"));
        RunRow run = office.sync(mapping);
        assertThat(run.counts()).containsEntry("invalid", 1L).doesNotContainKey("orphan");
        assertHeld("clerk");
        assertThat(office.sync(mapping).changes().getOrDefault("planned", 0L)).isZero();
        assertThat(office.links.ofResources(List.of(team)).get(0).claims().applied())
                .containsKey("cn");
    }

    @Test
    void whoLeavesIsLockedAndTakenOutOfGroupsAllTheSame() throws Exception {
        String bea = bea(admin().put("title", "clerk"));
        office.createGroup("Sales", bea);
        office.sync();
        office.sync();
        office.replace(bea, admin().put("active", false));
        office.engine.soon();
        assertThat(office.entry("uid=bea").orElseThrow().hasAttributeValue("employeeType", "disabled"))
                .isTrue();
        assertThat(office.values(ADMINS, "member")).containsExactly("cn=root");
        assertThat(office.values("cn=Sales," + Office.GROUPS, "member")).doesNotContain(BEA);
        assertThat(office.sync().changes().getOrDefault("planned", 0L)).isZero();
        assertThat(invalid()).hasSize(1);
    }

    private void assertHeld(String title) throws Exception {
        assertThat(office.values(BEA, "title")).containsExactly(title);
        assertThat(office.values(BEA, "departmentNumber")).containsExactly("admin");
        assertThat(office.values(ADMINS, "member")).containsExactly("cn=root", BEA);
        assertThat(office.values("cn=Sales," + Office.GROUPS, "member")).contains(BEA);
    }

    private List<Deviations.Row> invalid() {
        return office.deviations.page(Deviation.Listing.INVALID, Optional.empty(), 10);
    }
}
