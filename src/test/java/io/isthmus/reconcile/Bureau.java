package io.isthmus.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.scim.ResourceType;
import io.isthmus.store.GroupCommitJournal;
import io.isthmus.store.JdbcDeviations;
import io.isthmus.store.JdbcDirectoryStates;
import io.isthmus.store.JdbcGroupMembers;
import io.isthmus.store.JdbcLinks;
import io.isthmus.store.JdbcResources;
import io.isthmus.store.JdbcRulings;
import io.isthmus.store.JdbcRuns;
import io.isthmus.store.JdbcSettled;
import io.isthmus.store.JdbcUserRoles;
import io.isthmus.store.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** The reconciler as it runs: its own loop, a store, an LDAP server in memory, and someone who pushes. */
final class Bureau implements AutoCloseable {
    static final String BASE = "ou=people,dc=example,dc=com";
    static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: ou=people,dc=example,dc=com
                scope: (objectClass=inetOrgPerson)
                rdn: uid
                object-classes: [inetOrgPerson]
                correlate: [employeeNumber, uid]
                strong: [employeeNumber]
                attributes:
                  uid: { from: userName, cel: "value.split('@')[0]" }
                  cn: userName
                  sn: userName
                  title: title
                  host: nickName
                  employeeNumber: externalId
                inactive: [{ disable: { attribute: employeeType, value: disabled } }]
                deleted: [{ disable: { attribute: employeeType, value: disabled } }, { after: 30d, delete: true }]
            """;

    final InMemoryDirectoryServer ldap;
    final TestClock clock = new TestClock();
    final DataSource database = TestDatabase.fresh();
    final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    final JdbcRulings rulings = new JdbcRulings(database, "main");
    final JdbcRuns runs = new JdbcRuns(database, "main");
    final JdbcDeviations deviations = new JdbcDeviations(database, "main");
    private final JdbcResources resources = new JdbcResources(database);
    private final SafetyLimits limits;
    private final ReconcileSettings settings;
    private final GroupCommitJournal journal;
    private ReconcileService service;
    private volatile boolean holding;
    private String mapping = "";
    private int users;

    /** @param limit of disables and of deletes */
    Bureau(ReconcileSettings settings, int limit) throws LDAPException {
        this.settings = settings;
        this.limits = new SafetyLimits(0, new SafetyLimits.Limit(limit, 0), new SafetyLimits.Limit(limit, 0));
        ldap = server();
        journal = new GroupCommitJournal(
                database, clock, push -> service.pushed(push), GroupCommitJournal.Settings.DEFAULT);
        open(MAPPING);
    }

    static ReconcileSettings settings(boolean autoSync, boolean prune, boolean selfHeal) {
        return new ReconcileSettings(
                autoSync,
                prune,
                selfHeal,
                true,
                Duration.ofMillis(300),
                Duration.ofHours(72),
                Duration.ofSeconds(1),
                4);
    }

    static InMemoryDirectoryServer server() throws LDAPException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.addAdditionalBindCredentials("cn=isthmus", "secret");
        config.addAdditionalBindCredentials("cn=Directory Manager", "manager");
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.startListening();
        try {
            server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
            server.add("dn: " + BASE, "objectClass: organizationalUnit", "ou: people");
            server.add("dn: ou=alumni,dc=example,dc=com", "objectClass: organizationalUnit", "ou: alumni");
        } catch (com.unboundid.ldif.LDIFException impossible) {
            throw new IllegalStateException(impossible);
        }
        return server;
    }

    /** Begins, as after a restart with this mapping. */
    void open(String mapping) {
        if (service != null) {
            service.close();
        }
        MappingSet set = ((MappingResult.Valid) MappingReader.read(mapping, "bureau")).mapping();
        this.mapping = set.hash();
        service = ReconcileService.of(
                new LdapDirectory(new DirectorySettings(
                        List.of(URI.create("ldap://localhost:" + ldap.getListenPort())),
                        "in-memory",
                        "cn=isthmus",
                        "secret",
                        Optional.empty(),
                        false,
                        4,
                        Duration.ofSeconds(5))),
                set,
                "",
                resources,
                new JdbcLinks(database, "main"),
                runs,
                new JdbcSettled(database, "main"),
                new JdbcGroupMembers(database, "main", Map.of()),
                new JdbcDirectoryStates(database, "main"),
                new JdbcUserRoles(database, "main"),
                settings,
                limits,
                clock,
                Imports.NONE,
                Passwords.NONE,
                meanwhile(rulings),
                deviations,
                new SimpleMeterRegistry(),
                Optional.of(new Term(new OwnOrders(runs), Runnable::run, () -> holding, () -> false)));
        service.start();
    }

    /** Somebody decides something as soon as a run has looked at what was decided, once. */
    private Rulings meanwhile(Rulings rulings) {
        return (Rulings) Proxy.newProxyInstance(
                Rulings.class.getClassLoader(), new Class<?>[] {Rulings.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(rulings, arguments);
                    if (method.getName().equals("suppressions")) {
                        Runnable decision = meanwhile.getAndSet(() -> {});
                        decision.run();
                    }
                    return answer;
                });
    }

    /** Hash of the mapping. */
    String mapping() {
        return mapping;
    }

    ReconcileService service() {
        return service;
    }

    String hire(String userName) {
        return hireFrom("okta", userName);
    }

    String hireFrom(String source, String userName) {
        String id = UUID.randomUUID().toString();
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("userName", userName)
                .put("externalId", "e" + users++)
                .put("active", true);
        body.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        push(source, new Operation.Create(id, body));
        return id;
    }

    /** Two sources have the same person, and no run in between. */
    void bothHire(String userName) {
        together(() -> {
            hireFrom("okta", userName);
            hireFrom("entra", userName);
        });
    }

    /** One run sees all of these pushes at once, however long they take. */
    void together(Runnable pushes) {
        holding = true;
        pushes.run();
        holding = false;
        service.pushed();
    }

    Links links() {
        return new JdbcLinks(database, "main");
    }

    void patch(String id, String path, JsonNode value) {
        ObjectNode operation =
                JsonNodeFactory.instance.objectNode().put("op", "replace").put("path", path);
        operation.set("value", value);
        push(new Operation.Patch(id, JsonNodeFactory.instance.arrayNode().add(operation), Optional.empty()));
    }

    void patch(String id, String path, String value) {
        patch(id, path, JsonNodeFactory.instance.textNode(value));
    }

    void active(String id, boolean active) {
        patch(id, "active", JsonNodeFactory.instance.booleanNode(active));
    }

    void fire(String id) {
        push(new Operation.Delete(id, Optional.empty()));
    }

    private void push(Operation operation) {
        push("okta", operation);
    }

    private void push(String source, Operation operation) {
        PushResult result = journal.accept(new Push(source, "token", "request", ResourceType.USER, operation))
                .toCompletableFuture()
                .join();
        if (!(result instanceof PushResult.Stored)) {
            throw new IllegalStateException(result.toString());
        }
    }

    /** Waits until nothing that was pushed is pending. */
    void settled() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> service.status().pending() == 0);
    }

    RunRow run(RunRow.Kind kind) {
        RunRow asked = service.request(kind, Optional.empty(), "operator");
        return service.await(asked.id(), Duration.ofSeconds(60)).orElseThrow();
    }

    RunRow held() {
        return runs.held().orElseThrow();
    }

    RunRow approve(RunRow run, Long... except) {
        service.approve(run.id(), run.hash().orElseThrow(), java.util.Set.of(except), "operator");
        return service.await(run.id(), Duration.ofSeconds(60)).orElseThrow();
    }

    List<ChangeRow> changes(RunRow run) {
        List<ChangeRow> changes = new ArrayList<>();
        runs.changes(run.id(), changes::add);
        return changes;
    }

    Entry entry(String uid) {
        try {
            return ldap.getEntry("uid=" + uid + "," + BASE, "*", "+");
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    boolean locked(String uid) {
        return entry(uid).hasAttributeValue("employeeType", "disabled");
    }

    @Override
    public void close() {
        service.close();
        ldap.shutDown(true);
        journal.close();
        TestDatabase.close(database);
    }
}
