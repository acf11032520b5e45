package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import com.unboundid.ldap.sdk.experimental.ActiveDirectoryDirSyncControl;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.flavour.ActiveDirectory;
import io.isthmus.directory.flavour.Directory389;
import io.isthmus.directory.flavour.OpenLdap;

/** Finds out by trying what a server can be watched by: that a control is known does not say that it works on our data. */
final class WatchProbe {
    /** LDAP_SERVER_SHOW_DELETED_OID (MS-ADTS 3.1.1.3.4.1.14) */
    private static final String SHOW_DELETED = "1.2.840.113556.1.4.417";

    private static final String READ = "whenCreated";

    private WatchProbe() {}

    /** What there is; its text is what {@code directory probe} shows. */
    sealed interface By {
        record ContentSync() implements By {
            @Override
            public String toString() {
                return "yes: content sync";
            }
        }

        /**
         * @param base root of the domain
         * @param deletions whether the account may see what was deleted
         */
        record DirSync(String base, boolean deletions) implements By {
            @Override
            public String toString() {
                return deletions
                        ? "yes: DirSync"
                        : "yes: DirSync, but for deletions: the account may not read CN=Deleted Objects," + base;
            }
        }

        record Nothing(String why) implements By {
            @Override
            public String toString() {
                return "no: " + why;
            }
        }
    }

    static By by(LDAPConnection connection, DirectoryFlavour flavour) throws LDAPException {
        RootDSE root = connection.getRootDSE();
        if (root == null) {
            return new By.Nothing("the root DSE is not readable");
        }
        if (flavour instanceof OpenLdap || flavour instanceof Directory389) {
            return contentSync(connection, root, flavour);
        }
        return flavour instanceof ActiveDirectory
                ? dirSync(connection, root)
                : new By.Nothing("this kind of server has nothing for it");
    }

    private static By contentSync(LDAPConnection connection, RootDSE root, DirectoryFlavour flavour)
            throws LDAPException {
        String needs = flavour instanceof OpenLdap
                ? "the overlay syncprov is not on the database"
                : "the Content Synchronization plug-in is off";
        if (!root.supportsControl(ContentSyncRequestControl.SYNC_REQUEST_OID)) {
            return new By.Nothing(needs);
        }
        String answer = needs;
        String[] contexts = root.getNamingContextDNs();
        for (String context : contexts == null ? new String[0] : contexts) {
            ResultCode code = tried(
                    connection,
                    context,
                    new ContentSyncRequestControl(true, ContentSyncRequestMode.REFRESH_ONLY, null, false));
            if (code.equals(ResultCode.SUCCESS)) {
                return new By.ContentSync();
            }
            if (!code.equals(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION)) {
                answer = context + " answers " + code;
            }
        }
        return new By.Nothing(answer);
    }

    private static By dirSync(LDAPConnection connection, RootDSE root) throws LDAPException {
        String domain = root.getAttributeValue("defaultNamingContext");
        if (domain == null || !root.supportsControl(ActiveDirectoryDirSyncControl.DIRSYNC_OID)) {
            return new By.Nothing("the server does not know DirSync");
        }
        ResultCode code =
                tried(connection, domain, new ActiveDirectoryDirSyncControl(true, DirSyncWatch.FLAGS, 1, null));
        return code.equals(ResultCode.SUCCESS)
                ? new By.DirSync(domain, showsDeleted(connection, domain))
                : new By.Nothing("DirSync answers " + code);
    }

    /** Whether the container of what was deleted can be read (its well-known GUID, MS-ADTS 6.1.1.4); Samba names it to all. */
    private static boolean showsDeleted(LDAPConnection connection, String domain) throws LDAPException {
        SearchRequest search = new SearchRequest(
                "<WKGUID=18E2EA80684F11D2B9AA00C04F79F805," + domain + ">",
                SearchScope.BASE,
                Filter.createPresenceFilter("objectClass"),
                READ);
        search.addControl(new Control(SHOW_DELETED, true));
        try {
            return connection.search(search).getSearchEntries().stream().anyMatch(entry -> entry.hasAttribute(READ));
        } catch (LDAPException refused) {
            if (!Failures.answered(refused)) {
                throw refused;
            }
            return false;
        }
    }

    /** @throws LDAPException when the connection is none any more */
    private static ResultCode tried(LDAPConnection connection, String base, Control control) throws LDAPException {
        boolean dirSync = control instanceof ActiveDirectoryDirSyncControl;
        SearchRequest search = new SearchRequest(
                base,
                dirSync ? SearchScope.SUB : SearchScope.BASE,
                // of the whole domain, no entry
                dirSync
                        ? Filter.createEqualityFilter("objectGUID", new byte[16])
                        : Filter.createPresenceFilter("objectClass"),
                "1.1");
        search.addControl(control);
        try {
            return connection.search(search).getResultCode();
        } catch (LDAPException refused) {
            if (!Failures.answered(refused)) {
                throw refused;
            }
            return refused.getResultCode();
        }
    }
}
