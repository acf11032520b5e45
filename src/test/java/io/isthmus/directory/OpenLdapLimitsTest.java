package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.ldap.SearchBase;
import io.isthmus.testing.OpenLdapServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A server whose limits end our searches says too little: what to do is added. */
class OpenLdapLimitsTest {
    @Test
    void whatToRaiseIsSaid() {
        try (OpenLdapServer slapd = OpenLdapServer.start(true);
                Directory directory = new LdapDirectory(new DirectorySettings(
                        List.of(URI.create(slapd.url())),
                        "auto",
                        OpenLdapServer.SERVICE,
                        OpenLdapServer.SERVICE_PASSWORD,
                        Optional.empty(),
                        false,
                        4,
                        Duration.ofSeconds(5)))) {
            slapd.limit(OptionalInt.of(2));
            SearchBase all = new SearchBase(
                    DirectoryContract.dn("dc=example,dc=com"),
                    DirectoryContract.filter("(objectClass=*)"),
                    Set.of("cn"));
            DirectoryFailure cut = catchThrowableOfType(DirectoryFailure.class, () -> directory.read(all, entry -> {}));
            assertThat(cut.kind()).isEqualTo(DirectoryFailure.Kind.CAPACITY);
            assertThat(cut)
                    .hasMessage(
                            "read of dc=example,dc=com: 4 (size limit exceeded); slapd ends searches of this account early; give it"
                                    + " limits dn.exact=\"" + OpenLdapServer.SERVICE
                                    + "\" size=unlimited size.prtotal=unlimited time=unlimited");
        }
    }
}
