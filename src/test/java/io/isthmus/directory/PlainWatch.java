package io.isthmus.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapWatching;
import io.isthmus.ldap.SearchBase;
import io.isthmus.testing.LdapServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Content sync on the fixtures of OpenLDAP and 389 DS. */
final class PlainWatch {
    static final String PEOPLE = "ou=people,dc=example,dc=com";
    static final String GROUPS = "ou=groups,dc=example,dc=com";

    private PlainWatch() {}

    static Watching on(String url, Optional<Path> authority) {
        return new LdapWatching(new DirectorySettings(
                List.of(URI.create(url)),
                "auto",
                LdapServer.SERVICE,
                LdapServer.SERVICE_PASSWORD,
                authority,
                false,
                2,
                Duration.ofSeconds(2)));
    }

    static List<SearchBase> bases() {
        try {
            return List.of(
                    new SearchBase(new DN(PEOPLE), Filter.create("(objectClass=inetOrgPerson)"), Set.of("cn")),
                    new SearchBase(new DN(GROUPS), Filter.create("(objectClass=groupOfNames)"), Set.of("member")));
        } catch (LDAPException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String user(LDAPConnection admin, String name) throws LDAPException {
        return add(admin, "uid=" + name + "," + PEOPLE, "objectClass: inetOrgPerson", "uid: " + name, "cn: c", "sn: s");
    }

    static String group(LDAPConnection admin, String name, String member) throws LDAPException {
        return add(admin, "cn=" + name + "," + GROUPS, "objectClass: groupOfNames", "cn: " + name, "member: " + member);
    }

    private static String add(LDAPConnection admin, String dn, String... lines) throws LDAPException {
        String[] ldif = new String[lines.length + 1];
        ldif[0] = "dn: " + dn;
        System.arraycopy(lines, 0, ldif, 1, lines.length);
        try {
            admin.add(ldif);
        } catch (LDIFException impossible) {
            throw new IllegalArgumentException(impossible);
        }
        return dn;
    }
}
