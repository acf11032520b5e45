package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
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
import java.util.stream.Stream;

/**
 * Finds out what a server can do, by trying: the root DSE of OpenLDAP hides some of it. Writes nothing
 * ({@link ControlTrial}).
 */
final class Probe {
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
        details.put("memberOf", "no");
        details.put("refint", "unknown: the server does not tell, and no run depends on it");
        details.put("ppolicy", "no");
        details.put("pwdLockout", "no");
        boolean canDisable = false;
        if (flavour instanceof OpenLdap) {
            new ProbeOpenLdap(connection, schema, root, bindDn).details(home(), details);
            // what does not show counts as there: it is told with what to look at
            canDisable = Stream.of("ppolicy", "pwdLockout")
                    .noneMatch(key -> details.get(key).startsWith("no"));
        }
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
            return ControlTrial.of(connection, control, home());
        } catch (LDAPException answered) {
            return ControlTrial.answer(answered);
        }
    }

    /** What our own account is below, so that the database answers and not the frontend. */
    private String home() {
        int comma = bindDn.indexOf(',');
        return comma < 0 ? "" : bindDn.substring(comma + 1);
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
}
