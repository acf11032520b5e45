package io.isthmus.directory.flavour;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What servers have in common that lock an account for good by one value of one operational attribute. */
abstract sealed class LockByValue implements DirectoryFlavour permits OpenLdap, Directory389 {
    private final String anchor;
    private final String lock;
    private final String value;
    private final String anchorKey;
    private final String lockKey;

    /** @param value that locks; any other is not ours, but in the way when we lock */
    LockByValue(String anchor, String lock, String value) {
        this.anchor = anchor;
        this.lock = lock;
        this.value = value;
        this.anchorKey = anchor.toLowerCase(Locale.ROOT);
        this.lockKey = lock.toLowerCase(Locale.ROOT);
    }

    @Override
    public String anchorAttribute() {
        return anchor;
    }

    @Override
    public Optional<Attribute> lock() {
        return Optional.of(new Attribute(lock, value));
    }

    @Override
    public Set<String> alwaysRead() {
        return Set.of(anchor, "objectClass", lock);
    }

    @Override
    public ActualEntry normalise(DN dn, Map<String, Attribute> attributes) {
        Attribute locked = attributes.remove(lockKey);
        if (locked != null && locks(locked)) {
            attributes.put(ActualEntry.DISABLED, new Attribute(ActualEntry.DISABLED, "true"));
        }
        return plain(dn, attributes, anchorKey);
    }

    private boolean locks(Attribute attribute) {
        return value.equalsIgnoreCase(attribute.getValue());
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
                lock(!change.add().isEmpty(), current, modifications);
            } else {
                modifications.addAll(plain(change));
            }
        }
        return modifications;
    }

    private void lock(boolean lockIt, List<Attribute> current, List<Modification> to) {
        List<Attribute> there = current.stream()
                .filter(attribute -> attribute.getBaseName().equalsIgnoreCase(lock))
                .toList();
        there.stream()
                .filter(attribute -> lockIt != locks(attribute))
                .forEach(attribute -> to.add(new Modification(ModificationType.DELETE, lock, attribute.getValues())));
        if (lockIt && there.stream().noneMatch(this::locks)) {
            to.add(new Modification(ModificationType.ADD, lock, value));
        }
    }

    @Override
    public List<Attribute> realise(Change.AddEntry change) {
        List<Attribute> attributes = plain(change);
        if (change.disabled()) {
            attributes.add(new Attribute(lock, value));
        }
        return attributes;
    }

    /** An entry as read, its anchor taken out. @param anchor lower-case name of the attribute that holds it */
    static ActualEntry plain(DN dn, Map<String, Attribute> attributes, String anchor) {
        Attribute identity = attributes.remove(anchor);
        if (identity == null) {
            throw new IllegalArgumentException(dn + " has no " + anchor);
        }
        return new ActualEntry(new Anchor(identity.getValue()), dn, attributes);
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

    static List<Attribute> plain(Change.AddEntry change) {
        List<Attribute> attributes = new ArrayList<>();
        change.attributes().forEach((name, values) -> attributes.add(new Attribute(name, values)));
        return attributes;
    }
}
