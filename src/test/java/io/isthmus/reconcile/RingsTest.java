package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Deviation.Listing;
import io.isthmus.scim.MemberDelta;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups that name each other in a ring: what is left out for it, and what comes of that once the ring is broken. */
class RingsTest {
    private static final String NOBODY = "cn=nobody,dc=example,dc=com";

    private Office office;
    private String one;
    private String two;
    private String three;

    @BeforeEach
    void aRingOfThree() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
        one = office.createGroup("one");
        two = office.createGroup("two");
        three = office.createGroup("three");
        office.engine.soon();
        office.members(one, new MemberDelta.Add(Office.of(three)));
        office.members(three, new MemberDelta.Add(Office.of(two)));
        office.members(two, new MemberDelta.Add(Office.of(one)));
        office.engine.soon();
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void eachIsListedByTheRunThatLeavesItOut() throws Exception {
        assertThat(office.changes()).contains("modify one invalid", "modify two invalid", "modify three invalid");
        assertThat(listed()).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(members("one")).containsExactly(NOBODY);
    }

    /** The two harmless memberships waited for a run over everything, and all three stayed listed until then. */
    @Test
    void soonWorkWritesTheOthersOnceOneIsTakenBack() throws Exception {
        office.members(one, new MemberDelta.Remove(List.of(three)));
        office.engine.soon();
        assertThat(members("one")).containsExactly(NOBODY);
        assertThat(members("three")).containsExactlyInAnyOrder(dn("two"), NOBODY);
        assertThat(members("two")).containsExactlyInAnyOrder(NOBODY, dn("one"));
        assertThat(listed()).isEmpty();
        assertThat(office.sync().changes()).isEmpty();
        assertThat(listed()).isEmpty();
    }

    @Test
    void aMembershipThatWasWrittenBreaksItAsWell() throws Exception {
        office.members(one, new MemberDelta.Remove(List.of(three)));
        office.engine.soon();
        office.members(one, new MemberDelta.Add(Office.of(three)));
        office.engine.soon();
        assertThat(listed()).containsExactly("one");
        office.members(two, new MemberDelta.Remove(List.of(one)));
        office.engine.soon();
        assertThat(members("one")).containsExactlyInAnyOrder(NOBODY, dn("three"));
        assertThat(listed()).isEmpty();
    }

    @Test
    void aGroupThatGoesBreaksIt() throws Exception {
        office.deleteGroup(one);
        office.engine.soon();
        assertThat(members("three")).containsExactlyInAnyOrder(dn("two"), NOBODY);
        assertThat(listed()).isEmpty();
    }

    /** What does not concern the ring says nothing about it. */
    @Test
    void anotherPushDoesNotTellItAgain() {
        long told = told();
        office.createGroup("four", office.create("anna"));
        office.engine.soon();
        assertThat(told()).isEqualTo(told);
        assertThat(listed()).hasSize(3);
    }

    /** Of a group of which another member was written by the same run, or a later one, it was not listed. */
    @Test
    void itStaysListedWhateverElseIsWrittenOfItsMembers() throws Exception {
        String anna = office.create("anna");
        office.engine.soon();
        office.members(one, new MemberDelta.Add(Office.of(anna)));
        office.engine.soon();
        assertThat(members("one")).containsExactlyInAnyOrder(NOBODY, "uid=anna," + Office.BASE);
        assertThat(listed()).containsExactlyInAnyOrder("one", "two", "three");
        office.members(one, new MemberDelta.ReplaceAll(List.of()));
        office.engine.soon();
        office.members(one, new MemberDelta.Add(Office.of(three, anna)));
        office.engine.soon();
        assertThat(members("one")).containsExactlyInAnyOrder(NOBODY, "uid=anna," + Office.BASE);
        assertThat(listed()).containsExactly("one");
    }

    /** Another process than the one that left them out: they waited for a run over everything. */
    @Test
    void afterARestartSoonWorkWritesTheOthersAsWell() throws Exception {
        office.members(one, new MemberDelta.Remove(List.of(three)));
        Engine next = office.another();
        next.soon();
        assertThat(members("three")).containsExactlyInAnyOrder(dn("two"), NOBODY);
        assertThat(members("two")).containsExactlyInAnyOrder(NOBODY, dn("one"));
        assertThat(listed()).isEmpty();
    }

    @Test
    void afterARestartItStaysListedWhateverElseIsWritten() throws Exception {
        String anna = office.create("anna");
        office.engine.soon();
        long told = told();
        Engine next = office.another();
        office.create("bert");
        next.soon();
        assertThat(told()).as("nothing is told or tried again").isEqualTo(told);
        office.members(one, new MemberDelta.Add(Office.of(anna)));
        next.soon();
        assertThat(members("one")).containsExactlyInAnyOrder(NOBODY, "uid=anna," + Office.BASE);
        assertThat(listed()).containsExactlyInAnyOrder("one", "two", "three");
    }

    private long told() {
        return office.changes().stream()
                .filter(line -> line.endsWith(" invalid"))
                .count();
    }

    private List<String> listed() {
        return office.deviations.page(Listing.INVALID, Optional.empty(), 100).stream()
                .map(row -> row.deviation().resource().name())
                .toList();
    }

    private List<String> members(String group) throws Exception {
        return office.values("cn=" + group + "," + Office.GROUPS, "member");
    }

    private static String dn(String group) {
        return "cn=" + group + "," + Office.GROUPS;
    }
}
