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
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadResponseControl;
import io.isthmus.directory.Capabilities;
import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.ldap.Anchor;
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
    private final LDAPConnection connection;
    private final DirectoryFlavour flavour;
    private final Capabilities capabilities;

    ChangeWriter(LDAPConnection connection, DirectoryFlavour flavour, Capabilities capabilities) {
        this.connection = connection;
        this.flavour = flavour;
        this.capabilities = capabilities;
    }

    ChangeResult apply(Change change) throws LDAPException {
        if (change instanceof Change.AddEntry add) {
            return add(add);
        }
        if (change instanceof Change.ModifyEntry modify) {
            return modify(modify.anchor(), modify.dn(), modify.modifications());
        }
        if (change instanceof Change.RenameEntry rename) {
            return rename(rename);
        }
        if (change instanceof Change.ModifyMembers members) {
            return new MemberWriter(connection, this, can("permissiveModify"), members).apply();
        }
        return delete((Change.DeleteEntry) change);
    }

    private ChangeResult add(Change.AddEntry change) throws LDAPException {
        AddRequest request = new AddRequest(change.dn().toString(), flavour.realise(change));
        boolean postRead = can("postRead");
        if (postRead) {
            request.addControl(new PostReadRequestControl(flavour.anchorAttribute()));
        }
        LDAPResult result = connection.add(request);
        PostReadResponseControl after = postRead ? PostReadResponseControl.get(result) : null;
        String anchor = after == null
                ? anchorAt(change.dn()).orElse("")
                : after.getEntry().getAttributeValue(flavour.anchorAttribute());
        return new ChangeResult.Applied(
                anchor == null || anchor.isEmpty() ? Optional.empty() : Optional.of(new Anchor(anchor)),
                change.dn(),
                false);
    }

    private Optional<String> anchorAt(DN dn) throws LDAPException {
        SearchResultEntry entry = connection.getEntry(dn.toString(), flavour.anchorAttribute());
        return entry == null
                ? Optional.empty()
                : Optional.ofNullable(entry.getAttributeValue(flavour.anchorAttribute()));
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
            ModifyRequest request = new ModifyRequest(dn.toString(), modifications);
            asserted(dn, anchor, request, () -> connection.modify(request));
            return new ChangeResult.Applied(Optional.of(anchor), dn, false);
        } catch (LDAPException failed) {
            boolean maybeThere = failed.getResultCode().equals(ResultCode.NO_SUCH_ATTRIBUTE)
                    || failed.getResultCode().equals(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS);
            if (!maybeThere) {
                throw failed;
            }
            return converge(anchor, dn, changes, failed);
        }
    }

    /** Somebody did part of it: read again, and write what is still missing. A value that must go and moved is a conflict. */
    private ChangeResult converge(Anchor anchor, DN dn, List<ValueChange> changes, LDAPException first)
            throws LDAPException {
        String[] names = changes.stream().map(ValueChange::attribute).toArray(String[]::new);
        SearchResultEntry entry = connection.getEntry(dn.toString(), names);
        if (entry == null) {
            throw first;
        }
        List<ValueChange> rest = new ArrayList<>();
        for (ValueChange change : changes) {
            Attribute there = Optional.ofNullable(entry.getAttribute(change.attribute()))
                    .orElse(new Attribute(change.attribute()));
            List<String> add = change.add().stream()
                    .filter(value -> !there.hasValue(value))
                    .toList();
            List<String> delete =
                    change.delete().stream().filter(there::hasValue).toList();
            boolean replacedByAnother =
                    !change.delete().isEmpty() && delete.isEmpty() && !add.isEmpty() && there.size() > 0;
            if (replacedByAnother) {
                return new ChangeResult.Failed(
                        DirectoryFailure.Kind.CONFLICT,
                        first.getResultCode().intValue(),
                        change.attribute() + " of " + dn + " was changed by somebody else since it was read");
            }
            if (!add.isEmpty() || !delete.isEmpty()) {
                rest.add(new ValueChange(change.attribute(), delete, add, change.kind()));
            }
        }
        List<Modification> modifications = flavour.realise(rest, current(dn, rest));
        if (modifications.isEmpty()) {
            return new ChangeResult.Applied(Optional.of(anchor), dn, true);
        }
        connection.modify(new ModifyRequest(dn.toString(), modifications));
        return new ChangeResult.Applied(Optional.of(anchor), dn, false);
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
        try {
            move(from, change.newDn(), change.anchor());
        } catch (LDAPException failed) {
            boolean notThere = failed.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
                    || failed.getResultCode().equals(ResultCode.ASSERTION_FAILED);
            boolean alreadyThere = notThere
                    && anchorAt(change.newDn())
                            .filter(change.anchor().value()::equalsIgnoreCase)
                            .isPresent();
            if (!alreadyThere) {
                throw failed;
            }
        }
        ChangeResult modified = modify(change.anchor(), change.newDn(), change.modifications());
        return modified instanceof ChangeResult.Applied
                ? new ChangeResult.Applied(Optional.of(change.anchor()), change.newDn(), false)
                : modified;
    }

    ChangeResult park(Change.RenameEntry change) throws LDAPException {
        DN via = change.via().orElseThrow();
        move(change.dn(), via, change.anchor());
        return new ChangeResult.Applied(Optional.of(change.anchor()), via, false);
    }

    private void move(DN from, DN to, Anchor anchor) throws LDAPException {
        boolean sameParent = from.getParent() == null
                ? to.getParent() == null
                : from.getParent().equals(to.getParent());
        ModifyDNRequest request =
                new ModifyDNRequest(from.toString(), to.getRDNString(), true, sameParent ? null : to.getParentString());
        asserted(from, anchor, request, () -> connection.modifyDN(request));
    }

    @FunctionalInterface
    interface Send {
        LDAPResult once() throws LDAPException;
    }

    /**
     * Sends a write that only means this entry. Some overlays (slapo-unique) carry the assertion over to their own search, which
     * then fails whatever the entry is: where the entry is read to be the one meant, it is sent again without (decision 10).
     */
    void asserted(DN dn, Anchor anchor, UpdatableLDAPRequest request, Send send) throws LDAPException {
        if (can("assertion")) {
            request.addControl(new AssertionRequestControl(
                    Filter.createEqualityFilter(flavour.anchorAttribute(), anchor.value())));
        } else if (anchorAt(dn)
                .filter(there -> !anchor.value().equalsIgnoreCase(there))
                .isPresent()) {
            // the nearest thing to an assertion on servers without (389 DS, Active Directory): a look just before
            throw new LDAPException(ResultCode.ASSERTION_FAILED, "another entry stands at " + dn + " now");
        }
        try {
            send.once();
        } catch (LDAPException failed) {
            boolean misjudged = failed.getResultCode().equals(ResultCode.ASSERTION_FAILED)
                    && can("assertion")
                    && anchorAt(dn).filter(anchor.value()::equalsIgnoreCase).isPresent();
            if (!misjudged) {
                throw failed;
            }
            request.removeControl(AssertionRequestControl.ASSERTION_REQUEST_OID);
            send.once();
        }
    }

    /** Reads the whole entry in the same breath (rule 21): what somebody changed since the plan is not deleted. */
    private ChangeResult delete(Change.DeleteEntry change) throws LDAPException {
        Set<String> asked = new HashSet<>(WholeEntry.ATTRIBUTES);
        asked.addAll(flavour.alwaysRead());
        SearchResultEntry entry = connection.getEntry(change.dn().toString(), asked.toArray(new String[0]));
        if (entry == null
                || !change.anchor().value().equalsIgnoreCase(entry.getAttributeValue(flavour.anchorAttribute()))) {
            return notThere(change, entry != null);
        }
        WholeEntry now = WholeEntry.of(flavour.normalise(entry));
        Set<String> differences = change.before().differences(now);
        if (!differences.isEmpty()) {
            return conflict(change.dn() + " is not what it was when the plan was made: "
                    + String.join(", ", differences) + " was changed");
        }
        DeleteRequest request = new DeleteRequest(change.dn().toString());
        asserted(change.dn(), change.anchor(), request, () -> connection.delete(request));
        return new ChangeResult.Applied(Optional.of(change.anchor()), change.dn(), false);
    }

    /** The entry is gone, or it stands somewhere else now. */
    private ChangeResult notThere(Change.DeleteEntry change, boolean replaced) throws LDAPException {
        Filter anchor = Filter.createEqualityFilter(
                flavour.anchorAttribute(), change.anchor().value());
        for (String context : connection.getRootDSE().getNamingContextDNs()) {
            if (change.dn().isDescendantOf(new DN(context), true)) {
                SearchResultEntry moved = connection.searchForEntry(context, SearchScope.SUB, anchor, "1.1");
                if (moved != null) {
                    return conflict(change.dn() + " was moved to " + moved.getDN() + " since the plan was made");
                }
            }
        }
        return replaced
                ? conflict(change.dn() + " is another entry than when the plan was made")
                : new ChangeResult.Applied(Optional.of(change.anchor()), change.dn(), true);
    }

    private static ChangeResult conflict(String detail) {
        return new ChangeResult.Failed(DirectoryFailure.Kind.CONFLICT, -1, detail);
    }

    private boolean can(String ability) {
        return capabilities.details().getOrDefault(ability, "no").startsWith("yes");
    }
}
