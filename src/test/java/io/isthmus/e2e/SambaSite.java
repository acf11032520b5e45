package io.isthmus.e2e;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import io.isthmus.testing.SambaServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A Samba Active Directory domain controller with the fixture's content. */
final class SambaSite implements Site {
    private final SambaServer samba = SambaServer.start();
    private final LDAPConnection admin = samba.admin();

    @Override
    public IsthmusServer isthmus(
            Path home, String reconcile, UnaryOperator<String> settings, UnaryOperator<String> mapping) {
        String shipped = """
                isthmus:
                  directory:
                    urls: ["%s"]
                    bind-dn: %s
                    bind-password: ${LDAP_PASSWORD}
                    ca-file: %s
                    operation-timeout: 5s
                  sources:
                    okta: {}
                    entra: { match-users-by: [externalId, userName] }
                  reconcile: { %s }
                """.formatted(samba.ldapsUrl(), SambaServer.SERVICE, samba.authority(), reconcile);
        return IsthmusServer.in(
                home,
                Site.alone(settings.apply(shipped)),
                mapping.apply(Setup.mapping("mapping-ad.yaml")),
                Map.of("LDAP_PASSWORD", SambaServer.SERVICE_PASSWORD));
    }

    @Override
    public String url() {
        return samba.ldapsUrl();
    }

    @Override
    public String varied(String mapping) {
        return mapping.replace("userName: \"${userPrincipalName}\"", "userName: \"${cn}@acme.test\"")
                .replace("    inactive: [disable] ", "    inactive: [disable, leave-groups] ")
                .replace("    adopt: ask\n    attributes:\n", "    adopt: ask\n    shared: true\n    attributes:\n")
                .replace(
                        "  catalogue:\n",
                        "  catalogue:\n    - { role: shared, grants: [{ group: '" + group("Shared") + "' }] }\n");
    }

    @Override
    public LDAPConnection admin() {
        return admin;
    }

    @Override
    public String service() {
        return SambaServer.SERVICE;
    }

    @Override
    public String servicePassword() {
        return SambaServer.SERVICE_PASSWORD;
    }

    @Override
    public Optional<Path> authority() {
        return Optional.of(samba.authority());
    }

    @Override
    public String user(String name) {
        return "CN=" + name + ",OU=people,DC=ad,DC=test";
    }

    @Override
    public String group(String name) {
        return "CN=" + name + ",OU=groups,DC=ad,DC=test";
    }

    @Override
    public String admins() {
        return "CN=app-admins,OU=roles,DC=ad,DC=test";
    }

    @Override
    public String granted() {
        return "employeeType";
    }

    @Override
    public void makeGroup(String name, String member) throws LDAPException {
        add("dn: " + group(name), "objectClass: group", "sAMAccountName: " + name, "member: " + member);
    }

    @Override
    public String makeUser(String name) throws LDAPException {
        add("dn: " + user(name), "objectClass: user", "sAMAccountName: " + name, "userAccountControl: 514");
        return user(name);
    }

    @Override
    public String makeUser(String name, String number) throws LDAPException {
        makeUser(name);
        admin.modify(user(name), new Modification(ModificationType.ADD, "employeeID", number));
        return user(name);
    }

    @Override
    public void deny(String group) {
        samba.deny(group);
    }

    @Override
    public void makeObstacle(String name) throws LDAPException {
        add("dn: " + group(name), "objectClass: container");
    }

    /** The schema of Active Directory limits a title to 128 characters. */
    @Override
    public Refused refused() {
        return new Refused("title", ",\"title\":\"" + "t".repeat(129) + "\"");
    }

    private void add(String... ldif) throws LDAPException {
        try {
            admin.add(ldif);
        } catch (LDIFException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    @Override
    public void password(String dn, String password) throws LDAPException {
        byte[] quoted = ("\"" + password + "\"").getBytes(StandardCharsets.UTF_16LE);
        admin.modify(dn, new Modification(ModificationType.REPLACE, "unicodePwd", quoted));
    }

    @Override
    public boolean binds(String dn, String password) {
        return samba.binds(dn, password);
    }

    /** "old password allowed period" of smb.conf, an hour unless it is set; Active Directory has the same for NTLM. */
    @Override
    public boolean oldPasswordsStillBind() {
        return true;
    }

    /** Samba takes an equals sign in a DN only escaped, which RFC 4514 section 2.4 does not ask for. */
    @Override
    public List<String> oddNames() {
        return Site.super.oddNames().stream()
                .filter(name -> !name.contains("="))
                .toList();
    }

    /** What the login names of Active Directory may have in them, and its {@code cn} of at most 64 characters. */
    @Override
    public List<String> oddUsers() {
        return List.of("pa(ren)", "#hash", "o'hara", "\u00fc.\u00e5", "z".repeat(60));
    }

    @Override
    public List<String> placeholders() {
        return List.of();
    }

    @Override
    public void close() {
        admin.close();
        samba.close();
    }
}
