package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldif.LDIFException;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.store.GroupCommitJournal;
import io.isthmus.store.JdbcDirectoryStates;
import io.isthmus.store.JdbcGroupMembers;
import io.isthmus.store.JdbcLinks;
import io.isthmus.store.JdbcResources;
import io.isthmus.store.JdbcRuns;
import io.isthmus.store.JdbcSettled;
import io.isthmus.store.JdbcUserRoles;
import io.isthmus.store.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/** A small company: an identity provider, a directory with other writers, and our engine between them. */
final class World implements AutoCloseable {
    private static final String BASE = "ou=people,dc=example,dc=com";

    private final int seed;
    private final Random random;
    private final Personnel personnel;
    private final int slice;
    private final TestClock clock = new TestClock();
    private final DataSource database = TestDatabase.fresh();
    private final GroupCommitJournal journal;
    private final JdbcResources resources = new JdbcResources(database);
    private final InMemoryDirectoryServer ldap;
    private final LdapDirectory directory;
    private final Story story;
    private final ExecutorService writers = Executors.newFixedThreadPool(4);
    private final Map<String, Set<String>> foreignPhones = new HashMap<>();
    private final Map<String, Entry> unmanaged = new HashMap<>();
    private final List<String> ids = new ArrayList<>();
    private boolean crash;
    private boolean crashed;
    private RunRow last;

    World(int seed) throws LDAPException, LDIFException {
        this.seed = seed;
        this.random = new Random(seed);
        this.personnel = new Personnel(random);
        this.slice = 1 + random.nextInt(6);
        this.journal = new GroupCommitJournal(database, clock, push -> {}, GroupCommitJournal.Settings.DEFAULT);
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.addAdditionalBindCredentials("cn=isthmus", "secret");
        ldap = new InMemoryDirectoryServer(config);
        ldap.startListening();
        ldap.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        ldap.add("dn: " + BASE, "objectClass: organizationalUnit", "ou: people");
        story = new Story(database, ldap);
        directory = new LdapDirectory(new DirectorySettings(
                List.of(URI.create("ldap://localhost:" + ldap.getListenPort())),
                "in-memory",
                "cn=isthmus",
                "secret",
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
    }

    int seed() {
        return seed;
    }

    void create() {
        String id = UUID.nameUUIDFromBytes("%d/%d".formatted(seed, ids.size()).getBytes(StandardCharsets.UTF_8))
                .toString();
        ObjectNode body = personnel.body(personnel.name(), "e" + ids.size(), ids);
        if (push(new Operation.Create(id, body))) {
            ids.add(id);
        }
    }

    void change() {
        existing().ifPresent(user -> {
            ObjectNode body = personnel.body(user.body().path("userName").asText(), number(user), ids);
            push(new Operation.Replace(user.id(), body, Optional.empty()));
        });
    }

    void rename() {
        existing().ifPresent(user -> {
            ObjectNode body = user.body().deepCopy();
            push(new Operation.Replace(user.id(), body.put("userName", personnel.name()), Optional.empty()));
        });
    }

    void switchActive() {
        existing().ifPresent(user -> {
            ObjectNode body = user.body().deepCopy();
            body.put("active", !body.path("active").asBoolean(true));
            push(new Operation.Replace(user.id(), body, Optional.empty()));
        });
    }

    void delete() {
        existing().ifPresent(user -> push(new Operation.Delete(user.id(), Optional.empty())));
    }

    /** Somebody else's script: phones, titles, renames, deletions, accounts of its own. */
    void otherWriter() throws LDAPException, LDIFException {
        List<SearchResultEntry> people = people();
        if (people.isEmpty() || random.nextInt(5) == 0) {
            unmanaged();
            return;
        }
        SearchResultEntry one = people.get(random.nextInt(people.size()));
        if (unmanaged.containsKey(anchor(one))) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> phone(one);
            case 1 ->
                ldap.modify(one.getDN(), new Modification(ModificationType.REPLACE, "title", "x" + random.nextInt(9)));
            case 2 -> {
                // an entry made just before a crash and renamed before our return is asked about, like any that is not
                // known
                if (!crashed) {
                    renamed(one);
                }
            }
            default -> ldap.delete(one.getDN());
        }
    }

    private void unmanaged() throws LDAPException, LDIFException {
        String dn = "uid=" + personnel.name() + "," + BASE;
        if (ldap.getEntry(dn) == null) {
            String uid = dn.substring(4, dn.indexOf(','));
            ldap.add(
                    "dn: " + dn, "objectClass: inetOrgPerson", "uid: " + uid, "cn: other", "sn: other", "title: other");
            Entry added = ldap.getEntry(dn, "*", "+");
            unmanaged.put(anchor(added), added);
        }
    }

    private void phone(SearchResultEntry one) throws LDAPException {
        String value = "+49 " + random.nextInt(1000);
        if (!one.hasAttributeValue("telephoneNumber", value)) {
            ldap.modify(one.getDN(), new Modification(ModificationType.ADD, "telephoneNumber", value));
            foreignPhones.computeIfAbsent(anchor(one), key -> new HashSet<>()).add(value);
        }
    }

    private void renamed(SearchResultEntry one) throws LDAPException {
        String name = "uid=moved" + random.nextInt(1000);
        if (ldap.getEntry(name + "," + BASE) == null) {
            ldap.modifyDN(one.getDN(), name, true, null);
        }
    }

    /** An operator's run over everything, in a process of its own. */
    RunRow run(boolean crashing) {
        crash = crashing;
        Engine engine = engine();
        last = engine.full(engine.begin(RunRow.Kind.SYNC, "world"));
        assertThat(last.status() == RunRow.Status.FAILED && !crashing)
                .as("world %d: %s", seed, last.error())
                .isFalse();
        crash = false;
        crashed = crashing;
        return last;
    }

    List<String> lastChanges() {
        return story.changes(last.id());
    }

    private Engine engine() {
        ReconcileSettings settings = new ReconcileSettings(
                true, true, true, true, Duration.ZERO, Duration.ofHours(72), Duration.ofSeconds(5), 4);
        SafetyLimits limits = new SafetyLimits(0, new SafetyLimits.Limit(0, 0), new SafetyLimits.Limit(0, 0));
        MappingSet mapping = ((MappingResult.Valid) MappingReader.read(Personnel.MAPPING, "world")).mapping();
        JdbcLinks links = new JdbcLinks(database, "main");
        Runs runs = Dying.before(new JdbcRuns(database, "main"), () -> crash);
        Parts parts = new Parts(
                directory,
                mapping,
                "",
                resources,
                links,
                runs,
                new JdbcSettled(database, "main"),
                new JdbcGroupMembers(database, "main", Map.of()),
                new JdbcDirectoryStates(database, "main"),
                new RoleWatch(new JdbcUserRoles(database, "main"), new SimpleMeterRegistry(), clock),
                settings,
                limits,
                clock);
        Applier applier = new Applier(parts, writers);
        return new Engine(
                parts,
                new Execution(
                        parts,
                        applier,
                        writers,
                        new SimpleMeterRegistry(),
                        slice,
                        () -> random.nextBoolean(),
                        () -> {}));
    }

    void check() throws LDAPException {
        for (Resource user : resources.byIds(ids)) {
            Optional<Entry> entry = ofUser(user);
            if (user.deleted().isPresent()) {
                entry.ifPresent(there -> assertThat(there.getAttributeValue("employeeType"))
                        .as(about(user))
                        .isEqualTo("disabled"));
            } else if (nameIsFree(user)) {
                assertThat(entry).as(about(user)).isPresent();
                checkLive(user, entry.get());
            }
        }
        for (Entry other : unmanaged.values()) {
            assertThat(Entry.diff(other, ldap.getEntry(other.getDN(), "*", "+"), true))
                    .as("unmanaged " + other.getDN())
                    .isEmpty();
        }
    }

    private void checkLive(Resource user, Entry entry) throws LDAPException {
        JsonNode data = user.body();
        assertThat(entry.getParsedDN().getRDN().getAttributeValues()[0])
                .as(about(user))
                .isEqualTo(data.path("userName").asText());
        assertThat(Story.values(entry, "cn"))
                .as(about(user))
                .containsExactly(data.path("userName").asText());
        assertThat(Story.values(entry, "employeeType"))
                .as(about(user))
                .isEqualTo(data.path("active").asBoolean(true) ? Set.of() : Set.of("disabled"));
        if (data.has("title")) {
            assertThat(Story.values(entry, "title"))
                    .as(about(user))
                    .containsExactly(data.path("title").asText());
        } else {
            assertThat(Story.values(entry, "title")).as(about(user)).noneMatch(title -> title.startsWith("t"));
        }
        Set<String> phones = new HashSet<>(foreignPhones.getOrDefault(anchor(entry), Set.of()));
        data.path("phoneNumbers")
                .forEach(phone -> phones.add(phone.path("value").asText()));
        assertThat(Story.values(entry, "telephoneNumber")).as(about(user)).isEqualTo(phones);
        checkManager(user, entry);
    }

    private void checkManager(Resource user, Entry entry) throws LDAPException {
        String manager = Personnel.manager(user.body());
        if (manager.isEmpty()) {
            assertThat(Story.values(entry, "manager")).as(about(user)).isEmpty();
        }
        for (Resource named : resources.byIds(List.of(manager))) {
            if (named.deleted().isEmpty() && nameIsFree(named)) {
                assertThat(Story.values(entry, "manager"))
                        .as(about(user))
                        .containsExactly(ofUser(named).orElseThrow().getDN());
            }
        }
    }

    /** After the ladder's time deleted users of our making are gone, and only they. */
    void checkGone() throws LDAPException {
        for (Resource user : resources.byIds(ids)) {
            if (user.deleted().isPresent()) {
                assertThat(ofUser(user)).as(about(user)).isEmpty();
            }
        }
        check();
    }

    void pass(Duration time) {
        clock.pass(time);
    }

    private String about(Resource user) {
        return "world %d, user %s %s; last run %s; links %s; history %s; entries %s"
                .formatted(
                        seed,
                        number(user),
                        user.body(),
                        last.counts(),
                        story.links(),
                        String.join("\n", story.of(user.id())),
                        story.entries(BASE));
    }

    private boolean nameIsFree(Resource user) throws LDAPException {
        Entry there = ldap.getEntry("uid=" + user.body().path("userName").asText() + "," + BASE, "*", "+");
        return there == null
                || !unmanaged.containsKey(anchor(there)) && there.hasAttributeValue("employeeNumber", number(user));
    }

    private Optional<Entry> ofUser(Resource user) throws LDAPException {
        List<SearchResultEntry> found = ldap.search(
                        BASE, SearchScope.SUB, "(employeeNumber=" + number(user) + ")", "*", "+")
                .getSearchEntries();
        assertThat(found).as(about(user)).hasSizeLessThan(2);
        return found.stream().<Entry>map(entry -> entry).findFirst();
    }

    private List<SearchResultEntry> people() throws LDAPException {
        return ldap.search(BASE, SearchScope.ONE, "(objectClass=inetOrgPerson)", "*", "+")
                .getSearchEntries();
    }

    private static String number(Resource user) {
        return user.body().path("externalId").asText();
    }

    private static String anchor(Entry entry) {
        return entry.getAttributeValue("entryUUID");
    }

    private Optional<Resource> existing() {
        List<Resource> live = resources.byIds(ids).stream()
                .filter(user -> user.deleted().isEmpty())
                .sorted(java.util.Comparator.comparing(Resource::id))
                .toList();
        return live.isEmpty() ? Optional.empty() : Optional.of(live.get(random.nextInt(live.size())));
    }

    private boolean push(Operation operation) {
        return journal.accept(new Push("okta", "token", "request", ResourceType.USER, operation))
                        .toCompletableFuture()
                        .join()
                instanceof io.isthmus.journal.PushResult.Stored;
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
