package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Limited;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.PrivilegedGroups;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.plan.SafetyLimits.Bound;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** References to what a plan creates, where something comes between: each was wrong once. */
class ReferentFaultsTest extends Staffing {
    @Test
    void madeAgainInACircleClaimNothingThatIsNotThere() throws Exception {
        String one = office.create("one");
        String two = office.create("two");
        office.replace(one, reports("one", two));
        office.replace(two, reports("two", one));
        office.sync();
        office.sync();
        assertThat(manager("one")).containsExactly(dn("two"));
        office.ldap.delete(dn("one"));
        office.ldap.delete(dn("two"));
        RunRow plan = office.plan();
        approve(plan);
        assertThat(office.entry("uid=one")).isPresent();
        assertThat(manager("one")).isEmpty();
        assertThat(office.links.ofResources(List.of(one, two)))
                .as("claims")
                .noneMatch(link -> link.claims().applied().containsKey("manager"));
        office.sync();
        office.sync();
        assertThat(manager("one")).containsExactly(dn("two"));
        assertThat(office.sync().changes()).isEmpty();
    }

    @Test
    void ofOneWhoWasMadeAgainFollowAfterARestart() throws Exception {
        String chief = office.create("chief");
        office.replace(chief, reports("chief", chief));
        office.sync();
        office.sync();
        office.ldap.delete(dn("chief"));
        RunRow plan = office.plan();
        approve(plan);
        assertThat(manager("chief")).isEmpty();
        Engine next = office.another();
        next.soon();
        next.full(next.begin(RunRow.Kind.SYNC, "test"));
        assertThat(manager("chief")).containsExactly(dn("chief"));
    }

    /** The whole first plan waits, and another that takes its place is the same. */
    @Test
    void areInASecondFirstPlanToo() throws Exception {
        ReconcileSettings asking = new ReconcileSettings(
                false, true, true, false, Duration.ZERO, Duration.ofHours(72), Duration.ofSeconds(5), 4);
        instead(new Office(MembershipsTest.MAPPING, Office.limits(MemberLimits.NONE), asking));
        String boss = office.create("zboss");
        office.replace(office.create("anna"), reports("anna", boss));
        RunRow first = office.plan();
        assertThat(first.status()).isEqualTo(RunRow.Status.HELD);
        RunRow second = office.plan();
        assertThat(second.hash()).isEqualTo(first.hash());
        approve(second);
        assertThat(manager("anna")).containsExactly(dn("zboss"));
        assertThat(office.plan().changes()).doesNotContainKey("planned");
    }

    @Test
    void ofWhomTheServerDeniesAreNotAskedForAgainAndAgain() throws Exception {
        limit(Map.of(Limited.ATTRIBUTE_CHANGES, new Bound(2, 0, 0)));
        List<String> ids =
                IntStream.range(0, 5).mapToObj(i -> office.create("u" + i)).toList();
        office.engine.soon();
        String boss = office.create("zboss");
        refuse("zboss", Kind.DENIED);
        office.engine.soon();
        for (int i = 0; i < 5; i++) {
            office.replace(ids.get(i), reports("u" + i, boss));
        }
        office.engine.soon();
        office.sync();
        assertThat(office.runs.held()).isEmpty();
        office.refuses = change -> Optional.empty();
        office.sync();
        approve(office.runs.held().orElseThrow());
        assertThat(manager("u4")).containsExactly(dn("zboss"));
    }

    @Test
    void toWhomTheServerDeniesAreNoRowsInEveryRun() throws Exception {
        String anna = office.create("anna");
        office.sync();
        String boss = office.create("zboss");
        refuse("zboss", Kind.DENIED);
        office.replace(anna, reports("anna", boss));
        office.sync();
        assertThat(told(office.sync(), "anna")).isEmpty();
        assertThat(told(office.sync(), "anna")).isEmpty();
    }

    @Test
    void thatAnAdoptedEntryHadAlreadyAreOurs() throws Exception {
        String old = office.create("old");
        office.sync();
        office.ldap.add(
                "dn: " + dn("anna"),
                "objectClass: inetOrgPerson",
                "uid: anna",
                "cn: anna",
                "sn: anna",
                "manager: " + dn("old"),
                "employeeNumber: E-anna");
        String anna = office.create("anna");
        office.replace(anna, reports("anna", old).put("title", "t"));
        approve(office.plan());
        office.replace(anna, Office.user("anna").put("title", "t"));
        office.engine.soon();
        office.sync();
        assertThat(manager("anna")).isEmpty();
    }

    @Test
    void thatCannotBeWrittenDoNotKeepAnAdoptionFromBeingMade() throws Exception {
        office.ldap.add(
                "dn: " + dn("anna"),
                "objectClass: inetOrgPerson",
                "uid: anna",
                "cn: anna",
                "sn: anna",
                "employeeNumber: E-anna");
        String anna = office.create("anna");
        String boss = office.create("zboss");
        office.replace(anna, reports("anna", boss));
        RunRow plan = office.plan();
        approve(plan, ids(plan, "zboss"));
        assertThat(told(plan, "anna")).noneMatch(told -> told.startsWith("superseded"));
        assertThat(office.links.ofResources(List.of(anna)))
                .anyMatch(link -> link.anchor().isPresent());
    }

    @Test
    void thatWereTurnedDownStaySo() throws Exception {
        limit(Map.of(Limited.CREATES, new Bound(2, 0, 0), Limited.ATTRIBUTE_CHANGES, new Bound(1, 0, 0)));
        String old = office.create("old");
        String old2 = office.create("old2");
        office.engine.soon();
        String boss = office.create("zboss");
        office.create("b");
        office.create("c");
        office.replace(old, reports("old", boss));
        office.replace(old2, reports("old2", boss));
        office.engine.soon();
        RunRow held = office.runs.held().orElseThrow();
        assertThat(told(held, "old")).isNotEmpty();
        approvals().reject(held.id(), "test");
        office.sync();
        office.parts().rulings().list(office.parts().mapping().hash(), 0, 100).forEach(one -> {
            if (one.suppression().resource().equals(boss)) {
                office.parts().rulings().lift(one.suppression().id());
            }
        });
        office.replace(old2, Office.user("old2"));
        office.sync();
        office.sync();
        assertThat(office.entry("uid=zboss")).isPresent();
        assertThat(manager("old")).as("turned down").isEmpty();
    }

    @Test
    void intoARingOfARenameAndACreationComeAfterIt() throws Exception {
        String old = office.create("old");
        office.sync();
        String zb = office.create("zb");
        office.replace(zb, reports("zb", old));
        office.replace(old, reports("renamed", zb));
        String aaa = office.create("aaa");
        office.replace(aaa, reports("aaa", zb));
        RunRow plan = office.plan();
        approve(plan);
        assertThat(manager("renamed")).containsExactly(dn("zb"));
        assertThat(manager("aaa")).containsExactly(dn("zb"));
    }

    @Test
    void ofAnotherAttributeAreLeftAsTheyAre() throws Exception {
        String both = MembershipsTest.MAPPING.replace(
                "      title: title\n",
                "      title: title\n      seeAlso: { from: 'emails.value', as: reference, ownership: merge }\n"
                        + "      secretary: { from: 'phoneNumbers.value', as: reference, ownership: merge }\n");
        instead(new Office(both));
        String anna = office.create("anna");
        String ben = office.create("ben");
        String cara = office.create("cara");
        office.replace(anna, two("anna", List.of(), List.of(ben, cara)));
        office.sync();
        office.sync();
        String boss = office.create("zboss");
        office.replace(anna, two("anna", List.of(ben, boss), List.of(ben)));
        RunRow plan = office.plan();
        approve(plan, ids(plan, "zboss"));
        assertThat(office.values(dn("anna"), "secretary")).containsExactly(dn("ben"));
        assertThat(office.links.ofResources(List.of(anna)))
                .allMatch(link -> link.claims().applied().containsKey("secretary"));
    }

    @Test
    void thatAreInThePlanAreNotAmongThoseThatWait() throws Exception {
        instead(new Office(MembershipsTest.MAPPING.replace(
                "      title: title\n", "      title: title\n      secretary: { from: nickName, as: reference }\n")));
        String boss = office.create("zboss");
        office.replace(office.create("anna"), reports("anna", "nobody-knows").put("nickName", boss));
        RunRow plan = office.plan();
        approve(plan);
        assertThat(office.values(dn("anna"), "secretary")).containsExactly(dn("zboss"));
        assertThat(changes(plan))
                .allSatisfy(change -> assertThat(change.about().note()).isEmpty());
    }

    private void limit(Map<Limited, Bound> bounds) throws Exception {
        Map<Limited, Bound> table = new EnumMap<>(Limited.class);
        table.putAll(bounds);
        SafetyLimits limits = new SafetyLimits(table, PrivilegedGroups.NONE, Duration.ofHours(24));
        instead(new Office(MembershipsTest.MAPPING, limits, Office.SETTINGS));
    }

    private static ObjectNode two(String name, List<String> one, List<String> other) {
        ObjectNode body = Office.user(name);
        ArrayNode emails = body.putArray("emails");
        one.forEach(each -> emails.addObject().put("value", each));
        ArrayNode phones = body.putArray("phoneNumbers");
        other.forEach(each -> phones.addObject().put("value", each));
        return body;
    }
}
