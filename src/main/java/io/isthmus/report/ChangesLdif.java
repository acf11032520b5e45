package io.isthmus.report;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFAddChangeRecord;
import com.unboundid.ldif.LDIFDeleteChangeRecord;
import com.unboundid.ldif.LDIFModifyChangeRecord;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SecretAttributes;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.ServerKept;
import io.isthmus.plan.ValueChange;
import io.isthmus.plan.WholeEntry;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Changes as LDIF change records (RFC 2849) for {@code ldapmodify}, forwards or backwards. Only changes that count are records;
 * of the others a comment says what became of them. Values that no report shows are comments too, and so is locking an account
 * where that takes more than one fixed value; what is left for a person to do begins with {@code by hand}.
 *
 * <p>Forwards: {@link #name} for each rename and each group that is created, {@link #aside} for each rename, then {@link #write} for
 * each change. Backwards: {@link #name} too, {@link #reverse} for each change from the last to the first, {@link #home} for each
 * rename, {@link #reverseMembers} for each membership. So nothing has to be held in memory but names that come or change.
 */
public final class ChangesLdif {
    private final LdifRecords records;
    private final LdifServer server;
    private final MembersLdif members;
    private final Lending lending;

    public ChangesLdif(Writer to, LdifServer server) throws IOException {
        this.records = new LdifRecords(to);
        this.server = server;
        this.members = new MembersLdif(records, server);
        this.lending = new Lending(server.activeDirectory());
    }

    /** An entry of a ring of names steps aside before anything else happens. */
    public void aside(ChangeLine line) throws IOException {
        if (line.counts()
                && line.change() instanceof Change.RenameEntry rename
                && rename.via().isPresent()) {
            records.begin("change " + line.id() + ", first half: steps aside in a ring of names");
            records.rename(rename.dn(), rename.via().get());
            modify(rename.via().get(), rename.newDn(), lending.parked(rename), false);
        }
    }

    /** Notes a name that comes or changes: memberships are about where entries stand then. All of them come before {@link #aside}. */
    public void name(ChangeLine line) {
        if (line.counts()) {
            members.name(line.change());
        }
    }

    /** Writes what the change does. */
    public void write(ChangeLine line) throws IOException {
        head(line);
        Change change = line.change();
        if (!line.counts()) {
            records.comment("no record: it is not part of what was or will be written to " + change.dn());
        } else if (change instanceof Change.AddEntry add) {
            entry(add);
        } else if (change instanceof Change.DeleteEntry delete) {
            records.record(new LDIFDeleteChangeRecord(delete.dn().toString()));
        } else if (change instanceof Change.RenameEntry rename) {
            records.rename(rename.via().orElse(rename.dn()), rename.newDn());
            modify(rename.newDn(), rename.newDn(), lending.lent(rename), false);
        } else if (change instanceof Change.ModifyMembers some) {
            members.write(some);
        } else {
            modify(change.dn(), change.dn(), change.modifications(), false);
        }
    }

    /** Writes what takes the change back; nothing for a change that never happened. Called from the last change to the first. */
    public void reverse(ChangeLine line) throws IOException {
        Change change = line.change();
        if (!line.counts() || change instanceof Change.ModifyMembers && server.membersLast()) {
            return;
        }
        head(line);
        if (change instanceof Change.AddEntry add) {
            records.record(new LDIFDeleteChangeRecord(add.dn().toString()));
        } else if (change instanceof Change.DeleteEntry delete) {
            records.comment("an entry made again has another immutable id, and no password");
            again(delete);
        } else if (change instanceof Change.RenameEntry rename) {
            modify(rename.newDn(), rename.dn(), lending.lent(rename), true);
            records.rename(rename.newDn(), rename.via().orElse(rename.dn()));
        } else if (change instanceof Change.ModifyMembers some) {
            members.reverse(some);
        } else {
            modify(change.dn(), change.dn(), change.modifications(), true);
        }
    }

    /** An entry that stepped aside comes home, after everything else was taken back. */
    public void home(ChangeLine line) throws IOException {
        if (line.counts()
                && line.change() instanceof Change.RenameEntry rename
                && rename.via().isPresent()) {
            records.begin("change " + line.id() + ", second half: back to its place in a ring of names");
            records.rename(rename.via().get(), rename.dn());
            modify(rename.dn(), rename.dn(), lending.parked(rename), true);
        }
    }

    /** Takes memberships back where that comes last; entries have their names again then. */
    public void reverseMembers(ChangeLine line) throws IOException {
        if (line.counts() && server.membersLast() && line.change() instanceof Change.ModifyMembers some) {
            head(line);
            members.reverse(some);
        }
    }

    private void head(ChangeLine line) throws IOException {
        About about = line.change().about();
        records.begin("change " + line.id() + ": " + about.situation().label() + ", " + about.name()
                + (about.source().isEmpty() ? "" : " of " + about.source())
                + ", " + line.outcome() + (line.detail().isEmpty() ? "" : ": " + line.detail()));
    }

    private void entry(Change.AddEntry add) throws IOException {
        List<Attribute> attributes = new ArrayList<>();
        for (ValueChange part : Parts.of(add)) {
            if (!part.attribute().equals(ActualEntry.DISABLED) && shown(part)) {
                attributes.add(new Attribute(part.attribute(), part.add()));
            }
        }
        lockNew(add.dn(), attributes, add.disabled());
        records.record(new LDIFAddChangeRecord(add.dn().toString(), attributes));
    }

    /** The deleted entry, with everything that was kept of it and that a server takes. */
    private void again(Change.DeleteEntry delete) throws IOException {
        WholeEntry before = delete.before();
        if (!before.lost().isEmpty()) {
            records.comment("lost, since its values are secret: " + String.join(", ", before.lost()));
        }
        List<Attribute> attributes = new ArrayList<>();
        for (Map.Entry<String, List<String>> part : before.values().entrySet()) {
            if (part.getKey().equalsIgnoreCase("memberOf")) {
                records.comment("it was a member of " + part.getValue() + ": only what this run ended comes back");
            }
        }
        before.values().forEach((name, values) -> {
            boolean bits = server.activeDirectory() && name.equalsIgnoreCase(AccountControl.ATTRIBUTE);
            if (!name.equals(ActualEntry.DISABLED) && (bits || !ServerKept.refused(name))) {
                attributes.add(new Attribute(name, values));
            }
        });
        before.binary().forEach((name, values) -> {
            if (!ServerKept.refused(name)) {
                attributes.add(new Attribute(
                        name, values.stream().map(Base64.getDecoder()::decode).toArray(byte[][]::new)));
            }
        });
        lockNew(delete.dn(), attributes, before.values().containsKey(ActualEntry.DISABLED));
        records.record(new LDIFAddChangeRecord(delete.dn().toString(), attributes));
    }

    /** The lock of an entry that is created. */
    private void lockNew(DN dn, List<Attribute> attributes, boolean locks) throws IOException {
        if (server.activeDirectory() && AccountControl.isAccount(values(attributes, "objectClass"))) {
            List<String> bits = values(attributes, AccountControl.ATTRIBUTE);
            attributes.removeIf(attribute -> attribute.getName().equalsIgnoreCase(AccountControl.ATTRIBUTE));
            attributes.add(AccountControl.locked(bits));
            records.comment(locks ? "the account is locked" : AccountControl.CREATED_LOCKED);
            if (!locks) {
                records.comment(AccountControl.byHandOpen(dn));
            }
        } else if (locks) {
            lock(dn, true).ifPresent(lock -> attributes.add(lock.getAttribute()));
        }
    }

    private static List<String> values(List<Attribute> attributes, String name) {
        return attributes.stream()
                .filter(attribute -> attribute.getName().equalsIgnoreCase(name))
                .flatMap(attribute -> Stream.of(attribute.getValues()))
                .toList();
    }

    /** Backwards what was added goes before what was deleted comes. @param end where the entry stands when all is written */
    private void modify(DN dn, DN end, List<ValueChange> parts, boolean back) throws IOException {
        List<Modification> modifications = new ArrayList<>();
        for (ValueChange part : parts) {
            if (part.attribute().equals(ActualEntry.DISABLED)) {
                lock(end, part.add().isEmpty() == back).ifPresent(modifications::add);
            } else if (shown(part)) {
                LdifRecords.add(
                        modifications, ModificationType.DELETE, part.attribute(), back ? part.add() : part.delete());
                LdifRecords.add(
                        modifications, ModificationType.ADD, part.attribute(), back ? part.delete() : part.add());
            }
        }
        if (!modifications.isEmpty()) {
            records.record(new LDIFModifyChangeRecord(dn.toString(), modifications));
        }
    }

    /** Whatever lock stands there, it is replaced; a comment where this server's lock is no fixed value. */
    private Optional<Modification> lock(DN end, boolean locks) throws IOException {
        records.comment(locks ? "the account is locked" : "the account is unlocked");
        if (server.activeDirectory()) {
            records.comment(AccountControl.byHand(locks, end));
        } else if (server.lock().isEmpty()) {
            records.comment("(no record of that: it takes more than a fixed value on this server)");
        }
        return server.lock()
                .map(lock -> locks
                        ? new Modification(ModificationType.REPLACE, lock.getName(), lock.getValues())
                        : new Modification(ModificationType.REPLACE, lock.getName()));
    }

    /** Says in a comment what is not written as a value. */
    private boolean shown(ValueChange part) throws IOException {
        if (SecretAttributes.holds(part.attribute())) {
            records.comment(part.attribute() + " is not shown");
            return false;
        }
        return true;
    }
}
