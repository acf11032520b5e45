package io.isthmus.e2e;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.file.Path;
import java.util.List;

/** A real directory server, with the mapping that the repository ships for it. */
interface Site extends AutoCloseable {
    /** The product, set up for it; not started yet. @param reconcile settings below {@code reconcile} */
    IsthmusServer isthmus(Path home, String reconcile);

    /** Where it listens. */
    String url();

    /** An administrator's connection. */
    LDAPConnection admin();

    /** Where the entry of a user stands whose userName is {@code name@acme.test}. */
    String user(String name);

    String group(String name);

    /** An existing group that the mapping's role {@code admin} grants. */
    String admins();

    /** Attribute that the role grants its value {@code admin} on. */
    default String granted() {
        return "employeeType";
    }

    /** Makes a group by hand. */
    void makeGroup(String name, String member) throws LDAPException;

    /** Makes a user by hand, whom nobody provisions. */
    String makeUser(String name) throws LDAPException;

    /** Gives an entry a password, as its owner would. */
    void password(String dn, String password) throws LDAPException;

    boolean binds(String dn, String password);

    /** Names of groups that are hard to carry. */
    default List<String> oddNames() {
        return List.of("Nord/S\u00fcd (A, B) + C", "quo\\\"te; <x>", "# number", "\u6d77\u5ce1", "a=b", "x".repeat(60));
    }

    /** DN that stands for nobody in groups of this server; empty where none is needed. */
    List<String> placeholders();

    @Override
    void close();
}
