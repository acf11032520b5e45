package io.isthmus.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.reconcile.RunReports;
import io.isthmus.report.LdifServer;
import io.isthmus.scim.ResourceType;
import io.isthmus.store.JdbcRunReports;
import io.isthmus.store.JdbcRuns;
import io.isthmus.store.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A run of a hundred thousand changes goes over the wire in little memory, and its page costs no more than a small one's. */
class ManyChangesTest {
    private static final int MANY = 100_000;
    private static final long LITTLE = 24L << 20;

    private static DataSource database;
    private static JdbcRuns runs;
    private static RunReports reports;

    @BeforeAll
    static void fill() throws LDAPException, SQLException {
        database = TestDatabase.fresh();
        runs = new JdbcRuns(database, "main");
        reports = new JdbcRunReports(database, runs);
        DN dn = new DN("uid=u,ou=people,dc=example,dc=com");
        About about = new About(
                "r",
                ResourceType.USER,
                "okta",
                "somebody",
                7,
                Situation.PENDING,
                List.of(new About.Reason("employees", "okta", 7, "")),
                true);
        ValueChange title =
                new ValueChange("title", List.of("Buyer"), List.of("Chef \u00e9"), ValueChange.Kind.PENDING);
        runs.addChanges(
                "many",
                List.of(
                        new Change.ModifyEntry(about, new Anchor("a"), dn, List.of(title)),
                        new Change.RenameEntry(
                                about,
                                new Anchor("a"),
                                dn,
                                new DN("uid=v,ou=people,dc=example,dc=com"),
                                Optional.empty(),
                                List.of(title),
                                ValueChange.Kind.PENDING)),
                "planned",
                List.of());
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into change (run_id, directory_id, resource_id, type, situation, outcome, content)"
                            + " select run_id, directory_id, 'r' || n, type, situation, outcome,"
                            + " jsonb_set(content, '{dn}', to_jsonb('uid=u' || n || ',ou=people,dc=example,dc=com'))"
                            + " from change, generate_series(1, " + (MANY / 2 - 1) + ") n where run_id = 'many'");
        }
    }

    @AfterAll
    static void empty() {
        TestDatabase.close(database);
    }

    /** Counts lines and looks now and then at what is alive. */
    private static final class Counting extends OutputStream {
        private long lines;
        private long bytes;
        private long next = 1 << 20;
        private long most;

        @Override
        public void write(int b) {
            lines += b == '\n' ? 1 : 0;
            if (++bytes >= next) {
                next += 4 << 20;
                System.gc();
                most = Math.max(most, used());
            }
        }

        private static long used() {
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
    }

    private static Counting written(String format, boolean reverse) throws IOException {
        LdifServer server =
                new LdifServer(Optional.of(new Attribute("pwdAccountLockedTime", "000001010000Z")), true, false, true);
        System.gc();
        long before = Counting.used();
        Counting counting = new Counting();
        new ChangesOutput(runs, reports, server, "many", format, reverse).write(counting);
        assertThat(counting.bytes).isGreaterThan(10L << 20);
        assertThat(counting.most - before)
                .as("alive while %s is written", format)
                .isLessThan(LITTLE);
        return counting;
    }

    @Test
    void csvIsStreamed() throws IOException {
        assertThat(written(ChangesOutput.CSV, false).lines).isEqualTo(MANY + 1);
        assertThat(written(ChangesOutput.CSV, true).lines).isEqualTo(MANY + 1);
    }

    @Test
    void ldifIsStreamedForwardsAndBackwards() throws IOException {
        long forwards = written(ChangesOutput.LDIF, false).lines;
        assertThat(forwards).isGreaterThan(10L * MANY);
        assertThat(written(ChangesOutput.LDIF, true).lines).isEqualTo(forwards);
    }

    @Test
    void thePageIsBoundedAndQuick() {
        long begun = System.nanoTime();
        List<RunReports.Count> counts = reports.counts("many", 60);
        assertThat(counts)
                .containsExactlyInAnyOrder(
                        new RunReports.Count("ou=people,dc=example,dc=com", "modify", "planned", MANY / 2),
                        new RunReports.Count("ou=people,dc=example,dc=com", "rename", "planned", MANY / 2));
        RunReports.Search none =
                new RunReports.Search(Optional.of("Not There"), Optional.of("modify"), Optional.of("planned"), false);
        assertThat(reports.page("many", none, Optional.empty(), 100)).isEmpty();
        RunReports.Search one =
                new RunReports.Search(Optional.of("UID=u49999,"), Optional.of("rename"), Optional.empty(), false);
        assertThat(reports.page("many", one, Optional.empty(), 100)).hasSize(1);
        assertThat(reports.page("many", RunReports.Search.all(true), Optional.empty(), 100))
                .hasSize(100);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("three passes over all changes on a busy machine")
                .isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aSearchTakesPercentAndBackslashForWhatTheyAre() {
        for (String text : List.of("%", "_", "\\", "'")) {
            RunReports.Search search =
                    new RunReports.Search(Optional.of(text), Optional.empty(), Optional.empty(), false);
            assertThat(reports.page("many", search, Optional.empty(), 10))
                    .as(text)
                    .isEmpty();
        }
    }
}
