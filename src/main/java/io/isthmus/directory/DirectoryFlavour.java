package io.isthmus.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Modification;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import java.util.List;
import java.util.Set;

/** A kind of server, as a pure strategy chosen once by probe. */
public interface DirectoryFlavour {
    /** Its name in settings and reports. */
    String name();

    /** Operational attribute that holds an entry's immutable identity. */
    String anchorAttribute();

    /** Attributes to ask for beside the mapped ones (anchor, objectClass, lock state). */
    Set<String> alwaysRead();

    /** Puts an entry as read into comparable form; the lock state becomes {@link ActualEntry#DISABLED}. */
    ActualEntry normalise(Entry raw);

    /**
     * LDAP modifications for value changes, the virtual attribute translated.
     *
     * @param current the entry's attributes that a translation needs (lock state), as read in the same breath; may be empty
     */
    List<Modification> realise(List<ValueChange> changes, List<Attribute> current);

    /** Whether {@link #realise} needs the entry's current lock state for these changes. */
    boolean needsCurrent(List<ValueChange> changes);

    /** The attributes of an entry to create. */
    List<Attribute> realise(Change.AddEntry change);
}
