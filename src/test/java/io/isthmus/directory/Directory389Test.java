package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.ValueChange;
import io.isthmus.testing.Server389ds;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The port over a real 389 Directory Server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Directory389Test implements DirectoryContract {
    private Server389ds server;
    private Directory directory;

    @BeforeAll
    void start() {
        server = Server389ds.start();
        directory = at(Server389ds.SERVICE_PASSWORD);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            directory.close();
            server.close();
        }
    }

    private Directory at(String password) {
        return new LdapDirectory(new DirectorySettings(
                List.of(URI.create(server.url())),
                "auto",
                Server389ds.SERVICE,
                password,
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public Directory intruder() {
        return at("wrong");
    }

    @Override
    public LDAPConnection other() {
        return server.admin();
    }

    @Test
    void probesWhatTheServerCanDo() {
        Capabilities found = directory.capabilities();
        assertThat(found.flavour()).isEqualTo("389ds");
        assertThat(found.anchorAttribute()).isEqualTo("nsUniqueId");
        assertThat(found.canDisable()).isTrue();
        assertThat(found.details())
                .containsEntry("assertion", "no")
                .containsEntry("permissiveModify", "no")
                .containsEntry("pagedResults", "yes");
    }

    @Test
    void aLockedAccountCannotBindUntilItIsUnlocked() throws LDAPException {
        ActualEntry entry = added("lock", Map.of());
        String dn = entry.dn().toString();
        try (LDAPConnection admin = server.admin()) {
            admin.modify(dn, new Modification(ModificationType.ADD, "userPassword", "mine-1234"));
        }
        assertThat(server.binds(dn, "mine-1234")).isTrue();
        ValueChange lock = new ValueChange(ActualEntry.DISABLED, List.of(), List.of("true"), ValueChange.Kind.PENDING);
        DirectoryContract.applied(directory.apply(DirectoryContract.modify(entry, lock)));
        assertThat(server.binds(dn, "mine-1234")).isFalse();
        assertThat(entry(entry.dn()).attribute(ActualEntry.DISABLED)).isPresent();
        ValueChange unlock =
                new ValueChange(ActualEntry.DISABLED, List.of("true"), List.of(), ValueChange.Kind.PENDING);
        DirectoryContract.applied(directory.apply(DirectoryContract.modify(entry, unlock)));
        assertThat(server.binds(dn, "mine-1234")).isTrue();
        assertThat(entry(entry.dn()).attribute(ActualEntry.DISABLED)).isEmpty();
    }
}
