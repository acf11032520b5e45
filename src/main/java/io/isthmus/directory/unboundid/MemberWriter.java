package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes members of one group in one modify, and tells apart which values the server refuses: a batch that fails is halved until
 * the culprits stand alone, so that one member never costs the whole group.
 */
final class MemberWriter {
    /** what servers say of a value that is there already, or is not there any more; AD and Samba have words of their own */
    private static final Set<ResultCode> MAYBE_THERE = Set.of(
            ResultCode.NO_SUCH_ATTRIBUTE,
            ResultCode.ATTRIBUTE_OR_VALUE_EXISTS,
            ResultCode.ENTRY_ALREADY_EXISTS,
            ResultCode.UNWILLING_TO_PERFORM);

    private final LDAPConnection connection;
    private final GatedConnection writes;
    private final ChangeWriter writer;
    private final boolean permissive;
    private final Change.ModifyMembers change;
    private final List<ChangeResult.RefusedValue> refused = new ArrayList<>();

    MemberWriter(GatedConnection writes, ChangeWriter writer, boolean permissive, Change.ModifyMembers change) {
        this.connection = writes.reading();
        this.writes = writes;
        this.writer = writer;
        this.permissive = permissive;
        this.change = change;
    }

    ChangeResult apply() throws LDAPException {
        if (!change.edits().isEmpty()) {
            write(change.edits());
        }
        if (refused.size() == change.edits().size() && refused.size() == 1) {
            ChangeResult.RefusedValue only = refused.get(0);
            return new ChangeResult.Failed(only.kind(), only.code(), only.detail());
        }
        return refused.isEmpty()
                ? new ChangeResult.Applied(
                        change.anchor(), change.dn(), change.edits().isEmpty())
                : new ChangeResult.Partly(refused);
    }

    private void write(List<MemberEdit> edits) throws LDAPException {
        try {
            send(modifications(edits));
        } catch (LDAPException failed) {
            if (!aboutValues(failed)) {
                throw failed;
            }
            if (edits.size() == 1) {
                alone(edits.get(0), failed);
                return;
            }
            int half = edits.size() / 2;
            write(edits.subList(0, half));
            write(edits.subList(half, edits.size()));
        }
    }

    /** Whether it may be the values that the server minds; a group that is gone, or that we may not write, is not. */
    private boolean aboutValues(LDAPException failed) throws LDAPException {
        ResultCode code = failed.getResultCode();
        if (code.equals(ResultCode.NO_SUCH_OBJECT)) {
            return connection.getEntry(change.dn().toString(), "1.1") != null;
        }
        DirectoryFailure.Kind kind = Failures.kind(failed);
        return Failures.answered(failed)
                && !code.equals(ResultCode.ASSERTION_FAILED)
                && (kind == DirectoryFailure.Kind.CONFLICT
                        || kind == DirectoryFailure.Kind.REJECTED
                        || kind == DirectoryFailure.Kind.TROUBLED
                        || kind == DirectoryFailure.Kind.CAPACITY);
    }

    private void alone(MemberEdit edit, LDAPException failed) throws LDAPException {
        if (MAYBE_THERE.contains(failed.getResultCode()) && there(edit) == edit.add()) {
            return;
        }
        boolean last = failed.getResultCode().equals(ResultCode.OBJECT_CLASS_VIOLATION) && !edit.add();
        if (last && change.placeholder().isPresent()) {
            keeping(edit, change.placeholder().get());
            return;
        }
        String what = (edit.add() ? "adding " : "removing ") + edit.value();
        String why = last
                ? "it is the last member and the group's class wants one: set members.placeholder in the mapping"
                : Failures.message(failed);
        refused.add(new ChangeResult.RefusedValue(
                edit.value(), Failures.kind(failed), failed.getResultCode().intValue(), what + ": " + why));
    }

    /** The placeholder comes in the modify that would leave the group empty. */
    private void keeping(MemberEdit edit, String placeholder) throws LDAPException {
        List<Modification> modifications = new ArrayList<>();
        modifications.add(new Modification(ModificationType.ADD, change.attribute(), placeholder));
        modifications.addAll(modifications(List.of(edit)));
        try {
            send(modifications);
        } catch (LDAPException failed) {
            refused.add(new ChangeResult.RefusedValue(
                    edit.value(),
                    Failures.kind(failed),
                    failed.getResultCode().intValue(),
                    "removing the last member " + edit.value() + ": " + Failures.message(failed)));
        }
    }

    /**
     * A "no" is asked again by a search: 389 DS compares a DN as it is spelt, so that a value with other escapes, which it refuses as
     * there already, compares false.
     */
    private boolean there(MemberEdit edit) throws LDAPException {
        return compares(edit) || found(edit);
    }

    /** What we may not look at, or what is gone, is not told as absent. */
    private boolean compares(MemberEdit edit) throws LDAPException {
        try {
            return connection
                    .compare(change.dn().toString(), change.attribute(), edit.value())
                    .compareMatched();
        } catch (LDAPException failed) {
            boolean asked = Failures.answered(failed)
                    && Failures.kind(failed) != DirectoryFailure.Kind.DENIED
                    && !failed.getResultCode().equals(ResultCode.NO_SUCH_OBJECT);
            if (!asked) {
                throw failed;
            }
            return false;
        }
    }

    /** Samba makes a filter of what it is to compare and escapes nothing in it, so that names like "Lee, Jr" break it. */
    private boolean found(MemberEdit edit) throws LDAPException {
        Filter holds = Filter.createEqualityFilter(change.attribute(), edit.value());
        return connection.searchForEntry(change.dn().toString(), SearchScope.BASE, holds, "1.1") != null;
    }

    private void send(List<Modification> modifications) throws LDAPException {
        ModifyRequest request = new ModifyRequest(change.dn().toString(), modifications);
        if (permissive) {
            request.addControl(new PermissiveModifyRequestControl());
        }
        if (change.anchor().isPresent()) {
            writer.asserted(change.dn(), change.anchor().get(), request, () -> writes.modify(request));
        } else {
            writes.modify(request);
        }
    }

    /** Deletions first: a member that is renamed may come back under a value that the server takes for the same. */
    private List<Modification> modifications(List<MemberEdit> edits) {
        List<Modification> modifications = new ArrayList<>(2);
        of(edits, false)
                .ifPresent(values -> modifications.add(
                        new Modification(ModificationType.DELETE, values.getName(), values.getValues())));
        of(edits, true)
                .ifPresent(values -> modifications.add(
                        new Modification(ModificationType.ADD, values.getName(), values.getValues())));
        return modifications;
    }

    private Optional<Attribute> of(List<MemberEdit> edits, boolean add) {
        List<String> values = edits.stream()
                .filter(edit -> edit.add() == add)
                .map(MemberEdit::value)
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(new Attribute(change.attribute(), values));
    }
}
