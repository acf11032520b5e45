package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.scim.ResourceType;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmailRowsTest {
    private static final String ROWS = "select key || ' ' || resource_id from email order by 1";
    private static final String VIEW =
            "select distinct key || ' ' || id from resource, unnest(email_keys) key order by 1";

    @TempDir
    Path home;

    private final DataSource database = TestDatabase.fresh();
    private final Random random = new Random(11);

    @Test
    void rowsFollowTheViewThroughBatchesOfAnyChanges() {
        List<String> ids = new ArrayList<>();
        List<CompletableFuture<PushResult>> answers = new ArrayList<>();
        try (GroupCommitJournal journal = new GroupCommitJournal(
                database, Clock.systemUTC(), accepted -> {}, GroupCommitJournal.Settings.DEFAULT)) {
            for (int i = 0; i < 2000; i++) {
                Operation operation = ids.isEmpty() || random.nextInt(8) == 0
                        ? new Operation.Create("u" + i, user(i), List.of())
                        : change(ids.get(random.nextInt(ids.size())));
                ids.add(operation.id());
                answers.add(journal.accept(new Push("okta", "t", "r" + i, ResourceType.USER, operation))
                        .toCompletableFuture());
            }
            answers.forEach(CompletableFuture::join);
        }
        List<String> rows = rows(database, VIEW);
        assertThat(rows).hasSizeGreaterThan(100);
        assertThat(rows(database, ROWS)).isEqualTo(rows);

        Path file = home.resolve("backup");
        Archive.write(database, file);
        DataSource restored = TestDatabase.fresh();
        Archive.read(restored, file);
        assertThat(rows(restored, ROWS)).isEqualTo(rows);
    }

    @Test
    void aDatabaseOfAnEarlierVersionHasThemAfterItsMigration() {
        DataSource before = TestDatabase.fresh("20");
        Sql.update(
                before,
                "insert into resource select 'u' || n, 'okta', 'USER', 1, n, now(), now(), null::timestamptz, true, 'u' || n,"
                        + " null, null, array['u' || n || '@x', 'all@x'], '{}'::jsonb from generate_series(1, 9) n",
                Sql.none());
        Path file = home.resolve("backup");
        Archive.write(before, file);
        DataSource after = TestDatabase.fresh();
        Archive.read(after, file);
        assertThat(rows(after, ROWS)).hasSize(18).isEqualTo(rows(after, VIEW));
    }

    /** A node of the version before does not know of these rows while nodes are replaced one by one. */
    @Test
    void rowsFollowWhoeverWritesTheView() {
        Sql.update(
                database,
                "insert into resource select 'u' || n, 'okta', 'USER', 1, n, now(), now(), null::timestamptz, true, 'u' || n,"
                        + " null, null, array['u' || n || '@x', 'all@x', 'all@x'], '{}'::jsonb from generate_series(1, 9) n",
                Sql.none());
        assertThat(rows(database, ROWS)).hasSize(18).isEqualTo(rows(database, VIEW));
        Sql.update(database, "update resource set email_keys = array['new@x'] where id < 'u4'", Sql.none());
        Sql.update(database, "update resource set email_keys = '{}' where id = 'u5'", Sql.none());
        Sql.update(database, "delete from resource where id = 'u6'", Sql.none());
        assertThat(rows(database, ROWS)).hasSize(11).isEqualTo(rows(database, VIEW));
    }

    private Operation change(String id) {
        return switch (random.nextInt(6)) {
            case 0 -> new Operation.Delete(id, Optional.empty());
            case 1 ->
                new Operation.Patch(
                        id,
                        JsonNodeFactory.instance
                                .arrayNode()
                                .add(JsonNodeFactory.instance
                                        .objectNode()
                                        .put("op", "remove")
                                        .put("path", "emails")),
                        Optional.empty());
            default -> new Operation.Replace(id, user(random.nextInt(500)), Optional.empty());
        };
    }

    /** Up to three e-mails out of few, in any case, the same one twice as well. */
    private ObjectNode user(int number) {
        ObjectNode user = JsonNodeFactory.instance.objectNode().put("userName", "u" + number);
        for (int i = random.nextInt(4); i > 0; i--) {
            user.withArray("emails")
                    .addObject()
                    .put("value", (random.nextBoolean() ? "M" : "m") + random.nextInt(40) + "@x");
        }
        return user;
    }

    private static List<String> rows(DataSource database, String sql) {
        return Sql.list(database, sql, Sql.none(), row -> row.getString(1));
    }
}
