package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A plan may list a reference to somebody who does not come to have an entry: nothing ever names what is not there. */
class AbsentReferentsTest extends Staffing {
    private String boss;
    private String anna;

    private void hire() {
        boss = office.create("zboss");
        anna = office.create("anna");
        office.replace(anna, reports("anna", boss));
    }

    private void refuseBoss() {
        refuse("zboss", Kind.REJECTED);
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
                .isEqualTo("manager=" + boss + " follows when there is " + dn("zboss"));
        approve(plan);
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
        approve(plan);
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
        approve(plan);
        assertThat(office.entry("uid=zboss")).isEmpty();
        assertThat(manager()).isEmpty();
    }

    @Test
    void whoGoesAnotherWayBeforeTheApprovalIsNamedByTheNameThatIsThere() throws Exception {
        hire();
        RunRow plan = office.plan();
        office.replace(boss, Office.user("boss"));
        office.engine.targeted(Set.of(boss), Map.of(), RunRow.Kind.SOON);
        approve(plan);
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
        approve(undo);
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

    private List<String> manager() throws Exception {
        return manager("anna");
    }
}
