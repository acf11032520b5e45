package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.Resources.Search;
import io.isthmus.plan.Link;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

class ArchiveTest {
    @TempDir
    Path home;

    @Test
    void everyTableIsKeptOrLeftOutOnPurpose() {
        List<String> tables = Sql.list(
                TestDatabase.fresh(),
                "select table_name from information_schema.tables where table_schema = 'public' and table_name not like 'qrtz_%'",
                Sql.none(),
                row -> row.getString(1));
        tables.removeAll(Archive.LEFT_OUT);
        assertThat(tables).containsExactlyInAnyOrderElementsOf(Archive.TABLES);
    }

    @Test
    void aRestoredDatabaseHasGroupsMembersAndTotals() {
        DataSource before = TestDatabase.fresh();
        try (GroupCommitJournal journal = new GroupCommitJournal(
                before, Clock.systemUTC(), accepted -> {}, GroupCommitJournal.Settings.DEFAULT)) {
            Operation create = new Operation.Create(
                    "g1",
                    JsonNodeFactory.instance.objectNode().put("displayName", "ops"),
                    List.of(new MemberDelta.Add(List.of(Member.of("a"), Member.of("b")))));
            journal.accept(new Push("okta", "t", "r", ResourceType.GROUP, create))
                    .toCompletableFuture()
                    .join();
        }
        Path file = home.resolve("backup");
        Archive.write(before, file);
        DataSource after = TestDatabase.fresh();
        Archive.read(after, file);
        assertThat(JournalCheck.verify(after).differences()).isEmpty();
        JdbcResources resources = new JdbcResources(after);
        assertThat(resources
                        .page(Search.of("okta", ResourceType.GROUP, Optional.empty()), 1, 0)
                        .total())
                .isEqualTo(1);
        Resource group = resources.find("okta", ResourceType.GROUP, "g1").orElseThrow();
        List<String> members = new ArrayList<>();
        new JdbcMemberships(after).of(group, shown -> members.add(shown.member().value()));
        assertThat(members).containsExactly("a", "b");
    }

    /** A mistyped name was the end of another file, or of the only backup. */
    @Test
    void aFileThatIsThereIsNotWrittenOver() throws Exception {
        DataSource database = TestDatabase.fresh();
        Path file = Files.writeString(home.resolve("precious"), "mine");
        assertThatThrownBy(() -> Archive.write(database, file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(file + " exists; name another file, or write over it with --force");
        assertThat(file).hasContent("mine");
        assertThat(Archive.writeOver(database, file)).isPositive();
        assertThat(Files.size(file)).isGreaterThan(100);
        assertThat(home).isDirectoryNotContaining("glob:**.part");
        Archive.writeOver(database, home.resolve("fresh"));
        assertThatThrownBy(() -> Archive.writeOver(database, home)).hasMessageContaining("is a directory");
    }

    @Test
    void aBackupOfAnEarlierVersionGoesForward() {
        DataSource before = TestDatabase.fresh("9");
        filled(before);
        Path file = home.resolve("backup");
        Archive.write(before, file);
        DataSource after = TestDatabase.fresh();
        assertThat(Archive.read(after, file)).isEqualTo(6);
        asBefore(after);
    }

    /** Nobody noted until version 20 what an adopted entry had before: whatever is claimed of it may have been there. */
    @Test
    void whatWasClaimedOfAnAdoptedEntryMayHaveStoodThereBefore() {
        DataSource before = TestDatabase.fresh("19");
        filled(before);
        Sql.update(before, "update link set created_by_us = false", Sql.none());
        Path file = home.resolve("backup");
        Archive.write(before, file);
        DataSource after = TestDatabase.fresh();
        Archive.read(after, file);
        Link link = new JdbcLinks(after, "main").ofResources(List.of("u1")).get(0);
        assertThat(link.claims().found()).containsKey("title");
    }

    /** Tables whole, in the order of their columns then; no version. */
    @Test
    void soDoesOneOfTheFirstFormat() throws Exception {
        DataSource before = TestDatabase.fresh("9");
        filled(before);
        Path file = home.resolve("backup");
        try (Connection connection = before.getConnection();
                DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            out.writeUTF("isthmus-backup-1");
            for (String table : List.of("source", "journal_head", "journal", "imported", "link", "claim", "run")) {
                out.writeUTF(table);
                Blocks.Output blocks = new Blocks.Output(out);
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy " + table + " to stdout", blocks);
                blocks.finish();
            }
            out.writeUTF("end");
            out.writeLong(6);
        }
        DataSource after = TestDatabase.fresh();
        assertThat(Archive.read(after, file)).isEqualTo(6);
        asBefore(after);
    }

    private static void filled(DataSource database) {
        for (String row : List.of(
                "insert into source (name) values ('okta')",
                "update journal_head set position = 7",
                "insert into journal values (7, now(), 'okta', 't', 'r', 'create', 'u1', 'USER', 1, 'stored', '{}')",
                "insert into link (directory_id, resource_id, anchor, dn, dn_key, created_by_us, rule, linked)"
                        + " values ('main', 'u1', 'a1', 'uid=u1', 'uid=u1', true, 'people', now())",
                "insert into claim values ('main', 'u1', '{\"title\": [\"x\"]}', '{}')",
                "insert into run (id, directory_id, kind, status, complete, mapping, journal, started, counts, changes)"
                        + " values ('01', 'main', 'FULL', 'DONE', true, 'm', 7, now(), '{}', '{}')")) {
            Sql.update(database, row, Sql.none());
        }
    }

    private static void asBefore(DataSource database) {
        Link link = new JdbcLinks(database, "main").ofResources(List.of("u1")).get(0);
        assertThat(link.createdByUs()).isTrue();
        assertThat(link.claims().applied()).containsKey("title");
        assertThat(link.claims().found()).isEmpty();
        assertThat(new JdbcRuns(database, "main").find("01")).isPresent();
        assertThat(new JdbcResources(database).position()).isEqualTo(7);
        assertThat(newest(database)).isEqualTo(newest(TestDatabase.fresh()));
    }

    private static int newest(DataSource database) {
        return Sql.list(
                        database,
                        "select max(version::int) from flyway_schema_history",
                        Sql.none(),
                        row -> row.getInt(1))
                .get(0);
    }

    @Test
    void aBackupOfALaterVersionIsRefusedWithItsNumber() throws Exception {
        Path file = home.resolve("backup");
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            out.writeUTF(Archive.FORMAT);
            out.writeInt(999);
            out.writeUTF("end");
            out.writeLong(0);
        }
        assertThatThrownBy(() -> Archive.read(TestDatabase.fresh(), file))
                .hasMessageContaining("later version")
                .hasMessageContaining("999");
    }

    @Test
    void nothingIsBegunWithADamagedFile() throws Exception {
        DataSource before = TestDatabase.fresh();
        Sql.update(before, "insert into source (name) values ('okta')", Sql.none());
        Path file = home.resolve("backup");
        Archive.write(before, file);
        byte[] whole = Files.readAllBytes(file);
        DataSource after = TestDatabase.fresh();
        Sql.update(after, "insert into source (name) values ('mine')", Sql.none());
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Archive.read(after, file)).hasMessageContaining("nothing was restored");
        }
        whole[whole.length / 2] ^= 0x10;
        Files.write(file, whole);
        assertThatThrownBy(() -> Archive.read(after, file)).isInstanceOf(IllegalStateException.class);
        assertThat(Sql.list(after, "select name from source", Sql.none(), row -> row.getString(1)))
                .containsExactly("mine");
    }

    @Test
    void aDatabaseWithDataIsLeftAlone() {
        DataSource before = TestDatabase.fresh("9");
        filled(before);
        Path file = home.resolve("backup");
        Archive.write(before, file);
        assertThatThrownBy(() -> Archive.read(before, file)).hasMessageContaining("holds data already");
        assertThat(newest(before)).isEqualTo(9);
    }
}
