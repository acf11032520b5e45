package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.Map;

/** What is particular to 389 Directory Server: plug-ins stand below cn=config, which a service account need not be able to read. */
final class Probe389 {
    private Probe389() {}

    static boolean is(RootDSE root) {
        String vendor = root == null ? null : root.getVendorName();
        String version = root == null ? null : root.getVendorVersion();
        return vendor != null && vendor.contains("389 Project") || version != null && version.contains("389-Directory");
    }

    static void details(LDAPConnection connection, Map<String, String> to) {
        to.put("memberOf", plugin(connection, "MemberOf Plugin"));
        to.put("refint", plugin(connection, "referential integrity postoperation"));
        to.put("ppolicy", "not needed: nsAccountLock locks by itself");
        to.put("pwdLockout", "not needed");
    }

    private static String plugin(LDAPConnection connection, String name) {
        try {
            SearchResultEntry entry =
                    connection.getEntry("cn=" + name + ",cn=plugins,cn=config", "nsslapd-pluginEnabled");
            if (entry == null) {
                return "unknown: cn=config is not readable by this account";
            }
            return entry.hasAttributeValue("nsslapd-pluginEnabled", "on") ? "yes" : "no: the plug-in is off";
        } catch (LDAPException refused) {
            return "unknown: " + refused.getResultCode();
        }
    }
}
