package io.isthmus.directory.flavour;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * OpenLDAP: identity is entryUUID (RFC 4530), an account is locked for good by {@code pwdAccountLockedTime: 000001010000Z}
 * (draft-behera-ldap-password-policy), which only means something under the ppolicy overlay. Any other time in that attribute is
 * a lock by failed logins: not ours, but in the way when we lock.
 */
public final class OpenLdap implements DirectoryFlavour {
    private static final String LOCK = "pwdAccountLockedTime";
    private static final String FOR_GOOD = "000001010000Z";

    @Override
    public String name() {
        return "openldap";
    }

    @Override
    public String anchorAttribute() {
        return "entryUUID";
    }

    @Override
    public Set<String> alwaysRead() {
        return Set.of("entryUUID", "objectClass", LOCK);
    }

    @Override
    public ActualEntry normalise(Entry raw) {
        return normalise(raw, true);
    }

    static ActualEntry normalise(Entry raw, boolean locks) {
        Map<String, Attribute> attributes = new HashMap<>();
        String anchor = "";
        for (Attribute attribute : raw.getAttributes()) {
            String name = attribute.getName().toLowerCase(Locale.ROOT);
            if (name.equals("entryuuid")) {
                anchor = attribute.getValue();
            } else if (locks && name.equals("pwdaccountlockedtime")) {
                if (attribute.getValue().equals(FOR_GOOD)) {
                    attributes.put(ActualEntry.DISABLED, new Attribute(ActualEntry.DISABLED, "true"));
                }
            } else {
                attributes.put(name, attribute);
            }
        }
        return new ActualEntry(new Anchor(anchor), dn(raw), attributes);
    }

    private static DN dn(Entry raw) {
        try {
            return raw.getParsedDN();
        } catch (LDAPException notADn) {
            throw new IllegalArgumentException("the server returned a DN that is none: " + raw.getDN(), notADn);
        }
    }

    @Override
    public boolean needsCurrent(List<ValueChange> changes) {
        return changes.stream().anyMatch(change -> change.attribute().equals(ActualEntry.DISABLED));
    }

    @Override
    public List<Modification> realise(List<ValueChange> changes, List<Attribute> current) {
        List<Modification> modifications = new ArrayList<>();
        for (ValueChange change : changes) {
            if (change.attribute().equals(ActualEntry.DISABLED)) {
                current.stream()
                        .filter(attribute -> attribute.getBaseName().equalsIgnoreCase(LOCK))
                        .filter(attribute -> change.add().isEmpty() == attribute.hasValue(FOR_GOOD))
                        .forEach(attribute -> modifications.add(
                                new Modification(ModificationType.DELETE, LOCK, attribute.getValues())));
                boolean there = current.stream().anyMatch(attribute -> attribute.hasValue(FOR_GOOD));
                if (!change.add().isEmpty() && !there) {
                    modifications.add(new Modification(ModificationType.ADD, LOCK, FOR_GOOD));
                }
            } else {
                modifications.addAll(plain(change));
            }
        }
        return modifications;
    }

    static List<Modification> plain(ValueChange change) {
        List<Modification> modifications = new ArrayList<>(2);
        if (!change.delete().isEmpty()) {
            modifications.add(new Modification(
                    ModificationType.DELETE, change.attribute(), change.delete().toArray(new String[0])));
        }
        if (!change.add().isEmpty()) {
            modifications.add(new Modification(
                    ModificationType.ADD, change.attribute(), change.add().toArray(new String[0])));
        }
        return modifications;
    }

    @Override
    public List<Attribute> realise(Change.AddEntry change) {
        List<Attribute> attributes = plain(change);
        if (change.disabled()) {
            attributes.add(new Attribute(LOCK, FOR_GOOD));
        }
        return attributes;
    }

    static List<Attribute> plain(Change.AddEntry change) {
        List<Attribute> attributes = new ArrayList<>();
        change.attributes().forEach((name, values) -> attributes.add(new Attribute(name, values)));
        return attributes;
    }
}
