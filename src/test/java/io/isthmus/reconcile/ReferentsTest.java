package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** References name an entry as it is called when they are written (rule 17). */
class ReferentsTest {
    private final List<Change> sent = Collections.synchronizedList(new ArrayList<>());
    private Office office;
    private String boss;
    private String anna;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
        begin();
    }

    private void begin() {
        boss = office.create("boss");
        anna = office.create("anna");
        office.sync();
        office.refuses = this::sent;
    }

    private Optional<Kind> sent(Change change) {
        sent.add(change);
        return Optional.empty();
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void areWrittenOnceByTheNameThatTheSameRunGives() throws Exception {
        office.replace(anna, reports("anna", boss));
        office.replace(boss, Office.user("zchief"));
        office.engine.soon();
        assertThat(manager()).containsExactly(dn("zchief"));
        assertThat(managersSent()).containsExactly(dn("zchief"));
        office.sync();
        assertThat(sent).hasSize(2);
    }

    @Test
    void followARenameInOnePlanAlsoOfThoseThatWereNotPushed() throws Exception {
        office.replace(anna, reports("anna", boss));
        office.engine.soon();
        sent.clear();
        office.replace(boss, Office.user("chief"));
        RunRow plan = office.plan();
        assertThat(managersPlanned(plan)).containsExactly(dn("chief"));
        approve(plan, Set.of());
        assertThat(manager()).containsExactly(dn("chief"));
        assertThat(managersSent()).containsExactly(dn("chief"));
        assertThat(office.plan().changes().getOrDefault("planned", 0L)).isZero();
    }

    /** Nobody looks at her again but for the manager: an approved plan has created her as desired. */
    @Test
    void ofWhoWasCreatedByAnApprovedPlanFollowARename() throws Exception {
        String cara = office.create("cara");
        office.replace(cara, reports("cara", boss));
        approve(office.plan(), Set.of());
        assertThat(office.values(dn("cara"), "manager")).containsExactly(dn("boss"));
        office.replace(boss, Office.user("chief"));
        RunRow plan = office.plan();
        assertThat(managersPlanned(plan)).containsExactly(dn("chief"));
        approve(plan, Set.of());
        assertThat(office.values(dn("cara"), "manager")).containsExactly(dn("chief"));
    }

    @Test
    void nameTheEntryAsItIsWhereTheRenameIsRefused() throws Exception {
        office.replace(anna, reports("anna", boss));
        office.replace(boss, Office.user("chief"));
        office.refuses = change -> {
            sent.add(change);
            return change instanceof Change.RenameEntry ? Optional.of(Kind.REJECTED) : Optional.empty();
        };
        office.engine.soon();
        assertThat(manager()).containsExactly(dn("boss"));
        assertThat(managersSent()).containsExactly(dn("boss"));
        office.sync();
        assertThat(manager()).containsExactly(dn("boss"));
    }

    @Test
    void nameTheEntryAsItIsWhereTheRenameIsLeftOutOfTheApproval() throws Exception {
        office.replace(anna, reports("anna", boss));
        office.replace(boss, Office.user("chief"));
        RunRow plan = office.plan();
        assertThat(managersPlanned(plan)).containsExactly(dn("chief"));
        approve(plan, Set.of(rename(plan)));
        assertThat(manager()).containsExactly(dn("boss"));
        assertThat(managersSent()).containsExactly(dn("boss"));
    }

    @Test
    void whoAreRenamedAndReferToEachOtherAreRightInTheEnd() throws Exception {
        office.replace(anna, reports("anna", boss));
        office.replace(boss, reports("boss", anna));
        office.engine.soon();
        office.replace(anna, reports("assistant", boss));
        office.replace(boss, reports("chief", anna));
        office.engine.soon();
        assertThat(office.values(dn("assistant"), "manager")).containsExactly(dn("chief"));
        assertThat(office.values(dn("chief"), "manager")).containsExactly(dn("assistant"));
        int before = sent.size();
        office.sync();
        assertThat(sent).hasSize(before);
    }

    @Test
    void whoIsTheirOwnManagerIsSoUnderTheNewName() throws Exception {
        office.replace(boss, reports("boss", boss));
        office.engine.soon();
        sent.clear();
        office.replace(boss, reports("chief", boss));
        office.engine.soon();
        assertThat(office.values(dn("chief"), "manager")).containsExactly(dn("chief"));
        assertThat(sent).hasSize(1);
    }

    /** The server renames the value that is about to go: only before that it is what the plan saw. */
    @Test
    void aManagerWhoIsRenamedAndReplacedInOneRunGoesAlsoWhereTheServerKeepsReferences() throws Exception {
        office.close();
        ReconcileSettings noHealing = new ReconcileSettings(
                true, true, false, true, Duration.ZERO, Duration.ofHours(72), Duration.ofSeconds(5), 4);
        office = Office.keepingReferences(MembershipsTest.MAPPING, noHealing);
        begin();
        String cara = office.create("cara");
        office.replace(anna, reports("anna", boss));
        office.engine.soon();
        office.replace(boss, Office.user("chief"));
        office.replace(anna, reports("anna", cara));
        office.engine.soon();
        assertThat(manager()).containsExactly(dn("cara"));
        assertThat(office.changes()).noneMatch(change -> change.endsWith("moved"));
        office.replace(cara, Office.user("carla"));
        office.replace(anna, Office.user("anna"));
        office.sync();
        assertThat(manager()).isEmpty();
    }

    private void approve(RunRow plan, Set<Long> except) {
        Approvals approvals = new Approvals(office.parts(), office.execution);
        RunRow approved = approvals.approve(plan.id(), plan.hash().orElseThrow(), except, "test");
        approvals.apply(approved, except, "test");
    }

    private List<String> managersPlanned(RunRow plan) {
        List<Change> planned = new ArrayList<>();
        office.runs.changes(plan.id(), row -> planned.add(row.change()));
        return managers(planned);
    }

    private long rename(RunRow plan) {
        List<Long> renames = new ArrayList<>();
        office.runs.changes(plan.id(), row -> {
            if (row.change() instanceof Change.RenameEntry) {
                renames.add(row.id());
            }
        });
        return renames.get(0);
    }

    private List<String> managersSent() {
        return managers(sent);
    }

    private static List<String> managers(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> change.modifications().stream())
                .filter(part -> part.attribute().equals("manager"))
                .flatMap(part -> part.add().stream())
                .toList();
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
