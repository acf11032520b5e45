package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.UpdatableLDAPRequest;
import com.unboundid.ldap.sdk.controls.PostReadRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadResponseControl;
import io.isthmus.directory.Capabilities;
import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.Password;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.AttributeValues;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import io.isthmus.plan.WholeEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes one change on one connection. The entry's identity is asserted where the server can (RFC 4528). */
final class ChangeWriter {
    private static final Set<ResultCode> SAME_NAME =
            Set.of(ResultCode.UNWILLING_TO_PERFORM, ResultCode.ENTRY_ALREADY_EXISTS);

    private final LDAPConnection connection;
    private final GatedConnection writes;
    private final DirectoryFlavour flavour;
    private final Capabilities capabilities;
    private final Identity identity;
    private final Refusals refusals;

    ChangeWriter(GatedConnection writes, DirectoryFlavour flavour, Capabilities capabilities) {
        this.connection = writes.reading();
        this.writes = writes;
        this.flavour = flavour;
        this.capabilities = capabilities;
        this.identity = new Identity(connection, flavour, capabilities);
        this.refusals = new Refusals(flavour);
    }

    ChangeResult apply(Change change) throws LDAPException {
        if (change instanceof Change.AddEntry add) {
            return create(add, Optional.empty());
        }
        if (change instanceof Change.ModifyEntry modify) {
            return orMoved(
                    modify.dn(), modify.anchor(), () -> modify(modify.anchor(), modify.dn(), modify.modifications()));
        }
        if (change instanceof Change.RenameEntry rename) {
            return orMoved(rename.dn(), rename.anchor(), () -> rename(rename));
        }
        if (change instanceof Change.ModifyMembers members) {
            return new MemberWriter(writes, this, can("permissiveModify"), members).apply();
        }
        return delete((Change.DeleteEntry) change);
    }

    ChangeResult create(Change.AddEntry change, Optional<Password> password) throws LDAPException {
        ChangeResult.Applied made;
        try {
            made = add(change);
        } catch (LDAPException failed) {
            if (failed.getResultCode().equals(ResultCode.NO_SUCH_ATTRIBUTE)) {
                // of something new nothing can have moved: Active Directory says so of what its schema does not have
                return Refusals.of(change.dn(), failed);
            }
            boolean elsewhere = failed.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)
                    && anchorAt(change.dn()).isEmpty();
            if (!elsewhere) {
                throw failed;
            }
            // not the DN, but another name of it is taken, or nobody may see by whom it is
            return refusals.unseen(change.dn(), failed, change.attributes().keySet());
        }
        return new AccountOpening(writes, flavour).open(change, made, password);
    }

    ChangeResult password(Anchor anchor, DN dn, Password password) throws LDAPException {
        ModifyRequest request = new ModifyRequest(
                flavour.target(dn, anchor), new AccountOpening(writes, flavour).modification(password));
        asserted(dn, anchor, request, () -> writes.modify(request));
        return new ChangeResult.Applied(Optional.of(anchor), dn, false);
    }

    private ChangeResult.Applied add(Change.AddEntry change) throws LDAPException {
        AddRequest request = new AddRequest(change.dn().toString(), flavour.realise(change));
        boolean postRead = can("postRead");
        if (postRead) {
            request.addControl(new PostReadRequestControl(flavour.anchorAttribute()));
        }
        LDAPResult result = writes.add(request);
        PostReadResponseControl after = postRead ? PostReadResponseControl.get(result) : null;
        Optional<Anchor> anchor = after == null ? anchorAt(change.dn()) : flavour.anchor(after.getEntry());
        ChangeResult.Applied made = new ChangeResult.Applied(anchor, change.dn(), false);
        return anchor.isPresent() ? made : made.but(refusals.unreadable(change.dn()));
    }

    private Optional<Anchor> anchorAt(DN dn) throws LDAPException {
        return identity.at(dn);
    }

    private ChangeResult modify(Anchor anchor, DN dn, List<ValueChange> changes) throws LDAPException {
        if (changes.isEmpty()) {
            return new ChangeResult.Applied(Optional.of(anchor), dn, true);
        }
        try {
            List<Modification> modifications = flavour.realise(changes, current(dn, changes));
            if (modifications.isEmpty()) {
                return new ChangeResult.Applied(Optional.of(anchor), dn, true);
            }
            ModifyRequest request = new ModifyRequest(flavour.target(dn, anchor), modifications);
            asserted(dn, anchor, request, () -> writes.modify(request));
            return new ChangeResult.Applied(Optional.of(anchor), dn, false);
        } catch (LDAPException failed) {
            if (!flavour.maybeAsWanted(failed.getResultCode(), changes)) {
                return failed.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)
                        ? Refusals.of(dn, failed)
                        : rethrown(failed);
            }
            return converge(anchor, dn, changes, failed);
        }
    }

    private static ChangeResult rethrown(LDAPException failed) throws LDAPException {
        throw failed;
    }

    /** Somebody did part of it: read again, and write what is still missing. A value that must go and moved is a conflict. */
    private ChangeResult converge(Anchor anchor, DN dn, List<ValueChange> changes, LDAPException first)
            throws LDAPException {
        String[] names = changes.stream().map(ValueChange::attribute).toArray(String[]::new);
        SearchResultEntry read = connection.getEntry(dn.toString(), names);
        if (read == null) {
            throw first;
        }
        Entry entry = RangedValues.whole(connection, read);
        List<ValueChange> rest = new ArrayList<>();
        for (ValueChange change : changes) {
            Attribute there = Optional.ofNullable(entry.getAttribute(change.attribute()))
                    .orElse(new Attribute(change.attribute()));
            ValueChange left = left(change, there);
            List<String> add = left.add();
            List<String> delete = left.delete();
            boolean replacedByAnother =
                    !change.delete().isEmpty() && delete.isEmpty() && !add.isEmpty() && there.size() > 0;
            if (replacedByAnother) {
                return new ChangeResult.Failed(
                        DirectoryFailure.Kind.CONFLICT,
                        first.getResultCode().intValue(),
                        change.attribute() + " of " + dn + " was changed by somebody else since it was read");
            }
            if (!add.isEmpty() || !delete.isEmpty()) {
                rest.add(left);
            }
        }
        List<Modification> modifications = flavour.realise(rest, current(dn, rest));
        if (modifications.isEmpty()) {
            return new ChangeResult.Applied(Optional.of(anchor), dn, true);
        }
        try {
            writes.modify(new ModifyRequest(flavour.target(dn, anchor), modifications));
        } catch (LDAPException failed) {
            boolean unknown = failed.getResultCode().equals(ResultCode.NO_SUCH_ATTRIBUTE)
                    && rest.stream().allMatch(change -> change.delete().isEmpty());
            boolean taken = failed.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS);
            return unknown || taken ? Refusals.of(dn, failed) : rethrown(failed);
        }
        return new ChangeResult.Applied(Optional.of(anchor), dn, false);
    }

    /** A value that is only to be spelled anew is there before and after: it goes and comes together, or not at all. */
    private static ValueChange left(ValueChange change, Attribute there) {
        AttributeValues has = AttributeValues.of(Optional.of(there));
        AttributeValues goes = AttributeValues.of(AttributeValues.ruleOf(Optional.of(there)), change.delete());
        AttributeValues comes = AttributeValues.of(AttributeValues.ruleOf(Optional.of(there)), change.add());
        AttributeValues done = AttributeValues.of(
                AttributeValues.ruleOf(Optional.of(there)),
                change.add().stream()
                        .filter(value -> has.written(value).equals(Optional.of(value)))
                        .toList());
        return new ValueChange(
                change.attribute(),
                has.and(goes).minus(done).list(),
                comes.minus(done).minus(has.minus(goes)).list(),
                change.kind());
    }

    private List<Attribute> current(DN dn, List<ValueChange> changes) throws LDAPException {
        if (!flavour.needsCurrent(changes)) {
            return List.of();
        }
        String[] names = flavour.alwaysRead().toArray(new String[0]);
        Entry entry = connection.getEntry(dn.toString(), names);
        return entry == null ? List.of() : List.copyOf(entry.getAttributes());
    }

    private ChangeResult rename(Change.RenameEntry change) throws LDAPException {
        DN from = change.via().orElse(change.dn());
        boolean moved = true;
        try {
            move(from, change.newDn(), change.anchor());
        } catch (LDAPException failed) {
            // to a server for which that is no other name, the entry has it
            moved = !(from.equals(change.newDn()) && SAME_NAME.contains(failed.getResultCode()));
            boolean notThere = failed.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
                    || failed.getResultCode().equals(ResultCode.ASSERTION_FAILED);
            boolean alreadyThere = notThere
                    && anchorAt(change.newDn()).filter(change.anchor()::equals).isPresent();
            boolean unseen = moved
                    && failed.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)
                    && anchorAt(change.newDn()).isEmpty();
            if (unseen) {
                // whoever has the name does not show: nobody could tell when it is free
                return refusals.unseen(change.newDn(), failed);
            }
            if (moved && !alreadyThere) {
                throw failed;
            }
        }
        ChangeResult modified = renamed(change);
        return modified instanceof ChangeResult.Failed failed
                ? new ChangeResult.Failed(
                        failed.kind(),
                        failed.code(),
                        "it is " + change.newDn() + " now, but its values were not taken: " + failed.detail())
                : new ChangeResult.Applied(
                        Optional.of(change.anchor()),
                        change.newDn(),
                        !moved && ((ChangeResult.Applied) modified).converged());
    }

    /** The values that go with a name that is written by now. */
    private ChangeResult renamed(Change.RenameEntry change) throws LDAPException {
        try {
            return modify(change.anchor(), change.newDn(), lent(change, change.modifications()));
        } catch (LDAPException failed) {
            if (!Failures.answered(failed)) {
                throw failed;
            }
            return Failures.result("modify", failed);
        }
    }

    /** The entry leaves its DN, and whatever else no two entries may have, to the next of a ring of names. */
    ChangeResult park(Change.RenameEntry change) throws LDAPException {
        DN via = change.via().orElseThrow();
        move(change.dn(), via, change.anchor());
        List<ValueChange> lent = change.modifications().stream()
                .filter(part -> lends(change, part))
                .map(part -> new ValueChange(part.attribute(), part.delete(), meanwhile(change, part), part.kind()))
                .toList();
        ChangeResult result = modify(change.anchor(), via, lent);
        return result instanceof ChangeResult.Failed
                ? result
                : new ChangeResult.Applied(Optional.of(change.anchor()), via, false);
    }

    private boolean lends(Change.RenameEntry change, ValueChange part) {
        return change.via().isPresent()
                && flavour.unique(part.attribute())
                && !part.delete().isEmpty();
    }

    private static List<String> meanwhile(Change.RenameEntry change, ValueChange part) {
        return part.delete().stream().map(change::meanwhile).toList();
    }

    /** What was lent meanwhile is not what has to go any more. */
    private List<ValueChange> lent(Change.RenameEntry change, List<ValueChange> parts) {
        return parts.stream()
                .map(part -> lends(change, part)
                        ? new ValueChange(part.attribute(), meanwhile(change, part), part.add(), part.kind())
                        : part)
                .toList();
    }

    private void move(DN from, DN to, Anchor anchor) throws LDAPException {
        boolean sameParent = from.getParent() == null
                ? to.getParent() == null
                : from.getParent().equals(to.getParent());
        ModifyDNRequest request =
                new ModifyDNRequest(from.toString(), to.getRDNString(), true, sameParent ? null : to.getParentString());
        asserted(from, anchor, request, () -> writes.modifyDn(request));
    }

    /** Sends a write that only means this entry. */
    void asserted(DN dn, Anchor anchor, UpdatableLDAPRequest request, Identity.Send send) throws LDAPException {
        identity.send(dn, anchor, request, send);
    }

    /** Reads the whole entry in the same breath (rule 21): what somebody changed since the plan is not deleted. */
    private ChangeResult delete(Change.DeleteEntry change) throws LDAPException {
        Set<String> asked = new HashSet<>(WholeEntry.ATTRIBUTES);
        asked.addAll(flavour.alwaysRead());
        SearchResultEntry entry = connection.getEntry(change.dn().toString(), asked.toArray(new String[0]));
        if (entry == null
                || flavour.anchor(entry).filter(change.anchor()::equals).isEmpty()) {
            return notThere(change, entry != null);
        }
        WholeEntry now = WholeEntry.of(flavour.normalise(RangedValues.whole(connection, entry)));
        Set<String> differences = change.before().differences(now);
        if (!differences.isEmpty()) {
            return conflict(change.dn() + " is not what it was when the plan was made: "
                    + String.join(", ", differences) + " was changed");
        }
        DeleteRequest request = new DeleteRequest(flavour.target(change.dn(), change.anchor()));
        asserted(change.dn(), change.anchor(), request, () -> writes.delete(request));
        return new ChangeResult.Applied(Optional.of(change.anchor()), change.dn(), false);
    }

    /** The entry is gone, or it stands somewhere else now. */
    private ChangeResult notThere(Change.DeleteEntry change, boolean replaced) throws LDAPException {
        Optional<String> moved = standing(change.dn(), change.anchor());
        if (moved.isPresent()) {
            return conflict(movedTo(change.dn(), moved.get()));
        }
        return replaced
                ? conflict(change.dn() + " is another entry than when the plan was made")
                : new ChangeResult.Applied(Optional.of(change.anchor()), change.dn(), true);
    }

    @FunctionalInterface
    private interface Write {
        ChangeResult once() throws LDAPException;
    }

    /** Where the entry is not where it was, the failure says where it is. */
    private ChangeResult orMoved(DN dn, Anchor anchor, Write write) throws LDAPException {
        try {
            return write.once();
        } catch (LDAPException failed) {
            ResultCode code = failed.getResultCode();
            boolean notThere = code.equals(ResultCode.NO_SUCH_OBJECT) || code.equals(ResultCode.ASSERTION_FAILED);
            Optional<String> moved = notThere ? standing(dn, anchor) : Optional.empty();
            if (moved.isEmpty() || DN.equals(moved.get(), dn.toString())) {
                throw failed;
            }
            return new ChangeResult.Failed(DirectoryFailure.Kind.CONFLICT, code.intValue(), movedTo(dn, moved.get()));
        }
    }

    private static String movedTo(DN dn, String now) {
        return dn + " was moved to " + now + " since the plan was made";
    }

    /** Where the entry of this anchor stands, as far as it does in the same naming context. */
    private Optional<String> standing(DN dn, Anchor anchor) throws LDAPException {
        Filter filter = flavour.anchorFilter(anchor);
        for (String context : connection.getRootDSE().getNamingContextDNs()) {
            if (dn.isDescendantOf(new DN(context), true)) {
                SearchResultEntry found = connection.searchForEntry(context, SearchScope.SUB, filter, "1.1");
                if (found != null) {
                    return Optional.of(found.getDN());
                }
            }
        }
        return Optional.empty();
    }

    private static ChangeResult conflict(String detail) {
        return new ChangeResult.Failed(DirectoryFailure.Kind.CONFLICT, -1, detail);
    }

    private boolean can(String ability) {
        return capabilities.details().getOrDefault(ability, "no").startsWith("yes");
    }
}
