package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.Arrays;
import java.util.Map;

/** What is particular to 389 Directory Server: plug-ins stand below cn=config, which a service account need not be able to read. */
final class Probe389 {
    private static final String PERSISTENT_SEARCH = "2.16.840.1.113730.3.4.3";

    private Probe389() {}

    static boolean is(RootDSE root) {
        String vendor = root == null ? null : root.getVendorName();
        String version = root == null ? null : root.getVendorVersion();
        return vendor != null && vendor.contains("389 Project") || version != null && version.contains("389-Directory");
    }

    static void details(LDAPConnection connection, RootDSE root, Map<String, String> to) {
        String memberOf = plugin(connection, "MemberOf Plugin");
        to.put("memberOf", memberOf.startsWith("unknown") && seen(connection, root) ? "yes: on entries" : memberOf);
        to.put("refint", plugin(connection, "referential integrity postoperation"));
        to.put("ppolicy", "not needed: nsAccountLock locks by itself");
        to.put("pwdLockout", "not needed");
        to.put("persistentSearch", root != null && root.supportsControl(PERSISTENT_SEARCH) ? "yes" : "no");
    }

    private static String plugin(LDAPConnection connection, String name) {
        try {
            SearchResultEntry entry =
                    connection.getEntry("cn=" + name + ",cn=plugins,cn=config", "nsslapd-pluginEnabled");
            if (entry == null) {
                return "unknown: cn=config is not readable by this account; no run depends on it, LDIF for ldapmodify"
                        + " does; look at nsslapd-pluginEnabled of cn=" + name + ",cn=plugins,cn=config";
            }
            return entry.hasAttributeValue("nsslapd-pluginEnabled", "on") ? "yes" : "no: the plug-in is off";
        } catch (LDAPException refused) {
            return "unknown: " + refused.getResultCode();
        }
    }

    /** Whether some entry has it, which nobody but the plug-in writes. */
    private static boolean seen(LDAPConnection connection, RootDSE root) {
        String[] contexts = root == null ? null : root.getNamingContextDNs();
        return contexts != null && Arrays.stream(contexts).anyMatch(context -> seen(connection, context));
    }

    private static boolean seen(LDAPConnection connection, String context) {
        try {
            SearchRequest search =
                    new SearchRequest(context, SearchScope.SUB, Filter.createPresenceFilter("memberOf"), "1.1");
            search.setSizeLimit(1);
            search.setTimeLimitSeconds(1);
            return connection.search(search).getEntryCount() > 0;
        } catch (LDAPSearchException cut) {
            return cut.getEntryCount() > 0;
        }
    }
}
