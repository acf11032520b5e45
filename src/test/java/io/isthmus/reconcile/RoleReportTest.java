package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.isthmus.access.Audit;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.report.UnmatchedRole;
import io.isthmus.store.JdbcAudit;
import io.isthmus.store.JdbcUserRoles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the reconciler sees of roles, when it tells of it, and what is reported. */
class RoleReportTest {
    private static final String ROLES = """
            roles:
              from: roles
              default: standard
              catalogue:
                - role: admin
                  match: [admin, Administrator]
                  grants: []
                - role: standard
                  grants: []
            """;
    private static final String ADMINS = "role.granted admin";

    private Bureau bureau;

    @AfterEach
    void close() {
        bureau.close();
    }

    @Test
    void runsThatWriteTellWhatHappenedOnce() throws Exception {
        open(true);
        String ann = bureau.hire("ann");
        bureau.settled();
        roles(ann, "Administrators");
        bureau.settled();
        eventually(() -> assertThat(told(ann))
                .containsExactly("role.granted standard", "role.defaulted standard", "role.unmatched Administrators"));
        bureau.patch(ann, "title", "Buyer");
        roles(ann, "admin", "Administrators");
        bureau.settled();
        bureau.run(RunRow.Kind.SYNC);
        bureau.fire(ann);
        bureau.settled();
        bureau.run(RunRow.Kind.SYNC);
        eventually(() -> assertThat(told(ann).subList(3, told(ann).size()))
                .containsExactly("role.revoked standard", ADMINS, "role.revoked admin"));
        assertThat(report().page(Optional.empty(), 10).items()).isEmpty();
    }

    @Test
    void aPlanReportsAndTellsNothing() throws Exception {
        open(false);
        String ann = bureau.hire("ann");
        roles(ann, "Admins");
        RunRow plan = bureau.run(RunRow.Kind.PLAN);
        assertThat(report().page(Optional.empty(), 10).items()).hasSize(1);
        assertThat(told(ann)).isEmpty();
        bureau.approve(plan);
        eventually(() -> assertThat(told(ann))
                .containsExactly("role.granted standard", "role.unmatched Admins", "role.defaulted standard"));
    }

    @Test
    void whereNothingIsToBeWrittenARunOverEverythingTells() throws Exception {
        open(false);
        String ann = bureau.hire("ann");
        bureau.run(RunRow.Kind.SYNC);
        roles(ann, "admin");
        assertThat(told(ann)).doesNotContain(ADMINS);
        bureau.service().fullBySchedule();
        eventually(() -> assertThat(told(ann)).contains(ADMINS));
        bureau.run(RunRow.Kind.SYNC);
        assertThat(told(ann)).filteredOn(ADMINS::equals).hasSize(1);
    }

    @Test
    void theReportSaysWhoWouldChangeAndHow() throws Exception {
        open(true);
        String ann = bureau.hire("ann");
        String bob = bureau.hire("bob");
        String cid = bureau.hire("cid");
        bureau.settled();
        roles(ann, "Administrators");
        roles(bob, "admin", "administrators");
        roles(cid, "Warehouse");
        bureau.settled();
        RoleReport.Page page = report().page(Optional.empty(), 2);
        List<UnmatchedRole> rest = report().page(page.next(), 10).items();
        UnmatchedRole admins = page.items().get(0);
        assertThat(admins.value()).contains("Administrators");
        assertThat(admins.users()).isEqualTo(1);
        assertThat(admins.nearest()).contains(new UnmatchedRole.Nearest("admin", 1));
        assertThat(admins.snippet()).contains("match: [admin, Administrator, Administrators]");
        assertThat(admins.wouldChange())
                .as("bob asks for it too, in another case, and is admin already")
                .isEqualTo(1);
        UnmatchedRole other = page.items().get(1).value().equals(Optional.of("Warehouse"))
                ? page.items().get(1)
                : rest.get(0);
        assertThat(other.nearest()).isEmpty();
        assertThat(other.snippet()).contains("- role: Warehouse");
        assertThat(other.wouldChange()).isEqualTo(1);

        UnmatchedRole trial = report().trial("Warehouse", "admin").get(0);
        assertThat(trial.changes()).containsExactly(new UnmatchedRole.Change(List.of("standard"), List.of("admin"), 1));
        assertThat(report().trial("nobody", "admin")).isEmpty();
        assertThatThrownBy(() -> report().trial("Warehouse", "nothing")).hasMessageContaining("no nothing");
        assertThatThrownBy(() -> report().trial("ADMIN", "standard")).hasMessageContaining("admin already");
    }

    private void open(boolean autoSync) throws Exception {
        bureau = new Bureau(Bureau.settings(autoSync, false, false), 100);
        bureau.open(Bureau.MAPPING + ROLES);
    }

    private RoleReport report() {
        MappingResult read = MappingReader.read(Bureau.MAPPING + ROLES, "test");
        return new RoleReport(
                ((MappingResult.Valid) read).mapping()::roles, new JdbcUserRoles(bureau.database, "main"));
    }

    private void roles(String user, String... values) throws Exception {
        String json = "["
                + String.join(
                        ",",
                        List.of(values).stream()
                                .map("{\"value\":\"%s\"}"::formatted)
                                .toList()) + "]";
        bureau.patch(user, "roles", new ObjectMapper().readTree(json));
    }

    private List<String> told(String user) {
        Audit audit = new JdbcAudit(bureau.database, bureau.clock);
        return audit.after(0, 1000).stream()
                .filter(entry -> entry.target().equals(user))
                .map(entry -> entry.action() + " " + entry.detail().path("role").asText())
                .toList();
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable what) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(what);
    }
}
