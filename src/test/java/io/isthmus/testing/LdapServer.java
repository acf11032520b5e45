package io.isthmus.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;

/** A real directory server with the fixtures' schema and seed, on loopback and a port of its own; nothing of it stays behind. */
public interface LdapServer extends AutoCloseable {
    /** The account that the product binds as, with the rights that the fixtures give it. */
    String SERVICE = "uid=isthmus,ou=services,dc=example,dc=com";

    String SERVICE_PASSWORD = "service";

    String url();

    /** A connection of an administrator, who may do everything. */
    LDAPConnection admin();

    /** Whether this DN can bind with this password now. */
    default boolean binds(String dn, String password) {
        try (LDAPConnection connection = admin()) {
            connection.bind(dn, password);
            return true;
        } catch (LDAPException refused) {
            return false;
        }
    }

    @Override
    void close();
}
