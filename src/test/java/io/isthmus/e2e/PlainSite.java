package io.isthmus.e2e;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import io.isthmus.testing.LdapServer;
import io.isthmus.testing.OpenLdapServer;
import io.isthmus.testing.Server389ds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** A server whose people are inetOrgPerson by uid and whose groups are groupOfNames, with the fixture's content. */
record PlainSite(LdapServer server, String mapping, LDAPConnection admin, List<String> placeholders) implements Site {
    private static final String POSIX = """
            groups:
              - name: posix
                when: 'string(resource.displayName).startsWith("posix-")'
                base: ou=groups,dc=example,dc=com
                shared: true
                rdn: cn
                object-classes: [posixGroup]
                correlate: [cn]
                attributes: { cn: displayName, gidNumber: externalId }
                members: { attribute: memberUid, as: uid }
                deleted: [empty]
            """;

    static Site openLdap() {
        return openLdap(OpenLdapServer.start(false));
    }

    static Site openLdap(LdapServer server) {
        return new PlainSite(server, "mapping-openldap.yaml", server.admin(), List.of("cn=nobody,dc=example,dc=com"));
    }

    static Site directory389() {
        LdapServer server = Server389ds.start();
        return new PlainSite(server, "mapping-389ds.yaml", server.admin(), List.of());
    }

    /** Both fixtures have the same service account. */
    @Override
    public IsthmusServer isthmus(
            Path home, String reconcile, UnaryOperator<String> settings, UnaryOperator<String> varying) {
        return IsthmusServer.in(
                home,
                Site.alone(settings.apply(Setup.settings(server.url(), reconcile))),
                varying.apply(Setup.mapping(mapping)),
                Map.of("LDAP_PASSWORD", LdapServer.SERVICE_PASSWORD));
    }

    @Override
    public String url() {
        return server.url();
    }

    @Override
    public String varied(String shipped) {
        return shipped.replace(
                        "    inactive: [disable] ",
                        "    password: { from: pass, initial: none }\n"
                                + "    import: { userName: \"${uid}@acme.test\", displayName: \"${cn}\" }\n"
                                + "    inactive: [disable, leave-groups] ")
                .replace("groups:\n  - name: teams\n", POSIX + "  - name: teams\n    shared: true\n")
                .replace(
                        "  catalogue:\n",
                        "  catalogue:\n    - { role: shared, grants: [{ group: '" + group("Shared") + "' }] }\n");
    }

    @Override
    public String service() {
        return LdapServer.SERVICE;
    }

    @Override
    public String servicePassword() {
        return LdapServer.SERVICE_PASSWORD;
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

    @Override
    public String makeUser(String name, String number) throws LDAPException {
        makeUser(name);
        admin.modify(user(name), new Modification(ModificationType.ADD, "employeeNumber", number));
        return user(name);
    }

    /** On OpenLDAP the fixture keeps the account from groups of such a name; on 389 DS an ACI on the group does. */
    @Override
    public void deny(String group) throws LDAPException {
        if (server instanceof Server389ds) {
            admin.modify(
                    group,
                    new Modification(
                            ModificationType.ADD,
                            "aci",
                            "(targetattr = \"*\")(version 3.0; acl \"denied\"; deny (write) userdn = \"ldap:///"
                                    + LdapServer.SERVICE + "\";)"));
        }
    }

    @Override
    public void makeObstacle(String name) throws LDAPException {
        add("dn: " + group(name), "objectClass: organizationalRole", "cn: " + name);
    }

    /** A character that the syntax of telephone numbers does not have (RFC 4517 section 3.3.31). */
    @Override
    public Refused refused() {
        return new Refused("telephoneNumber", ",\"phoneNumbers\":[{\"type\":\"work\",\"value\":\"\u260e 1\"}]");
    }

    private void add(String... ldif) throws LDAPException {
        try {
            admin.add(ldif);
        } catch (LDIFException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    @Override
    public List<String> oddNames() {
        List<String> names = new ArrayList<>(Site.super.oddNames());
        names.add("y".repeat(200));
        return names;
    }

    /** From now on no search of the product gives more than so many entries, in pages or not; empty for all again. */
    void limitReads(OptionalInt most) throws LDAPException {
        if (server instanceof OpenLdapServer slapd) {
            slapd.limit(most);
            admin.reconnect();
            return;
        }
        String value = most.isPresent() ? Integer.toString(most.getAsInt()) : "-1";
        for (String limit : List.of("nsSizeLimit", "nsPagedSizeLimit")) {
            admin.modify(LdapServer.SERVICE, new Modification(ModificationType.REPLACE, limit, value));
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
    public void close() {
        admin.close();
        server.close();
    }
}
