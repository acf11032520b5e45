package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Limited;
import io.isthmus.plan.RecentLosses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class GuardMemoryTest {
    private final DataSource database = TestDatabase.fresh();
    private final JdbcGuardMemory memory = new JdbcGuardMemory(database, "main");

    private void sql(String statement) {
        Sql.update(database, statement, Sql.none());
    }

    private void change(String run, String outcome, String ago, String counted) {
        sql(
                "insert into change (run_id, directory_id, resource_id, type, situation, outcome, at, content, counted) values"
                        + " ('" + run + "', 'main', 'r', 'modify', 'pending', '" + outcome + "', now() - interval '"
                        + ago
                        + "', '{}', '" + counted + "')");
    }

    private void run(String id, String status) {
        sql(
                "insert into run (id, directory_id, kind, status, complete, mapping, journal, started, counts, changes) values"
                        + " ('" + id + "', 'main', 'SOON', '" + status + "', false, 'm', 1, now(), '{}', '{}')");
    }

    private static String one(Limited what, String place, int lasting) {
        return "[{\"what\":\"" + what.name() + "\",\"place\":\"" + place + "\",\"number\":9,\"lasting\":" + lasting
                + "}]";
    }

    @Test
    void whatWasAppliedWithinTheWindowAndWhatIsBeingWrittenNow() {
        run("under-way", "APPLYING");
        run("broken-off", "FAILED");
        change("x", "applied", "23 hours", one(Limited.DISABLES, "ou=people", 1));
        change("x", "applied", "1 second", one(Limited.DISABLES, "ou=people", 1));
        change("x", "applied", "25 hours", one(Limited.DISABLES, "ou=people", 1));
        change("x", "failed", "1 second", one(Limited.DISABLES, "ou=people", 1));
        change("x", "held", "1 second", one(Limited.DISABLES, "ou=people", 1));
        change("x", "applied", "1 second", one(Limited.DISABLES, "ou=elsewhere", 1));
        change("x", "applied", "1 second", one(Limited.DISABLES, "ou=people", 0));
        change("under-way", "planned", "1 second", one(Limited.DISABLES, "ou=people", 1));
        change("broken-off", "planned", "1 second", one(Limited.DISABLES, "ou=people", 1));
        change("x", "applied", "1 second", one(Limited.MEMBERS_REMOVED, "", 7));
        assertThat(memory.lately(Duration.ofHours(24), List.of("", "ou=people")).numbers())
                .isEqualTo(Map.of(
                        new RecentLosses.Of(Limited.DISABLES, "ou=people"), 3L,
                        new RecentLosses.Of(Limited.MEMBERS_REMOVED, ""), 7L));
        assertThat(new JdbcGuardMemory(database, "other")
                        .lately(Duration.ofHours(24), List.of("", "ou=people"))
                        .numbers())
                .isEmpty();
    }

    @Test
    void anEntryHasToBeSeenMissingTwiceAndNotFoundBetween() {
        assertThat(missing("a", "b")).isEmpty();
        assertThat(missing("a", "b")).isEmpty();
        sql("update absence set since = since - interval '6 minutes'");
        assertThat(missing("a")).containsExactly("a");
        // b was found: the next time is the first
        assertThat(missing("b")).isEmpty();
    }

    private java.util.Set<String> missing(String... absent) {
        return memory.missing(Optional.of(List.of("a", "b")), List.of(absent), Duration.ofMinutes(5));
    }

    @Test
    void whatIsUsualIsTheMedianOfEarlierDays() {
        sql("insert into source_population select 'okta', 'USER', current_date - d, v from"
                + " (values (1, 100), (2, 90), (3, 5), (4, 110), (0, 1)) x(d, v)");
        sql("insert into source_population select 'entra', 'USER', current_date - d, 100 from generate_series(1, 2) d");
        assertThat(memory.sources()).hasSize(1);
        assertThat(memory.sources().values().iterator().next().usual()).isEqualTo(90);
        memory.agreed(List.of("okta"));
        assertThat(memory.sources().values().iterator().next().usual()).isZero();
    }

    /** Also on a table that has no statistics yet: losses of a day among the changes of years. */
    @Test
    void theWindowIsReadByIndex() {
        sql("insert into change (run_id, directory_id, resource_id, type, situation, outcome, at, content) select"
                + " 'x', 'main', 'r' || n, 'modify', 'pending', 'applied', now() - n * interval '1 minute', '{}'"
                + " from generate_series(1, 100000) n");
        sql(
                "insert into change (run_id, directory_id, resource_id, type, situation, outcome, at, content, counted) select"
                        + " 'y', 'main', 'r' || n, 'modify', 'pending', 'applied', now() - n * interval '1 minute', '{}', '"
                        + one(Limited.DISABLES, "ou=people", 1) + "' from generate_series(1, 20000) n");
        byIndex();
        sql("analyze change");
        byIndex();
        assertThat(memory.lately(Duration.ofHours(24), List.of("ou=people")).of(Limited.DISABLES, "ou=people"))
                .isBetween(1438L, 1440L);
    }

    private void byIndex() {
        String explained = String.join(
                "\n",
                Sql.list(
                        database,
                        "explain " + JdbcGuardMemory.LATELY,
                        statement -> {
                            statement.setDouble(1, 86_400);
                            statement.setString(2, "main");
                            statement.setString(3, "main");
                            statement.setArray(4, Sql.texts(statement, List.of("ou=people")));
                        },
                        row -> row.getString(1)));
        assertThat(explained).contains("change_counted").doesNotContain("Seq Scan on change");
    }
}
