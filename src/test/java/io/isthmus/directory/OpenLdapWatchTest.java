package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.directory.flavour.OpenLdap;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.testing.Cable;
import io.isthmus.testing.OpenLdapServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenLdapWatchTest implements WatchContract {
    private OpenLdapServer server;
    private LDAPConnection admin;

    @BeforeAll
    void start() {
        server = OpenLdapServer.start(false);
        admin = server.admin();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            admin.close();
            server.close();
        }
    }

    @Override
    public Watching watching() {
        return PlainWatch.on(server.url(), Optional.empty());
    }

    @Override
    public LDAPConnection admin() {
        return admin;
    }

    @Override
    public List<SearchBase> bases() {
        return PlainWatch.bases();
    }

    @Override
    public int streams() {
        return 2;
    }

    @Override
    public String user(String name) throws LDAPException {
        return PlainWatch.user(admin, name);
    }

    @Override
    public String group(String name, String member) throws LDAPException {
        return PlainWatch.group(admin, name, member);
    }

    @Override
    public DirectoryFlavour flavour() {
        return new OpenLdap();
    }

    @Test
    void aCableThatIsCutEndsItAndTheCookieGoesOnFromThere() throws LDAPException {
        try (Cable cable = new Cable(server.url())) {
            Watching watching = PlainWatch.on(cable.url(), Optional.empty());
            Map<String, byte[]> cookies;
            String ada = user("cut.ada");
            try (Overheard heard = Overheard.of(watching, bases(), Map.of())) {
                heard.begun(2);
                cable.cut();
                assertThat(heard.end())
                        .isInstanceOfSatisfying(
                                DirectoryFailure.class,
                                failure -> assertThat(failure.kind()).isEqualTo(DirectoryFailure.Kind.UNAVAILABLE));
                cookies = heard.cookies();
            }
            touch(ada, "+49 3");
            try (Overheard heard = Overheard.of(watching, bases(), cookies)) {
                heard.await(0, anchor(ada));
                assertThat(heard.seen).noneMatch(Seen.Everything.class::isInstance);
            }
        }
    }

    @Test
    void aServerThatHangsIsNoticed() throws LDAPException {
        try (OpenLdapServer hanging = OpenLdapServer.start(false);
                Overheard heard = Overheard.of(PlainWatch.on(hanging.url(), Optional.empty()), bases(), Map.of())) {
            heard.begun(2);
            hanging.suspend();
            assertThat(heard.end()).isInstanceOf(DirectoryFailure.class);
            hanging.resume();
        }
    }

    @Test
    void withoutARecordOfDeletionsAbsenceIsToldAtTheEndOfTheRefresh() throws LDAPException {
        try (OpenLdapServer forgetful = OpenLdapServer.without("syncprov-sessionlog");
                LDAPConnection by = forgetful.admin()) {
            Watching watching = PlainWatch.on(forgetful.url(), Optional.empty());
            String ada = PlainWatch.user(by, "ada");
            String bob = PlainWatch.user(by, "bob");
            Map<String, byte[]> cookies;
            try (Overheard heard = Overheard.of(watching, bases(), Map.of())) {
                heard.begun(2);
                cookies = heard.cookies();
            }
            Anchor stays = new OpenLdap().anchor(by.getEntry(ada, "entryUUID")).orElseThrow();
            Anchor gone = new OpenLdap().anchor(by.getEntry(bob, "entryUUID")).orElseThrow();
            by.delete(bob);
            try (Overheard heard = Overheard.of(watching, bases(), cookies)) {
                heard.await(
                        0,
                        seen -> seen instanceof Seen.Present all
                                && all.base().toString().startsWith("ou=people"));
                Seen.Present people = heard.seen.stream()
                        .filter(Seen.Present.class::isInstance)
                        .map(Seen.Present.class::cast)
                        .filter(all -> all.base().toString().startsWith("ou=people"))
                        .findFirst()
                        .orElseThrow();
                assertThat(people.anchors().contains(stays)).isTrue();
                assertThat(people.anchors().contains(gone)).isFalse();
            }
        }
    }

    @Test
    void aServerWithoutTheOverlayCannotBeWatched() {
        try (OpenLdapServer mute = OpenLdapServer.without("overlay syncprov", "syncprov-", "moduleload syncprov")) {
            assertThat(PlainWatch.on(mute.url(), Optional.empty()).open(bases()))
                    .isEmpty();
        }
    }

    @Test
    void aQuietConnectionLivesOverTls() throws LDAPException {
        try (OpenLdapServer tls = OpenLdapServer.startWithTls();
                LDAPConnection by = tls.admin();
                Overheard heard = Overheard.of(PlainWatch.on(tls.ldapsUrl(), tls.authority()), bases(), Map.of())) {
            heard.begun(2);
            long quiet = System.nanoTime() + Duration.ofSeconds(6).toNanos();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> heard.over() || System.nanoTime() > quiet);
            String ada = PlainWatch.user(by, "ada");
            heard.await(0, new OpenLdap().anchor(by.getEntry(ada, "entryUUID")).orElseThrow());
        }
    }
}
