package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Resources;
import io.isthmus.scim.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A run over everything counts each entry once, also one that the reading found in order and a member's change made planned. */
class CountedOnceTest {
    @Test
    void alsoWhereAMemberWasRenamed() throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING)) {
            String anna = office.create("anna");
            office.createGroup("Sales", anna, office.create("ben"));
            office.sync();
            office.sync();
            assertThat(office.sync().counts()).containsEntry("in_sync", 3L);
            office.replace(anna, Office.user("anna.lee"));
            assertThat(office.plan().counts()).containsEntry("in_sync", 1L).containsEntry("pending", 2L);
            office.replace(anna, Office.user("anna"));
            assertThat(office.plan().counts()).containsEntry("in_sync", 3L);
        }
    }

    @Test
    void groupsThatAnImportHasJustShownAreNoEntriesInOrder() throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING, Set.of("okta"))) {
            String ann = "uid=ann," + Office.BASE;
            office.ldap.add(
                    "dn: " + ann,
                    "objectClass: inetOrgPerson",
                    "uid: ann",
                    "cn: ann",
                    "sn: ann",
                    "employeeNumber: E-ann");
            for (String group : List.of("ops", "dev")) {
                office.ldap.add(
                        "dn: cn=" + group + "," + Office.GROUPS,
                        "objectClass: groupOfNames",
                        "cn: " + group,
                        "member: " + ann);
            }
            office.sync();
            String shown = office.resources
                    .page(Resources.Search.of("okta", ResourceType.USER, Optional.empty()), 1, 10)
                    .resources()
                    .get(0)
                    .id();
            office.replace(shown, Office.user("ann"));
            RunRow run = office.engine.full(office.engine.begin(RunRow.Kind.FULL, "test"));
            assertThat(run.counts().values()).allMatch(number -> number > 0);
            assertThat(run.counts().getOrDefault("in_sync", 0L)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatIsRefusedIsCountedAsThatAlone() throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING)) {
            office.refuses =
                    change -> change.about().name().startsWith("bad") ? Optional.of(Kind.REJECTED) : Optional.empty();
            for (int i = 0; i < 4; i++) {
                office.create("good" + i);
                office.create("bad" + i);
            }
            office.createGroup("bad group");
            assertThat(office.sync().counts()).isEqualTo(Map.of("new", 4L, "invalid", 5L));
            assertThat(office.sync().counts()).isEqualTo(Map.of("in_sync", 4L, "invalid", 5L));
            assertThat(office.plan().counts()).isEqualTo(Map.of("in_sync", 4L, "invalid", 5L));
            office.refuses = change -> Optional.of(Kind.DENIED);
            office.create("denied");
            assertThat(office.sync().counts()).isEqualTo(Map.of("in_sync", 4L, "invalid", 5L, "failed", 1L));
        }
    }

    @Test
    void whoIsPlannedAgainSinceAnotherMovedCountsOnce() throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING)) {
            String boss = office.create("boss");
            office.push(new Operation.Create(
                    UUID.randomUUID().toString(),
                    Office.user("ann")
                            .set(
                                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                                    JsonNodeFactory.instance
                                            .objectNode()
                                            .set(
                                                    "manager",
                                                    JsonNodeFactory.instance
                                                            .objectNode()
                                                            .put("value", boss)))));
            office.sync();
            office.sync();
            assertThat(office.sync().counts()).isEqualTo(Map.of("in_sync", 2L));
            office.replace(boss, Office.user("chief"));
            RunRow moved = office.sync();
            assertThat(moved.counts().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(2);
        }
    }
}
