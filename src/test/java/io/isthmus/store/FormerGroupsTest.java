package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.journal.Resources.Page;
import io.isthmus.journal.Resources.Search;
import io.isthmus.scim.FilterParser;
import io.isthmus.scim.GroupRef;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A user is in the groups that name it by a userName it gave up: in the directory it was, in its own {@code groups} it was not. */
class FormerGroupsTest {
    private final DataSource database = TestDatabase.fresh();
    private final JdbcResources resources = new JdbcResources(database);
    private final JdbcMemberships memberships = new JdbcMemberships(database);
    private final GroupCommitJournal journal =
            new GroupCommitJournal(database, Clock.systemUTC(), accepted -> {}, GroupCommitJournal.Settings.DEFAULT);

    @AfterEach
    void theJournalFoldsToTheView() {
        journal.close();
        assertThat(JournalCheck.verify(database).differences()).isEmpty();
    }

    @Test
    void whoIsRenamedShowsTheGroupInEveryAnswer() {
        user("bea", "bea@acme.test");
        group("team", "Bea@acme.test");
        assertThat(shown("bea")).containsExactly("team");
        assertThat(rename("bea", "bea.b@acme.test"))
                .as("of the push")
                .extracting(GroupRef::display)
                .containsExactly("team");
        assertThat(shown("bea")).as("of a look-up by id").containsExactly("team");
        assertThat(found("userName eq \"bea.b@acme.test\"").ungrouped())
                .as("of a look-up by name: nobody may skip asking")
                .isEmpty();
        assertThat(matching("groups.value eq \"team\"")).containsExactly("bea");
        assertThat(matching("groups[display eq \"team\"]")).containsExactly("bea");
        assertThat(matching("not (groups.value eq \"team\")")).isEmpty();
        rename("bea", "bea@acme.test");
        assertThat(shown("bea")).as("by both names").containsExactly("team");
        assertThat(matching("groups.value eq \"team\"")).containsExactly("bea");
    }

    @Test
    void aNameThatSomebodyElseHasMeansThatOne() {
        user("bea", "bea@acme.test");
        user("eva", "eva@acme.test");
        group("team", "bea@acme.test");
        group("crew", "eva@acme.test");
        rename("bea", "bea.b@acme.test");
        rename("eva", "eva.e@acme.test");
        user("other", "bea@acme.test");
        stored(ResourceType.USER, new Operation.Create("called", body("called").put("externalId", "eva@acme.test")));
        assertThat(shown("bea")).isEmpty();
        assertThat(shown("other")).containsExactly("team");
        assertThat(matching("groups.value eq \"team\"")).containsExactly("other");
        assertThat(shown("eva")).isEmpty();
        assertThat(shown("called")).containsExactly("crew");
        assertThat(matching("groups.value eq \"crew\"")).containsExactly("called");
        assertThat(rename("bea", "bea.c@acme.test")).isEmpty();
    }

    @Test
    void anotherSourcesGroupShowsNothing() {
        user("bea", "bea@acme.test");
        Operation create = new Operation.Create(
                "theirs",
                JsonNodeFactory.instance.objectNode().put("displayName", "theirs"),
                List.of(new MemberDelta.Add(List.of(Member.of("bea@acme.test")))));
        journal.accept(new Push("entra", "t", "r", ResourceType.GROUP, create))
                .toCompletableFuture()
                .join();
        assertThat(rename("bea", "bea.b@acme.test")).isEmpty();
        assertThat(shown("bea")).isEmpty();
        assertThat(matching("groups.value eq \"theirs\"")).isEmpty();
    }

    /** As a join the look-up read the whole table of resources in every push of a user. */
    @Test
    void everyTableIsAskedByAnIndexWhateverItsStatistics() throws SQLException {
        try (Connection connection = database.getConnection()) {
            for (String sql : List.of(
                    "insert into resource select 'id' || n, 'okta', 'USER', 2, n, now(), now(), null::timestamptz, true,"
                            + " 'user' || n, 'ext' || n, null, '{}', '{\"userName\":\"u\"}'::jsonb from generate_series(1, 20000) n",
                    "insert into resource select 'g' || n, 'okta', 'GROUP', 1, n, now(), now(), null::timestamptz, true,"
                            + " null, null, 'g' || n, '{}', '{\"displayName\":\"g\"}'::jsonb from generate_series(1, 50) n",
                    "insert into member (group_id, value, value_key) select 'g' || n % 50, 'was' || n, 'was' || n from generate_series(1, 20000) n",
                    "insert into former_name select 'okta', 'was' || n, 'id' || n from generate_series(1, 20000) n")) {
                Sql.update(connection, sql, Sql.none());
            }
            for (boolean analysed : List.of(false, true)) {
                if (analysed) {
                    Sql.update(connection, "analyze", Sql.none());
                }
                // of a single user: a filter on groups may read former names as it likes, and users by index
                Sql.update(connection, "set enable_seqscan = off", Sql.none());
                Sql.update(connection, "set plan_cache_mode = force_generic_plan", Sql.none());
                byIndex(connection, GroupsOf.NAMED_ONCE, "k", "id7");
                byIndex(connection, MemberRows.groupsOf(true), "id7", "okta", "user7", "user7", "id7");
                Sql.update(connection, "reset enable_seqscan", Sql.none());
                Sql.update(connection, "reset plan_cache_mode", Sql.none());
            }
            SqlPart filter = MemberSql.groups("okta", FilterParser.parse(ResourceType.USER, "groups.value eq \"g7\""));
            String plan = plan(
                    connection,
                    "select id from resource where " + filter.sql(),
                    statement -> FilterSql.bind(filter, statement));
            assertThat(plan).doesNotContain("Seq Scan on resource o");
            Sql.update(connection, "delete from resource", Sql.none());
            Sql.update(connection, "delete from member", Sql.none());
            Sql.update(connection, "delete from former_name", Sql.none());
        }
    }

    private static void byIndex(Connection connection, String sql, String... arrays) throws SQLException {
        String plan = plan(connection, sql, statement -> {
            for (int i = 0; i < arrays.length; i++) {
                statement.setArray(i + 1, Sql.texts(statement, Set.of(arrays[i])));
            }
        });
        assertThat(plan).doesNotContain("Seq Scan");
        // an index that is read whole has no condition below it
        String[] lines = plan.split("\n");
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].matches(".*(Index|Index Only|Bitmap Index) Scan.*")) {
                assertThat(lines[i + 1]).as(plan).contains("Index Cond");
            }
        }
    }

    private static String plan(Connection connection, String sql, Sql.Binder binder) throws SQLException {
        return String.join("\n", Sql.list(connection, "explain " + sql, binder, row -> row.getString(1)));
    }

    private List<String> shown(String id) {
        Resource user = resources.find("okta", ResourceType.USER, id).orElseThrow();
        return memberships.groupsOf(List.of(user)).getOrDefault(id, List.of()).stream()
                .map(GroupRef::display)
                .toList();
    }

    private Page found(String filter) {
        return resources.page(
                Search.of("okta", ResourceType.USER, Optional.of(FilterParser.parse(ResourceType.USER, filter))),
                1,
                10);
    }

    private List<String> matching(String filter) {
        return found(filter).resources().stream().map(Resource::id).toList();
    }

    private void user(String id, String name) {
        stored(ResourceType.USER, new Operation.Create(id, body(name)));
    }

    private List<GroupRef> rename(String id, String name) {
        return stored(ResourceType.USER, new Operation.Replace(id, body(name), Optional.empty()))
                .groups();
    }

    private void group(String id, String... members) {
        stored(
                ResourceType.GROUP,
                new Operation.Create(
                        id,
                        JsonNodeFactory.instance.objectNode().put("displayName", id),
                        List.of(new MemberDelta.Add(
                                List.of(members).stream().map(Member::of).toList()))));
    }

    private static ObjectNode body(String name) {
        return JsonNodeFactory.instance.objectNode().put("userName", name).put("active", true);
    }

    private PushResult.Stored stored(ResourceType type, Operation operation) {
        return (PushResult.Stored) journal.accept(new Push("okta", "t", "r", type, operation))
                .toCompletableFuture()
                .join();
    }
}
