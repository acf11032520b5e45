package io.isthmus.reconcile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.Directory;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.ResourceType;
import io.isthmus.store.GroupCommitJournal;
import io.isthmus.store.JdbcDeviations;
import io.isthmus.store.JdbcDirectoryStates;
import io.isthmus.store.JdbcGroupMembers;
import io.isthmus.store.JdbcImports;
import io.isthmus.store.JdbcLinks;
import io.isthmus.store.JdbcResources;
import io.isthmus.store.JdbcRulings;
import io.isthmus.store.JdbcRuns;
import io.isthmus.store.JdbcSettled;
import io.isthmus.store.JdbcUserRoles;
import io.isthmus.store.TestDatabase;
import io.isthmus.testing.StrictSchema;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.sql.DataSource;

/** A small set-up of store, engine and LDAP server, whose directory refuses what a test says. */
final class Office implements AutoCloseable {
    static final String BASE = "ou=people,dc=example,dc=com";
    static final String GROUPS = "ou=groups,dc=example,dc=com";

    final TestClock clock = new TestClock();
    final InMemoryDirectoryServer ldap;
    final Engine engine;
    private final Parts parts;
    final Execution execution;
    final JdbcRuns runs;
    final JdbcLinks links;
    final JdbcDirectoryStates states;
    final JdbcResources resources;
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    Function<Change, Optional<Kind>> refuses = change -> Optional.empty();
    /** whether the process dies before it records the result of a write */
    boolean dies;

    /** whether it was the database that failed for a moment, and not the process */
    boolean recovers;

    boolean breaksOff;
    /** whether the directory is away */
    boolean gone;

    final DataSource database = TestDatabase.fresh();
    final JdbcDeviations deviations = new JdbcDeviations(database, "main");
    private final GroupCommitJournal journal;
    private final LdapDirectory directory;
    private final ExecutorService writers = Executors.newFixedThreadPool(4);

    static final ReconcileSettings SETTINGS = new ReconcileSettings(
            true, true, true, true, Duration.ZERO, Duration.ofHours(72), Duration.ofSeconds(5), 4);

    Office(String mapping) throws LDAPException, LDIFException {
        this(mapping, limits(MemberLimits.NONE), SETTINGS, Set.of());
    }

    Office(String mapping, MemberLimits members) throws LDAPException, LDIFException {
        this(mapping, limits(members), SETTINGS, Set.of());
    }

    Office(String mapping, SafetyLimits limits, ReconcileSettings settings) throws LDAPException, LDIFException {
        this(mapping, limits, settings, Set.of());
    }

    static SafetyLimits limits(MemberLimits members) {
        return new SafetyLimits(0, new SafetyLimits.Limit(0, 0), new SafetyLimits.Limit(0, 0), members);
    }

    /** @param importing sources that import */
    Office(String mapping, Set<String> importing) throws LDAPException, LDIFException {
        this(mapping, limits(MemberLimits.NONE), importing);
    }

    /** @param importing sources that import */
    Office(String mapping, SafetyLimits limits, Set<String> importing) throws LDAPException, LDIFException {
        this(mapping, limits, SETTINGS, importing);
    }

    /** One whose server keeps references whole: who is renamed or deleted is so in its groups as well. */
    static Office keepingReferences(String mapping) throws LDAPException, LDIFException {
        return keepingReferences(mapping, SETTINGS);
    }

    /** The same with other switches. */
    static Office keepingReferences(String mapping, ReconcileSettings settings) throws LDAPException, LDIFException {
        return new Office(mapping, limits(MemberLimits.NONE), settings, Set.of(), "member", "manager");
    }

    private Office(
            String mapping,
            SafetyLimits limits,
            ReconcileSettings settings,
            Set<String> importing,
            String... references)
            throws LDAPException, LDIFException {
        journal = new GroupCommitJournal(database, clock, push -> {}, GroupCommitJournal.Settings.DEFAULT);
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.addAdditionalBindCredentials("cn=isthmus", "secret");
        config.setSchema(StrictSchema.get());
        config.setReferentialIntegrityAttributes(references);
        ldap = new InMemoryDirectoryServer(config);
        ldap.startListening();
        ldap.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        ldap.add("dn: " + BASE, "objectClass: organizationalUnit", "ou: people");
        ldap.add("dn: " + GROUPS, "objectClass: organizationalUnit", "ou: groups");
        directory = new LdapDirectory(new DirectorySettings(
                List.of(URI.create("ldap://localhost:" + ldap.getListenPort())),
                "in-memory",
                "cn=isthmus",
                "secret",
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
        links = new JdbcLinks(database, "main");
        runs = new JdbcRuns(database, "main");
        states = new JdbcDirectoryStates(database, "main");
        resources = new JdbcResources(database);
        Parts parts = new Parts(
                refusing(),
                ((MappingResult.Valid) MappingReader.read(mapping, "office")).mapping(),
                "",
                resources,
                links,
                Dying.before(runs, this::crashes),
                new JdbcSettled(database, "main"),
                Dying.before(GroupMembers.class, new JdbcGroupMembers(database, "main", Map.of()), this::crashes),
                states,
                new RoleWatch(new JdbcUserRoles(database, "main"), metrics, clock),
                settings,
                limits,
                clock,
                new Imports(importing, new JdbcImports(database, "main"), Optional.of(journal)),
                Passwords.NONE,
                new JdbcRulings(database, "main"),
                deviations);
        this.parts = parts;
        execution = execution(200);
        engine = new Engine(parts, execution);
    }

    private boolean crashes() {
        boolean now = dies;
        dies = now && !recovers;
        return now;
    }

    Parts parts() {
        return parts;
    }

    /** The engine of a process that has just started. */
    Engine another() {
        return new Engine(parts, execution(3));
    }

    /** Writes in slices of that size. */
    Execution another(int slice) {
        return execution(slice);
    }

    private Execution execution(int slice) {
        return new Execution(parts, new Applier(parts, writers), writers, metrics, slice, () -> false, () -> {});
    }

    /** An engine that writes by slices of three, with something between them. */
    Engine slow(Runnable between) {
        return new Engine(parts, slowly(between));
    }

    /** Writes in slices of three, with something between them. */
    Execution slowly(Runnable between) {
        return new Execution(parts, new Applier(parts, writers), writers, metrics, 3, () -> true, between);
    }

    private Directory refusing() {
        return (Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (proxy, method, with) -> {
                    if (method.getName().equals("apply")) {
                        Optional<Kind> kind = refuses.apply((Change) with[0]);
                        if (kind.isPresent()) {
                            return new ChangeResult.Failed(kind.get(), 0, "refused by the test");
                        }
                    }
                    if (gone) {
                        throw new DirectoryFailure(Kind.UNAVAILABLE, "the test has it away", new IOException());
                    }
                    try {
                        Object result = method.invoke(directory, with);
                        if (breaksOff && method.getName().equals("read")) {
                            throw new DirectoryFailure(Kind.UNAVAILABLE, "the test breaks off", new IOException());
                        }
                        return result;
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    static ObjectNode user(String name) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("userName", name).put("externalId", "E-" + name);
        body.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        return body;
    }

    String create(String name) {
        return push(new Operation.Create(UUID.randomUUID().toString(), user(name)));
    }

    void replace(String id, ObjectNode body) {
        push(new Operation.Replace(id, body, Optional.empty()));
    }

    void delete(String id) {
        push(new Operation.Delete(id, Optional.empty()));
    }

    static ObjectNode group(String name) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("displayName", name);
        body.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Group");
        return body;
    }

    String createGroup(String name, String... members) {
        return pushGroup(new Operation.Create(
                UUID.randomUUID().toString(), group(name), List.of(new MemberDelta.Add(of(members)))));
    }

    void renameGroup(String id, String name) {
        pushGroup(new Operation.Replace(id, group(name), Optional.empty()));
    }

    void deleteGroup(String id) {
        pushGroup(new Operation.Delete(id, Optional.empty()));
    }

    void members(String group, MemberDelta... deltas) {
        pushGroup(new Operation.Patch(group, JsonNodeFactory.instance.arrayNode(), List.of(deltas), Optional.empty()));
    }

    static List<Member> of(String... values) {
        return java.util.Arrays.stream(values).map(Member::of).toList();
    }

    /** Values of a group's attribute, in order; empty where there is no such group. */
    List<String> values(String dn, String attribute) throws LDAPException {
        Entry entry = ldap.getEntry(dn);
        return entry == null || entry.getAttributeValues(attribute) == null
                ? List.of()
                : java.util.Arrays.stream(entry.getAttributeValues(attribute))
                        .sorted()
                        .toList();
    }

    /** An operator's run over everything. */
    RunRow sync() {
        return engine.full(engine.begin(RunRow.Kind.SYNC, "test"));
    }

    /** An operator's run over everything, by another mapping, which is accepted by itself. */
    RunRow sync(String mapping) {
        Engine with = under(mapping);
        return with.full(with.begin(RunRow.Kind.SYNC, "test"));
    }

    /** An engine with another mapping, which is accepted by itself. */
    Engine under(String mapping) {
        Parts other = partsUnder(mapping);
        return new Engine(
                other, new Execution(other, new Applier(other, writers), writers, metrics, 200, () -> false, () -> {}));
    }

    /** All parts, with another mapping. */
    Parts partsUnder(String mapping) {
        return new Parts(
                parts.directory(),
                ((MappingResult.Valid) MappingReader.read(mapping, "office")).mapping(),
                parts.shape(),
                parts.resources(),
                parts.links(),
                parts.runs(),
                parts.settled(),
                parts.members(),
                parts.states(),
                parts.roles(),
                parts.settings(),
                parts.limits(),
                parts.clock(),
                parts.imports(),
                parts.passwords(),
                parts.rulings(),
                parts.deviations());
    }

    /** What a run over everything would do. */
    RunRow plan() {
        return engine.full(engine.begin(RunRow.Kind.PLAN, "test"));
    }

    String push(Operation operation) {
        return push(ResourceType.USER, operation);
    }

    String pushGroup(Operation operation) {
        return push(ResourceType.GROUP, operation);
    }

    private String push(ResourceType type, Operation operation) {
        PushResult result = journal.accept(new Push("okta", "token", "request", type, operation))
                .toCompletableFuture()
                .join();
        return ((PushResult.Stored) result).resource().id();
    }

    Optional<Entry> entry(String rdn) throws LDAPException {
        return Optional.ofNullable(ldap.getEntry(rdn + "," + BASE));
    }

    long reconciled() {
        return states.load().reconciled();
    }

    /** All changes of all runs, the oldest first, as {@code type resource-name outcome}. */
    List<String> changes() {
        List<RunRow> rows = new ArrayList<>(runs.list(Optional.empty(), Optional.empty(), Optional.empty(), 200));
        java.util.Collections.reverse(rows);
        List<String> told = new ArrayList<>();
        rows.forEach(row -> runs.changes(
                row.id(),
                change -> told.add(
                        change.change().type() + " " + change.change().about().name() + " " + change.outcome())));
        return told;
    }

    @Override
    public void close() {
        writers.shutdown();
        directory.close();
        ldap.shutDown(true);
        journal.close();
        TestDatabase.close(database);
    }
}
