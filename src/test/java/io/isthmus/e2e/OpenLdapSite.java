package io.isthmus.e2e;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Path;
import java.util.List;

/** OpenLDAP with the fixture's configuration. */
final class OpenLdapSite implements Site {
    private final OpenLdapServer ldap = OpenLdapServer.start(false);
    private final LDAPConnection admin = ldap.admin();

    @Override
    public IsthmusServer isthmus(Path home, String reconcile) {
        return Setup.isthmus(home, ldap, reconcile);
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
        return ldap.binds(dn, password);
    }

    @Override
    public List<String> placeholders() {
        return List.of("cn=nobody,dc=example,dc=com");
    }

    @Override
    public void close() {
        admin.close();
        ldap.close();
    }
}
