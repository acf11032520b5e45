package io.isthmus.reconcile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.scim.ResourceType;
import io.isthmus.store.GroupCommitJournal;
import io.isthmus.store.JdbcDirectoryStates;
import io.isthmus.store.JdbcGroupMembers;
import io.isthmus.store.JdbcLeases;
import io.isthmus.store.JdbcLinks;
import io.isthmus.store.JdbcOrders;
import io.isthmus.store.JdbcResources;
import io.isthmus.store.JdbcRuns;
import io.isthmus.store.JdbcSettled;
import io.isthmus.store.JdbcShared;
import io.isthmus.store.JdbcUserRoles;
import io.isthmus.store.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** Two nodes in one process: one database, one directory, each with a journal and a mapping file of its own. */
final class TwoNodes implements AutoCloseable {
    final DataSource database = TestDatabase.fresh();
    final InMemoryDirectoryServer ldap;
    final TestClock clock = new TestClock();
    final JdbcRuns runs = new JdbcRuns(database, "main");
    final Node a;
    final Node b;
    private final ReconcileSettings settings;
    private int users;

    /** One of them. */
    final class Node implements AutoCloseable {
        final ReconcileNode reconciler;
        final GroupCommitJournal journal;
        final AtomicReference<String> file = new AtomicReference<>(Bureau.MAPPING);

        Node(String name) {
            JdbcDirectoryStates states = new JdbcDirectoryStates(database, "main");
            reconciler = new ReconcileNode(
                    new ReconcileNode.Setting(
                            new JdbcLeases(database, "main"),
                            new JdbcOrders(database, "main"),
                            new JdbcShared(database, "main"),
                            states,
                            directory(),
                            name + "/mapping.yaml",
                            file::get,
                            name,
                            Duration.ofSeconds(5),
                            false),
                    (mapping, gated, term) -> ReconcileService.of(
                            gated,
                            mapping,
                            io.isthmus.mapping.MappingShape.of(mapping),
                            new JdbcResources(database),
                            new JdbcLinks(database, "main"),
                            runs,
                            new JdbcSettled(database, "main"),
                            new JdbcGroupMembers(database, "main", Map.of()),
                            states,
                            new JdbcUserRoles(database, "main"),
                            settings,
                            new SafetyLimits(0, new SafetyLimits.Limit(1, 0), new SafetyLimits.Limit(1, 0)),
                            clock,
                            Imports.NONE,
                            Passwords.NONE,
                            Rulings.NONE,
                            Deviations.NONE,
                            new SimpleMeterRegistry(),
                            Optional.of(term)));
            journal = new GroupCommitJournal(
                    database, clock, push -> reconciler.pushed(push), GroupCommitJournal.Settings.DEFAULT);
            reconciler.start();
        }

        String hire(String name) {
            String id = UUID.randomUUID().toString();
            ObjectNode body = JsonNodeFactory.instance
                    .objectNode()
                    .put("userName", name)
                    .put("externalId", "e" + users++)
                    .put("active", true);
            body.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
            push(new Operation.Create(id, body));
            return id;
        }

        void fire(String id) {
            push(new Operation.Delete(id, Optional.empty()));
        }

        private void push(Operation operation) {
            PushResult result = journal.accept(new Push("okta", "token", "request", ResourceType.USER, operation))
                    .toCompletableFuture()
                    .join();
            if (!(result instanceof PushResult.Stored)) {
                throw new IllegalStateException(result.toString());
            }
        }

        RunRow done(RunRow asked) {
            return reconciler.await(asked.id(), Duration.ofSeconds(60)).orElseThrow();
        }

        @Override
        public void close() {
            reconciler.close();
            journal.close();
        }
    }

    TwoNodes(ReconcileSettings settings) throws LDAPException {
        this.settings = settings;
        ldap = Bureau.server();
        a = new Node("a");
        b = new Node("b");
    }

    private LdapDirectory directory() {
        return new LdapDirectory(new DirectorySettings(
                List.of(URI.create("ldap://localhost:" + ldap.getListenPort())),
                "in-memory",
                "cn=isthmus",
                "secret",
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
    }

    boolean there(String uid) {
        try {
            return ldap.getEntry("uid=" + uid + "," + Bureau.BASE) != null;
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    List<ChangeRow> changes(RunRow run) {
        List<ChangeRow> changes = new ArrayList<>();
        runs.changes(run.id(), changes::add);
        return changes;
    }

    @Override
    public void close() {
        a.close();
        b.close();
        ldap.shutDown(true);
        TestDatabase.close(database);
    }
}
