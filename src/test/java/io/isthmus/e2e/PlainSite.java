package io.isthmus.e2e;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import io.isthmus.testing.OpenLdapServer;
import io.isthmus.testing.Server389ds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** A server whose people are inetOrgPerson by uid and whose groups are groupOfNames, with the fixture's content. */
record PlainSite(
        String url,
        String mapping,
        LDAPConnection admin,
        BiPredicate<String, String> binding,
        List<String> placeholders,
        AutoCloseable server)
        implements Site {

    static Site openLdap() {
        OpenLdapServer server = OpenLdapServer.start(false);
        return new PlainSite(
                server.url(),
                "mapping-openldap.yaml",
                server.admin(),
                server::binds,
                List.of("cn=nobody,dc=example,dc=com"),
                server);
    }

    static Site directory389() {
        Server389ds server = Server389ds.start();
        return new PlainSite(server.url(), "mapping-389ds.yaml", server.admin(), server::binds, List.of(), server);
    }

    /** Both fixtures have the same service account. */
    @Override
    public IsthmusServer isthmus(Path home, String reconcile) {
        return IsthmusServer.in(
                home,
                Setup.settings(url, reconcile),
                Setup.mapping(mapping),
                Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD));
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
        return binding.test(dn, password);
    }

    @Override
    public void close() {
        admin.close();
        try {
            server.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
