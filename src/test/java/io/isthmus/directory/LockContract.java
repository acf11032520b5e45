package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import io.isthmus.testing.LdapServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contract on a real server, and that who is locked cannot bind. */
interface LockContract extends DirectoryContract {
    ValueChange LOCK = new ValueChange(ActualEntry.DISABLED, List.of(), List.of("true"), ValueChange.Kind.PENDING);
    ValueChange UNLOCK = new ValueChange(ActualEntry.DISABLED, List.of("true"), List.of(), ValueChange.Kind.PENDING);

    LdapServer server();

    @Override
    default LDAPConnection other() {
        return server().admin();
    }

    @Test
    default void aLockedAccountCannotBindUntilItIsUnlocked() throws LDAPException {
        ActualEntry entry = added("lock", Map.of());
        String dn = entry.dn().toString();
        try (LDAPConnection admin = server().admin()) {
            admin.modify(dn, new Modification(ModificationType.ADD, "userPassword", "mine"));
        }
        assertThat(server().binds(dn, "mine")).isTrue();
        assertThat(turn(entry, LOCK).converged()).isFalse();
        assertThat(server().binds(dn, "mine")).isFalse();
        assertThat(entry(entry.dn()).attribute(ActualEntry.DISABLED)).isPresent();
        assertThat(turn(entry, LOCK).converged()).isTrue();
        assertThat(turn(entry, UNLOCK).converged()).isFalse();
        assertThat(server().binds(dn, "mine")).isTrue();
        assertThat(entry(entry.dn()).attribute(ActualEntry.DISABLED)).isEmpty();
        assertThat(turn(entry, UNLOCK).converged()).isTrue();
    }

    @Test
    default void anAccountCanBeCreatedLocked() {
        var add = DirectoryContract.add("born.locked", Map.of("userPassword", List.of("mine")));
        DirectoryContract.applied(
                directory().apply(new Change.AddEntry(add.about(), add.dn(), add.attributes(), true)));
        assertThat(server().binds(add.dn().toString(), "mine")).isFalse();
        turn(entry(add.dn()), UNLOCK);
        assertThat(server().binds(add.dn().toString(), "mine")).isTrue();
    }

    default ChangeResult.Applied turn(ActualEntry entry, ValueChange lock) {
        return DirectoryContract.applied(directory().apply(DirectoryContract.modify(entry, lock)));
    }
}
