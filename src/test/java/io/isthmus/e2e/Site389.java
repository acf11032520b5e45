package io.isthmus.e2e;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import io.isthmus.testing.Server389ds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** 389 Directory Server with the fixture's configuration. */
final class Site389 implements Site {
    private final Server389ds server = Server389ds.start();
    private final LDAPConnection admin = server.admin();

    @Override
    public IsthmusServer isthmus(Path home, String reconcile) {
        return IsthmusServer.in(
                home,
                Setup.settings(server.url(), reconcile),
                Setup.mapping("mapping-389ds.yaml"),
                Map.of("LDAP_PASSWORD", Server389ds.SERVICE_PASSWORD));
    }

    @Override
    public LDAPConnection admin() {
        return admin;
    }

    @Override
    public String user(String name) {
        return "uid=" + name + ",ou=people,dc=example,dc=com";
    }

    @Override
    public String group(String name) {
        return "cn=" + name + ",ou=groups,dc=example,dc=com";
    }

    @Override
    public String admins() {
        return "cn=admins,ou=roles,dc=example,dc=com";
    }

    @Override
    public void makeGroup(String name, String member) throws LDAPException {
        add("dn: " + group(name), "objectClass: groupOfNames", "cn: " + name, "member: " + member);
    }

    @Override
    public String makeUser(String name) throws LDAPException {
        add("dn: " + user(name), "objectClass: inetOrgPerson", "uid: " + name, "cn: " + name, "sn: " + name);
        return user(name);
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
        admin.modify(dn, new Modification(ModificationType.REPLACE, "userPassword", password));
    }

    @Override
    public boolean binds(String dn, String password) {
        return server.binds(dn, password);
    }

    @Override
    public List<String> placeholders() {
        return List.of();
    }

    @Override
    public void close() {
        admin.close();
        server.close();
    }
}
