package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SearchBase;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.ValueChange;
import io.isthmus.plan.WholeEntry;
import io.isthmus.testing.LdapServer;
import io.isthmus.testing.OpenLdapServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port over a real slapd: the contract, and what only a network and a real server can do to us. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenLdapDirectoryTest implements LockContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** where it is waited for: long enough that half of it is much for a busy machine */
    private static final Duration HUNG = Duration.ofSeconds(2);

    private OpenLdapServer slapd;
    private Directory directory;

    @BeforeAll
    void start() {
        slapd = OpenLdapServer.start(false);
        directory = to(slapd.url());
    }

    @AfterAll
    void stop() {
        directory.close();
        slapd.close();
    }

    private static Directory to(String... urls) {
        return at(OpenLdapServer.SERVICE_PASSWORD, Optional.empty(), false, urls);
    }

    private static Directory at(String password, Optional<Path> ca, boolean startTls, String... urls) {
        return at(TIMEOUT, password, ca, startTls, urls);
    }

    private static Directory at(
            Duration timeout, String password, Optional<Path> ca, boolean startTls, String... urls) {
        return new LdapDirectory(new DirectorySettings(
                Arrays.stream(urls).map(URI::create).toList(),
                "auto",
                OpenLdapServer.SERVICE,
                password,
                ca,
                startTls,
                4,
                timeout));
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public Directory intruder() {
        return at("wrong", Optional.empty(), false, slapd.url());
    }

    @Override
    public LdapServer server() {
        return slapd;
    }

    @Test
    void whoMayWriteAndNotReadIsToldWhichRightIsMissing() {
        String all = "access to * by dn.exact=\"uid=isthmus,ou=services,dc=example,dc=com\" write";
        try (OpenLdapServer other = OpenLdapServer.changed(conf -> conf.replace(all, all.replace(" write", " =w")));
                Directory blind = to(other.url())) {
            ChangeResult.Applied made =
                    DirectoryContract.applied(blind.apply(DirectoryContract.add("blind.one", Map.of())));
            assertThat(made.anchor()).isEmpty();
            assertThat(made.shortfall().orElseThrow().detail())
                    .contains("cannot read its entryUUID", "let it read and search below ou=people,dc=example,dc=com");
        }
    }

    @Test
    void probesWhatTheServerCanDo() {
        Capabilities found = directory.capabilities();
        assertThat(found.flavour()).isEqualTo("openldap");
        assertThat(found.anchorAttribute()).isEqualTo("entryUUID");
        assertThat(found.canDisable()).isTrue();
        assertThat(found.details()).containsKeys("memberOf", "refint", "ppolicy", "memberRequired");
    }

    @Test
    void writesByAclAreDeniedOneByOne() {
        assertThat(DirectoryContract.failed(directory.apply(DirectoryContract.add("denied.one", Map.of())))
                        .kind())
                .isEqualTo(Kind.DENIED);
    }

    /** slapo-memberof follows a write with its controls: what is asserted of a group fails on the member, and nobody is told. */
    @Test
    void whoComesAndGoesShowsItAndNobodyShowsAGroupThatIsGone() {
        DN ann = added("shows.ann", Map.of()).dn();
        DN bob = added("shows.bob", Map.of()).dn();
        Change made = words().group("shows", ann.toString());
        DirectoryContract.applied(directory.apply(made));
        assertThat(groupsOf(ann)).isPresent();
        ActualEntry group = directory.entry(made.dn(), Set.of("member")).orElseThrow();
        DirectoryContract.applied(directory.apply(member(group, bob, true)));
        assertThat(groupsOf(bob)).isPresent();
        DirectoryContract.applied(directory.apply(member(group, ann, false)));
        assertThat(groupsOf(ann)).isEmpty();
        WholeEntry seen =
                WholeEntry.of(directory.entry(group.dn(), WholeEntry.ATTRIBUTES).orElseThrow());
        DirectoryContract.applied(directory.apply(
                new Change.DeleteEntry(DirectoryContract.about("shows"), group.anchor(), group.dn(), seen)));
        assertThat(groupsOf(bob)).isEmpty();
    }

    /** Without the assertion it is read in the same breath. */
    @Test
    void aGroupThatIsAnotherByNowGetsNoMembersOfTheOldOne() throws Exception {
        DN ann = added("another.ann", Map.of()).dn();
        Change made = words().group("another", ann.toString());
        DirectoryContract.applied(directory.apply(made));
        ActualEntry group = directory.entry(made.dn(), Set.of("member")).orElseThrow();
        try (LDAPConnection admin = slapd.admin()) {
            admin.delete(group.dn().toString());
        }
        DirectoryContract.applied(directory.apply(made));
        assertThat(DirectoryContract.failed(directory.apply(member(group, ann, false)))
                        .kind())
                .isEqualTo(Kind.CONFLICT);
        assertThat(groupsOf(ann)).isPresent();
    }

    private Optional<Attribute> groupsOf(DN member) {
        return directory.entry(member, Set.of("memberOf")).flatMap(entry -> entry.attribute("memberOf"));
    }

    private static Change member(ActualEntry group, DN member, boolean add) {
        return new Change.ModifyMembers(
                DirectoryContract.about("shows"),
                Optional.of(group.anchor()),
                group.dn(),
                "member",
                List.of(new MemberEdit("r", member.toString(), add, ValueChange.Kind.PENDING)),
                Optional.of("cn=nobody,dc=example,dc=com"));
    }

    /** slapo-unique takes the assertion over into its own search and answers assertionFailed, whatever the entry is. */
    @Test
    void namesThatTheServerKeepsUniqueCanBeChangedAndTheRefusalOfATakenOneIsRejected() throws Exception {
        ActualEntry entry = added("unique.from", Map.of("title", List.of("old")));
        ValueChange title = new ValueChange("title", List.of("old"), List.of("new"), ValueChange.Kind.PENDING);
        DirectoryContract.applied(
                directory.apply(DirectoryContract.rename(entry, "unique.to", Optional.empty(), title)));
        ActualEntry after = entry(DirectoryContract.named("unique.to"));
        assertThat(after.anchor()).isEqualTo(entry.anchor());
        ValueChange second = new ValueChange("uid", List.of(), List.of("unique.second"), ValueChange.Kind.PENDING);
        DirectoryContract.applied(directory.apply(DirectoryContract.modify(after, second)));
        assertThat(entry(after.dn()).attribute("uid").orElseThrow().getValues()).contains("unique.second");
        try (LDAPConnection admin = slapd.admin()) {
            admin.add(
                    "dn: uid=unique.taken,ou=groups,dc=example,dc=com",
                    "objectClass: inetOrgPerson",
                    "uid: unique.taken",
                    "cn: t",
                    "sn: t");
        }
        ChangeResult.Failed taken = DirectoryContract.failed(
                directory.apply(DirectoryContract.rename(after, "unique.taken", Optional.empty())));
        assertThat(taken.kind()).isEqualTo(Kind.REJECTED);
        assertThat(taken.detail()).contains("unique");
    }

    @Test
    void aNameThatTheServerCannotIndexIsItsTroubleWithThatEntryAndNotAnOutage() {
        ChangeResult.Failed failed =
                DirectoryContract.failed(directory.apply(DirectoryContract.add("n".repeat(600), Map.of())));
        assertThat(failed.code()).isEqualTo(80);
        assertThat(failed.kind()).isEqualTo(Kind.TROUBLED);
    }

    /** "80 (other)" was all that it said. */
    @Test
    void aNameOfTooManyBytesIsToldAsSuch() throws Exception {
        String tooLong = "ü".repeat(200);
        ChangeResult.Failed failed =
                DirectoryContract.failed(directory.apply(DirectoryContract.add(tooLong, Map.of())));
        assertThat(failed.detail())
                .contains("its name has 404 bytes", "slapd keeps names of up to about 245", "attributes.uid");
        ActualEntry entry = added("short.name", Map.of());
        assertThat(DirectoryContract.failed(directory.apply(DirectoryContract.rename(entry, tooLong, Optional.empty())))
                        .detail())
                .contains("its name has 404 bytes");
        // the longest that it takes, so that nothing else is told as too long
        added("n".repeat(240), Map.of());
    }

    @Test
    void goesToTheNextServerWhenOneIsAwayAndComesBack() {
        try (OpenLdapServer first = OpenLdapServer.start(false);
                Directory both = to(first.url(), slapd.url())) {
            assertThat(both.up()).isTrue();
            assertThat(both.url()).isEqualTo(first.url());
            first.kill9();
            both.up();
            assertThat(both.up()).isTrue();
            assertThat(both.url()).isEqualTo(slapd.url());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "StartTLS", "ldaps"})
    void aHungServerIsNoticedWithinTheTimeOutAndForgiven(String how) {
        boolean startTls = how.equals("StartTLS");
        boolean plain = how.equals("plain");
        try (OpenLdapServer hung = plain ? OpenLdapServer.start(false) : OpenLdapServer.startWithTls();
                Directory over = at(
                        HUNG,
                        OpenLdapServer.SERVICE_PASSWORD,
                        plain ? Optional.empty() : hung.authority(),
                        startTls,
                        how.equals("ldaps") ? hung.ldapsUrl() : hung.url())) {
            assertThat(over.up()).isTrue();
            var add = DirectoryContract.add("hung", Map.of());
            hung.suspend();
            ChangeResult.Failed failed = DirectoryContract.failed(inTime(() -> over.apply(add)));
            assertThat(failed.kind()).isIn(Kind.UNKNOWN, Kind.UNAVAILABLE);
            for (int i = 0; i < 3; i++) {
                assertThat(inTime(over::up)).isFalse();
            }
            hung.resume();
            assertThat(over.up()).isTrue();
        }
    }

    /** One call takes little longer than one time-out, whatever it has to wait for. */
    private static <T> T inTime(Supplier<T> call) {
        return assertTimeoutPreemptively(HUNG.multipliedBy(3).dividedBy(2), call::get);
    }

    @Test
    void connectionsThatDiedWithTheirServerAreReplacedBeforeTheyAreUsed() {
        try (OpenLdapServer restarted = OpenLdapServer.start(true);
                Directory over = to(restarted.url())) {
            assertThat(over.capabilities().canDisable()).isTrue();
            IntStream.range(0, 200)
                    .parallel()
                    .forEach(i -> DirectoryContract.applied(over.apply(DirectoryContract.add("pooled" + i, Map.of()))));
            restarted.kill9();
            restarted.launch();
            Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            for (int i = 0; i < 6; i++) {
                assertThat(over.up()).isTrue();
            }
            IntStream.range(0, 50)
                    .parallel()
                    .forEach(i -> DirectoryContract.applied(over.apply(DirectoryContract.add("again" + i, Map.of()))));
        }
    }

    @Test
    void aReadThatIsCutShortIsAFailureNotAnEmptyDirectory() {
        try (OpenLdapServer dying = OpenLdapServer.start(false);
                Directory over = to(dying.url())) {
            // three pages: the second is under way while the first is told
            IntStream.range(0, 2100)
                    .parallel()
                    .forEach(i -> DirectoryContract.applied(over.apply(DirectoryContract.add("cut" + i, Map.of()))));
            SearchBase base =
                    new SearchBase(DirectoryContract.dn(PEOPLE), DirectoryContract.filter("(objectClass=*)"), READ);
            assertThatThrownBy(() -> over.read(base, entry -> dying.kill9())).isInstanceOf(DirectoryFailure.class);
            assertThatThrownBy(() -> over.find(base, List.of(DirectoryContract.filter("(uid=a)"))))
                    .isInstanceOfSatisfying(
                            DirectoryFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
        }
    }

    @Test
    void tlsIsOnlyTrustedByTheGivenAuthority() {
        try (OpenLdapServer tls = OpenLdapServer.startWithTls();
                OpenLdapServer another = OpenLdapServer.startWithTls()) {
            for (boolean startTls : List.of(true, false)) {
                String url = startTls ? tls.url() : tls.ldapsUrl();
                try (Directory trusted = at(OpenLdapServer.SERVICE_PASSWORD, tls.authority(), startTls, url);
                        Directory wrong = at(OpenLdapServer.SERVICE_PASSWORD, another.authority(), startTls, url);
                        Directory none = at(OpenLdapServer.SERVICE_PASSWORD, Optional.empty(), startTls, url)) {
                    assertThat(trusted.capabilities().flavour()).as(url).isEqualTo("openldap");
                    assertThat(trusted.certificateEnds()).as(url).isPresent();
                    for (Directory refused : List.of(wrong, none)) {
                        assertThatThrownBy(refused::capabilities)
                                .as(url)
                                .isInstanceOfSatisfying(
                                        DirectoryFailure.class,
                                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                                .message()
                                .containsIgnoringCase("certificate");
                    }
                }
            }
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        try (OpenLdapServer tls = OpenLdapServer.startWithTls();
                Directory byAnotherName = at(
                        OpenLdapServer.SERVICE_PASSWORD,
                        tls.authority(),
                        false,
                        tls.ldapsUrl().replace("127.0.0.1", "127.0.0.2"))) {
            assertThatThrownBy(byAnotherName::capabilities).isInstanceOf(DirectoryFailure.class);
        }
    }
}
