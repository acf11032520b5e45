package io.isthmus.reconcile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.directory.Directory;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.ResourceType;
import io.isthmus.store.GroupCommitJournal;
import io.isthmus.store.JdbcDirectoryStates;
import io.isthmus.store.JdbcGroupMembers;
import io.isthmus.store.JdbcLinks;
import io.isthmus.store.JdbcPasswords;
import io.isthmus.store.JdbcResources;
import io.isthmus.store.JdbcRuns;
import io.isthmus.store.JdbcSettled;
import io.isthmus.store.JdbcUserRoles;
import io.isthmus.store.KeyFileSeal;
import io.isthmus.store.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/** Store and engine over any directory, with passwords. */
final class Desk implements AutoCloseable {
    final TestClock clock = new TestClock();
    final DataSource database = TestDatabase.fresh();
    final JdbcPasswords passwords;
    final Engine engine;
    private final JdbcRuns runs = new JdbcRuns(database, "main");
    private final GroupCommitJournal journal;
    private final KeyFileSeal seal;
    private final ExecutorService writers = Executors.newFixedThreadPool(4);

    Desk(Directory directory, String mapping, Path home) {
        seal = new KeyFileSeal(home.resolve("password-key"));
        passwords = new JdbcPasswords(database, seal);
        journal = new GroupCommitJournal(database, clock, push -> {}, GroupCommitJournal.Settings.DEFAULT);
        ReconcileSettings settings = new ReconcileSettings(
                true, true, true, true, Duration.ZERO, Duration.ofHours(72), Duration.ofSeconds(5), 4);
        SafetyLimits limits = new SafetyLimits(0, new SafetyLimits.Limit(0, 0), new SafetyLimits.Limit(0, 0));
        JdbcLinks links = new JdbcLinks(database, "main");
        Parts parts = new Parts(
                directory,
                ((MappingResult.Valid) MappingReader.read(mapping, "desk")).mapping(),
                "",
                new JdbcResources(database),
                links,
                runs,
                new JdbcSettled(database, "main"),
                new JdbcGroupMembers(database, "main", Map.of()),
                new JdbcDirectoryStates(database, "main"),
                new RoleWatch(new JdbcUserRoles(database, "main"), new SimpleMeterRegistry(), clock),
                settings,
                limits,
                clock,
                Imports.NONE,
                passwords,
                Rulings.NONE,
                Deviations.NONE);
        engine = new Engine(
                parts,
                new Execution(
                        parts,
                        new Applier(parts, writers),
                        writers,
                        new SimpleMeterRegistry(),
                        200,
                        () -> false,
                        () -> {}));
    }

    /** Pushes a new user, and lets soon work follow. */
    String create(ObjectNode body, Optional<String> password) {
        String id = UUID.randomUUID().toString();
        push(ResourceType.USER, new Operation.Create(id, body), password);
        return id;
    }

    void replace(String id, ObjectNode body, Optional<String> password) {
        push(ResourceType.USER, new Operation.Replace(id, body, Optional.empty()), password);
    }

    void delete(String id) {
        push(ResourceType.USER, new Operation.Delete(id, Optional.empty()), Optional.empty());
    }

    String createGroup(String name, String... members) {
        String id = UUID.randomUUID().toString();
        push(
                ResourceType.GROUP,
                new Operation.Create(id, Office.group(name), List.of(new MemberDelta.Add(Office.of(members)))),
                Optional.empty());
        return id;
    }

    void members(String group, MemberDelta... deltas) {
        push(
                ResourceType.GROUP,
                new Operation.Patch(group, JsonNodeFactory.instance.arrayNode(), List.of(deltas), Optional.empty()),
                Optional.empty());
    }

    private void push(ResourceType type, Operation operation, Optional<String> password) {
        Optional<Push.SealedPassword> sealed =
                password.map(secret -> new Push.SealedPassword(seal.seal(operation.id(), secret)));
        PushResult result = journal.accept(new Push("okta", "token", "request", type, operation, 100, sealed))
                .toCompletableFuture()
                .join();
        if (!(result instanceof PushResult.Stored)) {
            throw new AssertionError(String.valueOf(result));
        }
    }

    RunRow sync() {
        return engine.full(engine.begin(RunRow.Kind.SYNC, "desk"));
    }

    /** All changes of all runs, the oldest first, as {@code type name outcome: detail}. */
    List<String> changes() {
        List<RunRow> rows = new ArrayList<>(runs.list(Optional.empty(), Optional.empty(), Optional.empty(), 200));
        java.util.Collections.reverse(rows);
        List<String> told = new ArrayList<>();
        rows.forEach(row -> runs.changes(
                row.id(),
                change -> told.add(change.change().type() + " "
                        + change.change().about().name() + " " + change.outcome()
                        + (change.detail().isEmpty() ? "" : ": " + change.detail()))));
        return told;
    }

    @Override
    public void close() {
        writers.shutdown();
        journal.close();
        TestDatabase.close(database);
    }
}
