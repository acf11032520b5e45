package io.isthmus.e2e;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A real directory server, with the mapping that the repository ships for it. */
public interface Site extends AutoCloseable {
    /** 389 Directory Server. */
    static Site directory389() {
        return PlainSite.directory389();
    }

    /** A Samba Active Directory domain controller. */
    static Site samba() {
        return new SambaSite();
    }

    /**
     * For stories that share a server: what one takes away does not count against the next, and only what is asked for is looked
     * at, so that a change by hand stands until it is time.
     */
    static String alone(String settings) {
        String watch = settings.contains("watch: ") ? "" : " watch: \"off\",";
        return settings.replaceFirst("  reconcile: \\{", "  limits: { window: 0s }\n  reconcile: {" + watch);
    }

    /** The product, set up for it; not started yet. @param reconcile settings below {@code reconcile} */
    default IsthmusServer isthmus(Path home, String reconcile) {
        return isthmus(home, reconcile, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** The same with settings and mapping that differ from those. */
    IsthmusServer isthmus(Path home, String reconcile, UnaryOperator<String> settings, UnaryOperator<String> mapping);

    /**
     * The shipped mapping with what it leaves out: passwords are passed on, entries can be imported, who is inactive leaves the
     * groups, and the role {@code shared} puts into the group {@code Shared} that may be pushed as well.
     */
    String varied(String mapping);

    /** The account of the product: an entry that no mapping has in its scope. */
    String service();

    String servicePassword();

    /** The certificate that vouches for it, where it is spoken to over TLS. */
    default Optional<Path> authority() {
        return Optional.empty();
    }

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

    /** The same with the number by which the mapping tells people apart for certain. */
    String makeUser(String name, String number) throws LDAPException;

    /** From now on the product may read this group and not write it. */
    void deny(String group) throws LDAPException;

    /** Makes something at the name of a group that is none. */
    void makeObstacle(String name) throws LDAPException;

    /** A value that this server does not take, whatever entry it is for. */
    Refused refused();

    /** @param more a member of a user's body, from a comma on */
    record Refused(String attribute, String more) {}

    /** Gives an entry a password, as its owner would. */
    void password(String dn, String password) throws LDAPException;

    boolean binds(String dn, String password);

    /** Whether this server takes the password before the last for some time. */
    default boolean oldPasswordsStillBind() {
        return false;
    }

    /** Names of groups that are hard to carry. */
    default List<String> oddNames() {
        return List.of(
                "Nord/S\u00fcd (A, B) + C",
                "quo\"te; <x>",
                "back\\slash",
                "# number",
                " leading",
                "trailing ",
                "\u6d77\u5ce1",
                "a=b",
                "x".repeat(60));
    }

    /** The same of users, before the at sign of their userName. */
    default List<String> oddUsers() {
        return List.of(
                "sla/sh (a, b) + c",
                "quo\"te; <x>",
                "back\\slash",
                "#hash",
                " lead",
                "\u6d77\u5ce1",
                "a=b",
                "z".repeat(200));
    }

    /** DN that stands for nobody in groups of this server; empty where none is needed. */
    List<String> placeholders();

    @Override
    void close();
}
