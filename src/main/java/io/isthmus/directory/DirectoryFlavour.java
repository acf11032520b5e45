package io.isthmus.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A kind of server, as a pure strategy chosen once by probe. */
public interface DirectoryFlavour {
    /** Its name in settings and reports. */
    String name();

    /** Operational attribute that holds an entry's immutable identity. */
    String anchorAttribute();

    /** Attributes to ask for beside the mapped ones (anchor, objectClass, lock state). */
    Set<String> alwaysRead();

    /**
     * Puts an entry as read into comparable form; the lock state becomes {@link ActualEntry#DISABLED}.
     *
     * @param attributes by lower-case name; may be changed
     * @throws IllegalArgumentException when it has no identity
     */
    ActualEntry normalise(DN dn, Map<String, Attribute> attributes);

    /** The same of an entry as the SDK has it. @throws IllegalArgumentException also when its DN is none */
    default ActualEntry normalise(Entry raw) {
        Map<String, Attribute> attributes = new HashMap<>();
        raw.getAttributes().forEach(one -> attributes.put(one.getName().toLowerCase(Locale.ROOT), one));
        try {
            return normalise(raw.getParsedDN(), attributes);
        } catch (LDAPException notADn) {
            throw new IllegalArgumentException("the server returned a DN that is none: " + raw.getDN(), notADn);
        }
    }

    /**
     * LDAP modifications for value changes, the virtual attribute translated.
     *
     * @param current the entry's attributes that a translation needs (lock state), as read in the same breath; may be empty
     */
    List<Modification> realise(List<ValueChange> changes, List<Attribute> current);

    /** Whether {@link #realise} needs the entry's current lock state for these changes. */
    boolean needsCurrent(List<ValueChange> changes);

    /** The attributes of an entry to create; locked for now where {@link #opensLater} says so. */
    List<Attribute> realise(Change.AddEntry change);

    /** The identity of an entry that was read with its anchor attribute, if it has one. */
    default Optional<Anchor> anchor(Entry raw) {
        return Optional.ofNullable(raw.getAttributeValue(anchorAttribute()))
                .filter(value -> !value.isBlank())
                .map(Anchor::new);
    }

    /** The identity that stands in a content sync control (RFC 4533) for an entry. */
    default Anchor anchor(UUID inControl) {
        return new Anchor(inControl.toString());
    }

    /** What only the entry of this identity matches. */
    default Filter anchorFilter(Anchor anchor) {
        return Filter.createEqualityFilter(anchorAttribute(), anchor.value());
    }

    /** How a write names its entry: by DN, or by something that cannot come to mean another entry. */
    default String target(DN dn, Anchor anchor) {
        return dn.toString();
    }

    /** Whether it may answer with a part of an attribute's values, under a name that says which (MS-ADTS 3.1.1.3.1.3.3). */
    default boolean answersInRanges() {
        return false;
    }

    /** Whether no two entries of the directory may have the same value of this attribute, wherever they stand. */
    default boolean unique(String attribute) {
        return false;
    }

    /** The write of a password; the server hashes it (RFC 4519 section 2.41, userPassword). */
    default Modification password(Password password) {
        return new Modification(ModificationType.REPLACE, "userPassword", password.secret());
    }

    /** The one attribute and value that lock an account for good, where nothing else has to be known for that. */
    default Optional<Attribute> lock() {
        return Optional.empty();
    }

    /** What to do at the server where it ends searches of this account early; empty where that is not known. */
    default Optional<String> raise(String account) {
        return Optional.empty();
    }

    /** What is wrong with an entry's name that the server refuses with a code which does not say so; empty where nothing is known to be. */
    default Optional<String> misnamed(DN name, ResultCode code) {
        return Optional.empty();
    }

    /** Whether the server takes passwords over TLS only. */
    default boolean passwordNeedsTls() {
        return false;
    }

    /** Whether this entry has to be created locked, and is opened once it has a password. */
    default boolean opensLater(Change.AddEntry change) {
        return false;
    }

    /** Whether the server may have answered so because the values stand already as they should: worth another look. */
    default boolean maybeAsWanted(ResultCode code, List<ValueChange> changes) {
        return code.equals(ResultCode.NO_SUCH_ATTRIBUTE) || code.equals(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS);
    }
}
