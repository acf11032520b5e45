package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

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
}
