package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan may list a reference to somebody who does not come to have an entry: nothing ever names what is not there. */
class AbsentReferentsTest {
    private Office office;
    private String boss;
    private String anna;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
    }

    @AfterEach
    void close() {
        office.close();
    }

    private void hire() {
        boss = office.create("zboss");
        anna = office.create("anna");
        office.replace(anna, reports("anna", boss));
    }

    private void refuseBoss() {
        office.refuses =
                change -> change.dn().toString().equals(dn("zboss")) ? Optional.of(Kind.REJECTED) : Optional.empty();
    }

    @Test
    void whoWasRefusedBeforeIsNotNamedByThePlan() throws Exception {
        boss = office.create("zboss");
        refuseBoss();
        office.sync();
        anna = office.create("anna");
        office.replace(anna, reports("anna", boss));
        RunRow plan = office.plan();
        assertThat(changes(plan)).singleElement().satisfies(this::namesNobody);
        assertThat(changes(plan).get(0).about().note())
                .isEqualTo("manager=" + boss + " waits for " + dn("zboss") + ", which this plan does not create");
        approvals().apply(approve(plan), Set.of(), "test");
        assertThat(office.entry("uid=anna")).isPresent();
        assertThat(manager()).isEmpty();
        assertThat(office.sync().changes()).isEmpty();
        assertThat(office.sync().changes()).isEmpty();
    }

    @Test
    void whoIsDeletedBeforeTheApprovalIsNotNamed() throws Exception {
        hire();
        RunRow plan = office.plan();
        office.delete(boss);
        approvals().apply(approve(plan), Set.of(), "test");
        assertThat(office.entry("uid=anna")).isPresent();
        assertThat(manager()).isEmpty();
        assertThat(told(plan, "anna"))
                .anyMatch(told -> told.startsWith("applied: manager=" + dn("zboss") + " was left"));
    }

    @Test
    void whoIsTurnedDownBeforeTheApprovalIsNotNamed() throws Exception {
        hire();
        RunRow plan = office.plan();
        List<Change> turnedDown = changes(plan).stream()
                .filter(change -> change.about().resource().equals(boss))
                .toList();
        new Suppressing(office.parts()).suppress(turnedDown, plan, "test");
        assertThat(changes(office.plan()))
                .filteredOn(change -> change.about().resource().equals(anna))
                .singleElement()
                .satisfies(this::namesNobody);
        approvals().apply(approve(plan), Set.of(), "test");
        assertThat(office.entry("uid=zboss")).isEmpty();
        assertThat(manager()).isEmpty();
    }

    @Test
    void whoGoesAnotherWayBeforeTheApprovalIsNamedByTheNameThatIsThere() throws Exception {
        hire();
        RunRow plan = office.plan();
        office.replace(boss, Office.user("boss"));
        office.engine.targeted(Set.of(boss), Map.of(), RunRow.Kind.SOON);
        approvals().apply(approve(plan), Set.of(), "test");
        office.sync();
        assertThat(manager()).containsExactly(dn("boss"));
        assertThat(office.sync().changes()).isEmpty();
    }

    @Test
    void whatOthersHaveWrittenStaysForOneWhoIsNotThere() throws Exception {
        String old = office.create("old");
        anna = office.create("anna");
        office.sync();
        office.ldap.modify(dn("anna"), new Modification(ModificationType.REPLACE, "manager", dn("old")));
        boss = office.create("zboss");
        office.replace(anna, reports("anna", boss));
        refuseBoss();
        RunRow run = office.sync();
        assertThat(manager()).containsExactly(dn("old"));
        assertThat(told(run, "anna"))
                .allMatch(told -> told.startsWith("superseded: manager=" + dn("zboss") + " was left out"));
        assertThat(office.sync().changes()).doesNotContainKey("superseded");
        office.refuses = change -> Optional.empty();
        office.replace(boss, Office.user("zboss").put("title", "again"));
        office.engine.soon();
        assertThat(manager()).containsExactly(dn("zboss"));
        assertThat(old).isNotEmpty();
    }

    @Test
    void whatWasCreatedWithoutThemIsTakenBack() throws Exception {
        hire();
        refuseBoss();
        RunRow run = office.sync();
        assertThat(office.entry("uid=anna")).isPresent();
        RunRow undo = approvals().undo(office.engine.begin(RunRow.Kind.UNDO, "test"), run.id());
        assertThat(undo.status()).as(undo.toString()).isEqualTo(RunRow.Status.PLANNED);
        approvals().apply(approve(undo), Set.of(), "test");
        assertThat(office.entry("uid=anna")).isEmpty();
    }

    /** One push after the other, as a provider sends them. */
    @Test
    void whoComesLaterIsNamedWhenTheyAreThere() throws Exception {
        hire();
        refuseBoss();
        office.engine.soon();
        assertThat(manager()).isEmpty();
        office.refuses = change -> Optional.empty();
        office.replace(boss, Office.user("zboss").put("title", "again"));
        office.engine.soon();
        assertThat(manager()).containsExactly(dn("zboss"));
        assertThat(office.sync().changes()).isEmpty();
    }

    private void namesNobody(Change change) {
        assertThat(((Change.AddEntry) change).attributes()).doesNotContainKey("manager");
    }

    private Approvals approvals() {
        return new Approvals(office.parts(), office.execution);
    }

    private RunRow approve(RunRow plan) {
        return approvals().approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "test");
    }

    private List<Change> changes(RunRow run) {
        List<Change> changes = new ArrayList<>();
        office.runs.changes(run.id(), row -> changes.add(row.change()));
        return changes;
    }

    private List<String> told(RunRow run, String name) {
        List<String> told = new ArrayList<>();
        office.runs.changes(run.id(), row -> {
            if (row.change().dn().toString().equals(dn(name))) {
                told.add(row.outcome() + ": " + row.detail());
            }
        });
        return told;
    }

    private List<String> manager() throws Exception {
        return office.values(dn("anna"), "manager");
    }

    private static ObjectNode reports(String name, String manager) {
        ObjectNode body = Office.user(name);
        body.putObject("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
                .putObject("manager")
                .put("value", manager);
        return body;
    }

    private static String dn(String name) {
        return "uid=" + name + "," + Office.BASE;
    }
}
