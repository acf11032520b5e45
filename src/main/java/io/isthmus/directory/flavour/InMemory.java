package io.isthmus.directory.flavour;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The in-memory server of dev mode and fast tests: entryUUID, and no way to lock an account. */
public final class InMemory implements DirectoryFlavour {
    @Override
    public String name() {
        return "in-memory";
    }

    @Override
    public String anchorAttribute() {
        return "entryUUID";
    }

    @Override
    public Set<String> alwaysRead() {
        return Set.of("entryUUID", "objectClass");
    }

    @Override
    public ActualEntry normalise(DN dn, Map<String, Attribute> attributes) {
        return LockByValue.plain(dn, attributes, "entryuuid");
    }

    @Override
    public boolean needsCurrent(List<ValueChange> changes) {
        return false;
    }

    /** @throws IllegalArgumentException for the virtual lock: a mapping that asks for it is refused beforehand */
    @Override
    public List<Modification> realise(List<ValueChange> changes, List<Attribute> current) {
        if (changes.stream().anyMatch(change -> change.attribute().equals(ActualEntry.DISABLED))) {
            throw new IllegalArgumentException("this server cannot disable accounts");
        }
        return changes.stream()
                .flatMap(change -> LockByValue.plain(change).stream())
                .toList();
    }

    @Override
    public List<Attribute> realise(Change.AddEntry change) {
        return LockByValue.plain(change);
    }
}
