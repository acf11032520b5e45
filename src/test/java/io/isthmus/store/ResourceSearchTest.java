package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.ResourceSearch;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What administrators type into a search box. */
class ResourceSearchTest {
    private final DataSource database = TestDatabase.fresh();
    private final GroupCommitJournal journal =
            new GroupCommitJournal(database, Clock.systemUTC(), accepted -> {}, GroupCommitJournal.Settings.DEFAULT);
    private final JdbcResourceSearch search = new JdbcResourceSearch(database);

    @AfterEach
    void close() {
        journal.close();
        TestDatabase.close(database);
    }

    private CompletableFuture<?> user(String source, String id, String userName, String displayName, String email) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("userName", userName);
        body.put("displayName", displayName).put("externalId", "E-" + id);
        body.putArray("emails").addObject().put("value", email).put("type", "work");
        return push(source, ResourceType.USER, new Operation.Create(id, body));
    }

    private CompletableFuture<?> group(String id, String displayName) {
        return push(
                "okta",
                ResourceType.GROUP,
                new Operation.Create(id, JsonNodeFactory.instance.objectNode().put("displayName", displayName)));
    }

    private CompletableFuture<?> push(String source, ResourceType type, Operation operation) {
        return journal.accept(new Push(source, "t", "r", type, operation)).toCompletableFuture();
    }

    private List<String> found(String text) {
        return ids(search.find(Optional.empty(), text, Optional.empty(), 1000));
    }

    private static List<String> ids(ResourceSearch.Page page) {
        return page.resources().stream().map(Resource::id).toList();
    }

    @Test
    void findsByWhateverNamesSomebody() {
        user("okta", "u1", "ann@x.org", "Ann Zed", "ann.zed@mail.org").join();
        user("entra", "u2", "Annika@x.org", "Bea", "bea@mail.org").join();
        user("okta", "u3", "zoe@x.org", "annabel", "zoe@mail.org").join();
        group("g1", "Annex team").join();
        assertThat(found("u2")).containsExactly("u2");
        assertThat(found("E-u3")).containsExactly("u3");
        assertThat(found("ANN.ZED@mail.org")).containsExactly("u1");
        assertThat(found("ann")).containsExactly("u1", "u2", "u3", "g1");
        assertThat(found("ANNI")).containsExactly("u2");
        assertThat(found("nobody")).isEmpty();
        assertThat(found("%")).isEmpty();
        assertThat(found("")).containsExactlyInAnyOrder("u1", "u2", "u3", "g1");
        assertThat(ids(search.find(Optional.of(ResourceType.GROUP), "ann", Optional.empty(), 10)))
                .containsExactly("g1");
        assertThat(ids(search.find(Optional.of(ResourceType.GROUP), "", Optional.empty(), 10)))
                .containsExactly("g1");
        push("okta", ResourceType.USER, new Operation.Delete("u1", Optional.empty()))
                .join();
        assertThat(found("ann")).containsExactly("u2", "u3", "g1");
        assertThat(found("u1")).containsExactly("u1");
        assertThatThrownBy(() -> search.find(Optional.empty(), "", Optional.of("what"), 10))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pagesHaveEverythingOnceWhateverTheirSize() {
        Random random = new Random(5);
        for (int i = 0; i < 120; i++) {
            String name = "an" + (char) ('a' + random.nextInt(4)) + i;
            user(
                            random.nextBoolean() ? "okta" : "entra",
                            "id" + i,
                            name,
                            random.nextBoolean() ? "anna" : "an" + i,
                            "an@x")
                    .join();
        }
        for (String text : List.of("", "an", "ana", "anna", "an@x")) {
            List<String> whole = ids(search.find(Optional.empty(), text, Optional.empty(), 1000));
            assertThat(new HashSet<>(whole)).as(text).hasSameSizeAs(whole);
            for (int size : List.of(1, 7, 50)) {
                List<String> paged = new ArrayList<>();
                Optional<String> after = Optional.empty();
                do {
                    ResourceSearch.Page page = search.find(Optional.empty(), text, after, size);
                    paged.addAll(ids(page));
                    after = page.next();
                } while (after.isPresent());
                assertThat(paged).as(text + " by " + size).isEqualTo(whole);
            }
        }
        assertThat(found("an@x")).hasSize(120);
    }

    @Test
    void readsNoMoreThanAPageOfATableWithoutStatistics() {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            answers.add(user("okta", "id" + i, "user" + i, "User " + i, "user" + i + "@x"));
        }
        answers.forEach(CompletableFuture::join);
        for (String text : List.of("", "user2999", "user299", "id17", "user5@x", "User 77", "nobody")) {
            assertThat(plan(text)).as(text).isLessThan(300);
        }
    }

    /** Rows that a search takes from the table, told by the server. */
    private long plan(String text) {
        long before = read();
        search.find(Optional.empty(), text, Optional.empty(), 20);
        return read() - before;
    }

    private long read() {
        return Sql.transaction(database, connection -> {
            Sql.list(connection, "select pg_stat_force_next_flush()", Sql.none(), row -> 0);
            Sql.list(connection, "select pg_stat_clear_snapshot()", Sql.none(), row -> 0);
            return Sql.list(
                            connection,
                            "select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where relname = 'resource'",
                            Sql.none(),
                            row -> row.getLong(1))
                    .get(0);
        });
    }
}
