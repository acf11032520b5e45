package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.directory.Capabilities;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.flavour.ActiveDirectory;
import io.isthmus.directory.flavour.Directory389;
import io.isthmus.directory.flavour.InMemory;
import io.isthmus.directory.flavour.OpenLdap;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds out what a server can do, by trying: the root DSE of OpenLDAP hides some of it. Writes nothing: a control is tried as
 * critical on a modify of an entry that does not exist, which answers noSuchObject when the control is known and
 * unavailableCriticalExtension when it is not.
 */
final class Probe {
    private static final String NOWHERE = "cn=isthmus-probe-of-nothing";

    private final LDAPConnection connection;
    private final Schema schema;
    private final String forced;
    private final String bindDn;
    private final RootDSE root;

    Probe(LDAPConnection connection, Schema schema, String forced, String bindDn) throws LDAPException {
        this.connection = connection;
        this.schema = schema;
        this.forced = forced;
        this.bindDn = bindDn;
        this.root = connection.getRootDSE();
    }

    DirectoryFlavour flavour() throws LDAPException {
        if (forced.equals("openldap") || forced.equals("auto") && isOpenLdap()) {
            return new OpenLdap();
        }
        if (forced.equals("389ds") || forced.equals("auto") && Probe389.is(root)) {
            return new Directory389();
        }
        if (forced.equals("ad") || forced.equals("auto") && ActiveDirectoryProbe.recognises(root)) {
            return new ActiveDirectory();
        }
        if (forced.equals("in-memory") || forced.equals("auto") && isInMemory()) {
            return new InMemory();
        }
        throw new LDAPException(
                ResultCode.NOT_SUPPORTED,
                "the server looks like none that this version knows (vendor " + vendor().orElse("unknown")
                        + "); set isthmus.directory.flavour to openldap, 389ds or ad if it is one");
    }

    private boolean isOpenLdap() {
        return root != null && root.hasObjectClass("OpenLDAProotDSE")
                || schema != null && schema.getAttributeType("olcDatabase") != null;
    }

    private boolean isInMemory() {
        return vendor().orElse("").contains("UnboundID") || vendor().orElse("").contains("Ping");
    }

    private Optional<String> vendor() {
        if (root == null) {
            return Optional.empty();
        }
        String name = root.getVendorName();
        String version = root.getVendorVersion();
        return name == null && version == null
                ? Optional.empty()
                : Optional.of((name == null ? "" : name) + (version == null ? "" : " " + version));
    }

    Capabilities capabilities() throws LDAPException {
        DirectoryFlavour flavour = flavour();
        Map<String, String> details = new TreeMap<>();
        details.put("pagedResults", tried(new SimplePagedResultsControl(1, null, true)));
        details.put("assertion", tried(new AssertionRequestControl(Filter.createPresenceFilter("objectClass"))));
        details.put("permissiveModify", tried(new PermissiveModifyRequestControl(true)));
        details.put("postRead", tried(new PostReadRequestControl(true, flavour.anchorAttribute())));
        details.put("contentSync", advertised("1.3.6.1.4.1.4203.1.9.1.1"));
        details.put("memberRequired", memberRequired());
        flavour.lock().ifPresent(lock -> details.put("lock", lock.getName() + ": " + lock.getValue()));
        details.put("watch", WatchProbe.by(connection, flavour).toString());
        boolean openLdap = flavour instanceof OpenLdap;
        details.put("memberOf", openLdap ? overlay("memberOf") : "no");
        details.put("refint", "unknown: tried when groups are reconciled");
        String ppolicy = openLdap ? overlay("pwdAccountLockedTime") : "no";
        details.put("ppolicy", ppolicy);
        String lockout = openLdap ? lockout() : "no";
        details.put("pwdLockout", lockout);
        boolean canDisable = ppolicy.startsWith("yes") && !lockout.startsWith("no");
        if (flavour instanceof Directory389) {
            Probe389.details(connection, root, details);
            canDisable = true;
        }
        if (flavour instanceof ActiveDirectory) {
            details.putAll(ActiveDirectoryProbe.details(connection, root));
            canDisable = true;
        }
        return new Capabilities(flavour.name(), vendor(), flavour.anchorAttribute(), canDisable, details);
    }

    private String tried(Control control) {
        try {
            if (control instanceof SimplePagedResultsControl) {
                SearchRequest search =
                        new SearchRequest("", SearchScope.BASE, Filter.createPresenceFilter("objectClass"), "1.1");
                search.addControl(control);
                connection.search(search);
                return "yes";
            }
            ModifyRequest modify = new ModifyRequest(
                    nowhere(), new Modification(ModificationType.REPLACE, "description", "never written"));
            modify.addControl(control);
            connection.modify(modify);
            return "unknown: the server wrote to an entry that does not exist";
        } catch (LDAPException answered) {
            ResultCode code = answered.getResultCode();
            if (code.equals(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION)) {
                return "no";
            }
            boolean known = code.equals(ResultCode.NO_SUCH_OBJECT)
                    || code.equals(ResultCode.REFERRAL)
                    || code.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)
                    || code.equals(ResultCode.ASSERTION_FAILED);
            return known ? "yes" : "unknown: the server answers " + code;
        }
    }

    /** Below our own naming context, so that the database answers and not the frontend. */
    private String nowhere() {
        int comma = bindDn.indexOf(',');
        return comma < 0 ? NOWHERE : NOWHERE + bindDn.substring(comma);
    }

    private String advertised(String oid) {
        boolean there = root != null
                && root.getSupportedControlOIDs() != null
                && Arrays.asList(root.getSupportedControlOIDs()).contains(oid);
        return there ? "yes" : "no";
    }

    private String memberRequired() {
        ObjectClassDefinition group = schema == null ? null : schema.getObjectClass("groupOfNames");
        if (group == null) {
            return "unknown: the schema has no groupOfNames";
        }
        boolean must = Arrays.stream(group.getRequiredAttributes()).anyMatch("member"::equalsIgnoreCase);
        return must ? "yes: MUST" : "no: MAY";
    }

    /** An overlay shows itself by the operational attribute that it brings into the schema. */
    private String overlay(String attribute) {
        boolean there = schema != null && schema.getAttributeType(attribute) != null;
        return there ? "yes" : "no: the schema has no " + attribute;
    }

    /** Whether some password policy that we can read locks accounts. */
    private String lockout() {
        try {
            for (String context :
                    root == null || root.getNamingContextDNs() == null ? new String[0] : root.getNamingContextDNs()) {
                SearchRequest search = new SearchRequest(
                        context,
                        SearchScope.SUB,
                        Filter.createEqualityFilter("objectClass", "pwdPolicy"),
                        "pwdLockout");
                search.setSizeLimit(20);
                var policies = connection.search(search).getSearchEntries();
                if (!policies.isEmpty()) {
                    boolean locks = policies.stream()
                            .anyMatch(policy -> Boolean.TRUE.equals(policy.getAttributeValueAsBoolean("pwdLockout")));
                    return locks ? "yes" : "no: no readable policy has pwdLockout TRUE";
                }
            }
            return "unknown: no password policy is readable by " + bindDn;
        } catch (LDAPSearchException refused) {
            return "unknown: " + refused.getResultCode();
        }
    }
}
