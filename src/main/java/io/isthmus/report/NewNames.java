package io.isthmus.report;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The renames of a plan, as members that are named by DNs have to know them. Held as text: of a large plan all are. */
final class NewNames {
    private record Name(String before, String after) {}

    private final Map<String, Name> names = new HashMap<>();
    /** normalised */
    private final Set<String> before = new HashSet<>();

    private final Set<String> after = new HashSet<>();

    void add(Change.RenameEntry rename) {
        Name name = new Name(rename.dn().toString(), rename.newDn().toString());
        names.put(rename.about().resource(), name);
        before.add(normalised(name.before));
        after.add(normalised(name.after));
    }

    /** Where the entry of a resource stands after its rename. */
    DN of(String resource, DN otherwise) {
        return Optional.ofNullable(names.get(resource))
                .map(name -> parsed(name.after))
                .orElse(otherwise);
    }

    /** Whether a server that moves members makes this value of the one before, or has made another of it. */
    boolean follows(MemberEdit edit) {
        return name(edit)
                .filter(name -> is(edit, edit.add() ? name.after : name.before))
                .isPresent();
    }

    /** Whether a name of the member is somebody else's before or afterwards: who is meant cannot be told by the value then. */
    boolean ring(MemberEdit edit) {
        return follows(edit) && name(edit).filter(this::shared).isPresent();
    }

    /** The same by the name that the member has after the renames. */
    MemberEdit after(MemberEdit edit) {
        return !edit.add() && follows(edit) && !ring(edit)
                ? new MemberEdit(
                        edit.resource(), of(edit.resource(), DN.NULL_DN).toString(), false, edit.kind(), edit.leaves())
                : edit;
    }

    /** The member's other name, where it is nobody else's. */
    Optional<String> other(MemberEdit edit) {
        return name(edit)
                .filter(name -> follows(edit) && !shared(name))
                .map(name -> edit.add() ? name.before : name.after);
    }

    private boolean shared(Name name) {
        return before.contains(normalised(name.after)) || after.contains(normalised(name.before));
    }

    private Optional<Name> name(MemberEdit edit) {
        return Optional.ofNullable(names.get(edit.resource()));
    }

    private static boolean is(MemberEdit edit, String dn) {
        return DN.isValidDN(edit.value()) && parsed(dn).equals(parsed(edit.value()));
    }

    /** The text itself where it is normalised, so that it is held once. */
    private static String normalised(String dn) {
        String normalised = parsed(dn).toNormalizedString();
        return normalised.equals(dn) ? dn : normalised;
    }

    private static DN parsed(String value) {
        try {
            return new DN(value);
        } catch (com.unboundid.ldap.sdk.LDAPException impossible) {
            return DN.NULL_DN;
        }
    }
}
