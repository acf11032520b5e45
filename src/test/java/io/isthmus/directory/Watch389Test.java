package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.directory.flavour.Directory389;
import io.isthmus.ldap.SearchBase;
import io.isthmus.testing.Server389ds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Watch389Test implements WatchContract {
    private Server389ds server;
    private LDAPConnection admin;

    @BeforeAll
    void start() {
        server = Server389ds.start();
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
        return new Directory389();
    }

    @Test
    void aRestartedServerGoesOnFromTheCookie() throws LDAPException {
        String ada = user("restart.ada");
        Map<String, byte[]> cookies;
        try (Overheard heard = Overheard.of(watching(), bases(), Map.of())) {
            heard.begun(2);
            server.kill9();
            assertThat(heard.end()).isInstanceOf(DirectoryFailure.class);
            cookies = heard.cookies();
        }
        server.launch();
        admin = server.admin();
        touch(ada, "+49 4");
        try (Overheard heard = Overheard.of(watching(), bases(), cookies)) {
            heard.await(0, anchor(ada));
            assertThat(heard.seen).noneMatch(Seen.Everything.class::isInstance);
        }
    }
}
