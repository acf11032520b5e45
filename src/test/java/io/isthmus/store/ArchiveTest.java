package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.Resources.Search;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
