package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.scim.ResourceType;
import io.isthmus.store.GroupCommitJournal;
import io.isthmus.store.JdbcAudit;
import io.isthmus.store.JdbcDirectoryStates;
import io.isthmus.store.JournalRecords;
import io.isthmus.store.SelfChecks;
import io.isthmus.store.TestDatabase;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens every night. */
class UpkeepTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final DataSource database = TestDatabase.fresh();
    private final SelfChecks checks = new SelfChecks(database);

    private static Clock days(int days) {
        return Clock.fixed(THEN.plus(Duration.ofDays(days)), ZoneOffset.UTC);
    }

    @BeforeEach
    void fill() {
        try (GroupCommitJournal journal =
                new GroupCommitJournal(database, days(0), accepted -> {}, GroupCommitJournal.Settings.DEFAULT)) {
            for (int i = 0; i < 3; i++) {
                Operation create = new Operation.Create(
                        "u" + i, JsonNodeFactory.instance.objectNode().put("userName", "user" + i));
                journal.accept(new Push("okta", "t", "r", ResourceType.USER, create))
                        .toCompletableFuture()
                        .join();
            }
        }
        JdbcDirectoryStates states = new JdbcDirectoryStates(database, "main");
        states.accept("mapping", "", "test");
        states.reconciled(3);
        for (int day = 0; day < 4; day++) {
            new JdbcAudit(database, days(day)).record("ann", "run.sync", "r", JsonNodeFactory.instance.objectNode());
        }
    }

    @AfterEach
    void close() {
        TestDatabase.close(database);
    }

    private void night(int day, String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withMapping(Settings.class);
        for (int i = 0; i < settings.length; i += 2) {
            config.withDefaultValue("isthmus.retention." + settings[i], settings[i + 1]);
        }
        new Upkeep(database, config.build().getConfigMapping(Settings.class), checks, days(day)).nightly();
    }

    private int records() {
        return new JournalRecords(database).after(0, 10).size();
    }

    private int audit() {
        return new JdbcAudit(database, days(0)).after(0, 10).size();
    }

    @Test
    void everythingIsKeptForEverAsLongAsNothingIsSet() {
        night(3000);
        assertThat(records()).isEqualTo(3);
        assertThat(audit()).isEqualTo(4);
        assertThat(checks.last().orElseThrow()).matches(found -> found.well() && found.position() == 3);
    }

    @Test
    void whatIsOlderThanTheSettingsGoes() {
        night(10, "journal", "30d", "audit", "8d");
        assertThat(records()).isEqualTo(3);
        assertThat(audit()).isEqualTo(2);
        night(31, "journal", "30d", "audit", "8d");
        assertThat(records()).isZero();
        night(32, "journal", "30d", "audit", "8d");
        assertThat(checks.last().orElseThrow()).matches(found -> found.well() && found.position() == 3);
    }

    @Test
    void aJournalThatDoesNotFoldIsLeftAlone() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update resource set version = 5 where id = 'u1'");
        }
        night(31, "journal", "30d");
        assertThat(records()).isEqualTo(3);
        assertThat(checks.last().orElseThrow().well()).isFalse();
        assertThat(checks.last().orElseThrow().detail()).contains("u1");
    }
}
