package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ManageDsaITRequestControl;
import com.unboundid.ldap.sdk.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a lock locks on OpenLDAP. The attribute comes into the schema with the module; what makes it mean something is the overlay
 * on the database, and a policy with pwdLockout TRUE that governs the account. An entry that a policy governs is answered with the
 * account usability control, if who asks may compare the password; which policy that is shows nowhere.
 */
final class ProbeOpenLdap {
    private static final String POLICY_REQUEST = "1.3.6.1.4.1.42.2.27.8.5.1";
    private static final String USABILITY = "1.3.6.1.4.1.42.2.27.9.5.8";
    private static final String LOCK = "pwdAccountLockedTime";
    private static final int POLICIES = 100;

    private final LDAPConnection connection;
    private final Schema schema;
    private final RootDSE root;
    private final String bindDn;

    /** Whether a policy governs our own account. @param why where that does not show, and what would let it show */
    private record Governed(boolean yes, boolean no, String why) {
        static final Governed YES = new Governed(true, false, "");
        static final Governed NO = new Governed(false, true, "");

        static Governed unknown(String why) {
            return new Governed(false, false, why);
        }
    }

    ProbeOpenLdap(LDAPConnection connection, Schema schema, RootDSE root, String bindDn) {
        this.connection = connection;
        this.schema = schema;
        this.root = root;
        this.bindDn = bindDn;
    }

    void details(String home, Map<String, String> to) {
        to.put("memberOf", inSchema("memberOf"));
        to.put(
                "refint",
                "unknown: overlays show to the administrator of cn=config alone, and no run depends on it; look for overlay"
                        + " refint (olcRefintConfig)");
        String overlay = overlay(home);
        to.put("ppolicy", overlay);
        to.put("pwdLockout", overlay.startsWith("no") ? "no: without the overlay no policy is in force" : lockout());
    }

    private String inSchema(String attribute) {
        boolean there = schema != null && schema.getAttributeType(attribute) != null;
        return there ? "yes" : "no: the schema has no " + attribute;
    }

    /** Only a database with the overlay takes the overlay's control as critical. */
    private String overlay(String home) {
        if (!inSchema(LOCK).equals("yes")) {
            return inSchema(LOCK);
        }
        List<String> without = new ArrayList<>();
        List<String> with = new ArrayList<>();
        for (String context : contexts()) {
            (triedBelow(context).equals("no") ? without : with).add(context);
        }
        String here = triedBelow(home);
        if (here.equals("no")) {
            return with.isEmpty()
                    ? "no: the module is loaded, and the overlay is on no database"
                    : "unknown: the overlay is on " + String.join(", ", with)
                            + " only; look whether the users are there";
        }
        return here.equals("yes") && !without.isEmpty() ? "yes: but not on " + String.join(", ", without) : here;
    }

    private String triedBelow(String context) {
        return ControlTrial.of(connection, new Control(POLICY_REQUEST, true), context);
    }

    private List<String> contexts() {
        String[] contexts = root == null ? null : root.getNamingContextDNs();
        return contexts == null ? List.of() : List.of(contexts);
    }

    /** Whether what governs new accounts locks. */
    private String lockout() {
        List<SearchResultEntry> policies =
                all("(objectClass=pwdPolicy)", POLICIES, "pwdLockout").toList();
        String lax = policies.stream()
                .filter(policy -> !Boolean.TRUE.equals(policy.getAttributeValueAsBoolean("pwdLockout")))
                .map(SearchResultEntry::getDN)
                .collect(Collectors.joining("; "));
        boolean noneLocks = policies.stream()
                .noneMatch(policy -> Boolean.TRUE.equals(policy.getAttributeValueAsBoolean("pwdLockout")));
        Governed governed = governed();
        if (!policies.isEmpty() && noneLocks) {
            return "no: no readable policy has pwdLockout TRUE";
        }
        if (governed.no()) {
            return "no: no policy governs accounts; name one with ppolicy_default";
        }
        if (policies.isEmpty()) {
            return "unknown: no password policy is readable by " + bindDn
                    + "; look whether ppolicy_default names one with pwdLockout TRUE" + governed.why();
        }
        if (!lax.isEmpty()) {
            return "unknown: there are policies without pwdLockout TRUE (" + lax
                    + "); look which one ppolicy_default names";
        }
        return governed.yes()
                ? "yes"
                : "unknown: a policy has pwdLockout TRUE, and whether it is in force does not show; "
                        + "look whether ppolicy_default names it" + governed.why();
    }

    /** Judged by our own account, which is governed as any is that names no policy of its own. */
    private Governed governed() {
        try {
            SearchRequest search = new SearchRequest(
                    bindDn, SearchScope.BASE, Filter.createPresenceFilter("objectClass"), "pwdPolicySubentry");
            // with manageDsaIT the policy is told only where it is stored on the entry
            search.setControls(new Control(USABILITY), new ManageDsaITRequestControl());
            SearchResultEntry own = connection.searchForEntry(search);
            if (own == null) {
                return Governed.unknown(", or let " + bindDn + " read its own entry, so that the probe can tell");
            }
            if (own.hasAttribute("pwdPolicySubentry")) {
                return Governed.unknown("; " + bindDn + " has a policy of its own and tells nothing about others");
            }
            return own.getControl(USABILITY) != null ? Governed.YES : ungoverned();
        } catch (LDAPException refused) {
            return Governed.unknown("; the server answers " + refused.getResultCode());
        }
    }

    /** No policy governs our account, as far as that shows: an answer without the control may also be what we may not see. */
    private Governed ungoverned() {
        if (root == null || !root.supportsControl(USABILITY)) {
            return Governed.unknown(
                    "; the server does not name the account usability control (slapd does from 2.5 on)");
        }
        if (!mayCompare()) {
            return Governed.unknown(
                    ", or let " + bindDn + " compare userPassword (=cw in place of =w), so that the probe can tell");
        }
        return all("(pwdPolicySubentry=*)", 1, "1.1").findAny().isEmpty()
                ? Governed.NO
                : Governed.unknown("; entries that name a policy of their own are not told apart");
    }

    private boolean mayCompare() {
        try {
            connection.compare(bindDn, "userPassword", "isthmus-probe-of-nothing");
            return true;
        } catch (LDAPException refused) {
            return false;
        }
    }

    private Stream<SearchResultEntry> all(String filter, int most, String attribute) {
        return contexts().stream().flatMap(context -> some(context, filter, most, attribute).stream());
    }

    private List<SearchResultEntry> some(String context, String filter, int most, String attribute) {
        try {
            SearchRequest search = new SearchRequest(context, SearchScope.SUB, filter, attribute);
            search.setSizeLimit(most);
            return connection.search(search).getSearchEntries();
        } catch (LDAPSearchException cut) {
            return cut.getSearchEntries() == null ? List.of() : cut.getSearchEntries();
        } catch (LDAPException malformed) {
            return List.of();
        }
    }
}
