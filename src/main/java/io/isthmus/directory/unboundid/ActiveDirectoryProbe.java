package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is to be known of an Active Directory (MS-ADTS 3.1.1.3.2, rootDSE attributes). */
final class ActiveDirectoryProbe {
    /** LDAP_CAP_ACTIVE_DIRECTORY_OID (MS-ADTS 3.1.1.3.4.3.1) */
    private static final String CAPABILITY = "1.2.840.113556.1.4.800";

    private static final String DIR_SYNC = "1.2.840.113556.1.4.841";

    private ActiveDirectoryProbe() {}

    /** Whether it is one; Samba says the same of itself. */
    static boolean recognises(RootDSE root) {
        return root != null && root.hasAttributeValue("supportedCapabilities", CAPABILITY);
    }

    static Map<String, String> details(LDAPConnection connection, RootDSE root) {
        Map<String, String> details = new TreeMap<>();
        details.put("memberOf", "yes");
        details.put("refint", "yes");
        details.put("memberRequired", "no: MAY");
        details.put("ppolicy", "yes: userAccountControl");
        details.put("pwdLockout", "yes: userAccountControl");
        details.put("passwords", connection.getSSLSession() == null ? "no: only over TLS" : "yes: over TLS");
        String[] controls = root == null ? null : root.getSupportedControlOIDs();
        boolean dirSync = controls != null && Arrays.asList(controls).contains(DIR_SYNC);
        details.put("dirSync", dirSync ? "yes" : "no");
        details.put("minPasswordLength", minimum(connection, root).orElse("unknown: not readable"));
        return details;
    }

    private static Optional<String> minimum(LDAPConnection connection, RootDSE root) {
        try {
            String domain = root == null ? null : root.getAttributeValue("defaultNamingContext");
            SearchResultEntry entry = domain == null ? null : connection.getEntry(domain, "minPwdLength");
            return Optional.ofNullable(entry).map(found -> found.getAttributeValue("minPwdLength"));
        } catch (LDAPException refused) {
            return Optional.empty();
        }
    }
}
