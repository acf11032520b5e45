package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.testing.OpenLdapServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the probe says about locking is what a bind as a locked user does. */
class OpenLdapLockProbeTest {
    private static final String USER = "uid=locked,ou=people,dc=example,dc=com";
    private static final String POLICY = "cn=default,ou=policies,dc=example,dc=com";
    private static final String DEFAULT = "ppolicy_default " + POLICY;

    @BeforeEach
    void require() {
        OpenLdapServer.require();
    }

    private record Found(Capabilities capabilities, boolean locks) {
        String detail(String key) {
            return capabilities.details().get(key);
        }
    }

    @FunctionalInterface
    private interface Setting {
        void of(LDAPConnection admin) throws Exception;
    }

    private static Found probed(UnaryOperator<String> conf, Setting setting) throws Exception {
        try (OpenLdapServer slapd = OpenLdapServer.changed(conf);
                LDAPConnection admin = slapd.admin();
                Directory directory = to(slapd.url())) {
            setting.of(admin);
            admin.add(
                    "dn: " + USER,
                    "objectClass: inetOrgPerson",
                    "cn: locked",
                    "sn: locked",
                    "userPassword: mine",
                    "pwdAccountLockedTime: 000001010000Z");
            return new Found(directory.capabilities(), !binds(admin));
        }
    }

    private static Found probed(UnaryOperator<String> conf) throws Exception {
        return probed(conf, admin -> {});
    }

    private static boolean binds(LDAPConnection to) throws Exception {
        try (LDAPConnection user = new LDAPConnection(to.getConnectedAddress(), to.getConnectedPort())) {
            BindResult bound = user.bind(USER, "mine");
            return bound.getResultCode().intValue() == 0;
        } catch (LDAPException refused) {
            return false;
        }
    }

    private static Directory to(String url) {
        return new LdapDirectory(new DirectorySettings(
                List.of(URI.create(url)),
                "auto",
                OpenLdapServer.SERVICE,
                OpenLdapServer.SERVICE_PASSWORD,
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5)));
    }

    private static void lockout(LDAPConnection admin, String value) throws Exception {
        admin.modify(POLICY, new Modification(ModificationType.REPLACE, "pwdLockout", value));
    }

    private static void ownPolicy(LDAPConnection admin, String dn) throws Exception {
        admin.modify(dn, new Modification(ModificationType.REPLACE, "pwdPolicySubentry", POLICY));
    }

    private static String withoutCompare(String conf) {
        return conf.replace("dc=example,dc=com\" =cw by self", "dc=example,dc=com\" =w by self");
    }

    private static String withoutDefault(String conf) {
        return conf.replace(DEFAULT, "");
    }

    @Test
    void theFixtureLocksAndShowsIt() throws Exception {
        Found found = probed(conf -> conf);
        assertThat(found.locks()).isTrue();
        assertThat(found.capabilities().canDisable()).isTrue();
        assertThat(found.capabilities().lockInDoubt()).isEmpty();
        assertThat(found.detail("ppolicy")).isEqualTo("yes");
        assertThat(found.detail("pwdLockout")).isEqualTo("yes");
    }

    @Test
    void aModuleIsNoOverlay() throws Exception {
        Found found = probed(conf -> withoutDefault(conf).replace("overlay ppolicy", ""));
        assertThat(found.locks()).isFalse();
        assertThat(found.capabilities().canDisable()).isFalse();
        assertThat(found.detail("ppolicy")).isEqualTo("no: the module is loaded, and the overlay is on no database");
    }

    @Test
    void aPolicyThatGovernsNobodyLocksNobody() throws Exception {
        Found found = probed(OpenLdapLockProbeTest::withoutDefault);
        assertThat(found.locks()).isFalse();
        assertThat(found.capabilities().canDisable()).isFalse();
        assertThat(found.detail("pwdLockout"))
                .isEqualTo("no: no policy governs accounts; name one with ppolicy_default");
    }

    @Test
    void aDefaultPolicyThatIsNotThereLocksNobody() throws Exception {
        Found found = probed(conf -> conf.replace(DEFAULT, "ppolicy_default cn=gone,dc=example,dc=com"));
        assertThat(found.locks()).isFalse();
        assertThat(found.capabilities().canDisable()).isFalse();
    }

    @Test
    void aPolicyWithoutLockoutLocksNobody() throws Exception {
        Found found = probed(conf -> conf, admin -> lockout(admin, "FALSE"));
        assertThat(found.locks()).isFalse();
        assertThat(found.capabilities().canDisable()).isFalse();
    }

    @Test
    void whoMayNotComparePasswordsIsToldWhatToLookAt() throws Exception {
        Found found = probed(OpenLdapLockProbeTest::withoutCompare);
        assertThat(found.locks()).isTrue();
        assertThat(found.capabilities().canDisable()).isTrue();
        assertThat(found.capabilities().lockInDoubt().orElseThrow())
                .startsWith("pwdLockout unknown: ")
                .contains("look whether ppolicy_default names it")
                .endsWith("compare userPassword (=cw in place of =w), so that the probe can tell");
    }

    @Test
    void whoMayNotComparePasswordsCannotBeToldThatNoPolicyGoverns() throws Exception {
        Found found = probed(conf -> withoutCompare(withoutDefault(conf)));
        assertThat(found.locks()).isFalse();
        assertThat(found.capabilities().lockInDoubt().orElseThrow())
                .contains("look whether ppolicy_default names it")
                .endsWith("compare userPassword (=cw in place of =w), so that the probe can tell");
        assertThat(found.detail("refint"))
                .startsWith("unknown")
                .contains("cn=config")
                .contains("look for overlay refint");
    }

    @Test
    void policiesNamedByEntriesLeaveItOpen() throws Exception {
        Found users = probed(
                OpenLdapLockProbeTest::withoutDefault,
                admin -> ownPolicy(admin, "uid=by.number,ou=people,dc=example,dc=com"));
        assertThat(users.capabilities().lockInDoubt().orElseThrow())
                .endsWith("name a policy of their own are not told apart");
        Found own = probed(OpenLdapLockProbeTest::withoutDefault, admin -> ownPolicy(admin, OpenLdapServer.SERVICE));
        assertThat(own.capabilities().lockInDoubt().orElseThrow()).contains("has a policy of its own");
    }

    @Test
    void amongSeveralPoliciesItDoesNotShowWhichGoverns() throws Exception {
        Found found = probed(
                conf -> conf,
                admin -> admin.add(
                        "dn: cn=lax,ou=policies,dc=example,dc=com",
                        "objectClass: person",
                        "objectClass: pwdPolicy",
                        "cn: lax",
                        "sn: lax",
                        "pwdAttribute: userPassword"));
        assertThat(found.capabilities().lockInDoubt().orElseThrow())
                .contains("cn=lax,ou=policies,dc=example,dc=com")
                .contains("look which one ppolicy_default names");
    }
}
