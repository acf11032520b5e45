package io.isthmus.report;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFAddChangeRecord;
import com.unboundid.ldif.LDIFChangeRecord;
import com.unboundid.ldif.LDIFDeleteChangeRecord;
import com.unboundid.ldif.LDIFModifyChangeRecord;
import com.unboundid.ldif.LDIFModifyDNChangeRecord;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SecretAttributes;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import io.isthmus.plan.WholeEntry;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Changes as LDIF change records (RFC 2849), forwards or backwards. Locking an account is the server's own affair and so a comment;
 * so are values that no report shows.
 */
public final class ChangesLdif {
    private final Writer to;
    private boolean recorded;

    public ChangesLdif(Writer to) throws IOException {
        this.to = to;
        to.write("version: 1\n");
    }

    /** Writes what the change does. */
    public void write(ChangeLine line) throws IOException {
        head(line);
        Change change = line.change();
        if (change instanceof Change.AddEntry add) {
            entry(add);
        } else if (change instanceof Change.DeleteEntry delete) {
            record(new LDIFDeleteChangeRecord(delete.dn().toString()));
        } else if (change instanceof Change.RenameEntry rename) {
            rename(rename.dn(), rename.newDn());
            modify(rename.newDn(), rename.modifications(), false);
        } else {
            modify(change.dn(), change.modifications(), false);
        }
    }

    /** Writes what takes the change back; nothing for a change that never happened. Called from the last change to the first. */
    public void reverse(ChangeLine line) throws IOException {
        if (!line.counts()) {
            return;
        }
        head(line);
        Change change = line.change();
        if (change instanceof Change.AddEntry add) {
            record(new LDIFDeleteChangeRecord(add.dn().toString()));
        } else if (change instanceof Change.DeleteEntry delete) {
            comment("an entry made again has another immutable id, and no password");
            again(delete);
        } else if (change instanceof Change.RenameEntry rename) {
            modify(rename.newDn(), rename.modifications(), true);
            rename(rename.newDn(), rename.dn());
        } else {
            modify(change.dn(), change.modifications(), true);
        }
    }

    private void head(ChangeLine line) throws IOException {
        About about = line.change().about();
        to.write("\n");
        recorded = false;
        comment("change " + line.id() + ": " + about.situation().label() + ", " + about.name() + " of " + about.source()
                + ", " + line.outcome() + (line.detail().isEmpty() ? "" : ": " + line.detail()));
    }

    private void entry(Change.AddEntry add) throws IOException {
        List<Attribute> attributes = new ArrayList<>();
        for (ValueChange part : Parts.of(add)) {
            if (shown(part, false)) {
                attributes.add(new Attribute(part.attribute(), part.add()));
            }
        }
        record(new LDIFAddChangeRecord(add.dn().toString(), attributes));
    }

    /** The deleted entry, with everything that was kept of it. */
    private void again(Change.DeleteEntry delete) throws IOException {
        WholeEntry before = delete.before();
        if (!before.lost().isEmpty()) {
            comment("lost, since its values are secret: " + String.join(", ", before.lost()));
        }
        List<Attribute> attributes = new ArrayList<>();
        for (Map.Entry<String, List<String>> entry : before.values().entrySet()) {
            if (shown(new ValueChange(entry.getKey(), List.of(), entry.getValue(), ValueChange.Kind.PENDING), false)) {
                attributes.add(new Attribute(entry.getKey(), entry.getValue()));
            }
        }
        before.binary()
                .forEach((name, values) -> attributes.add(new Attribute(
                        name, values.stream().map(Base64.getDecoder()::decode).toArray(byte[][]::new))));
        record(new LDIFAddChangeRecord(delete.dn().toString(), attributes));
    }

    private void modify(DN dn, List<ValueChange> parts, boolean back) throws IOException {
        List<Modification> modifications = new ArrayList<>();
        for (ValueChange part : parts) {
            if (shown(part, back)) {
                add(modifications, ModificationType.DELETE, part.attribute(), back ? part.add() : part.delete());
                add(modifications, ModificationType.ADD, part.attribute(), back ? part.delete() : part.add());
            }
        }
        if (!modifications.isEmpty()) {
            record(new LDIFModifyChangeRecord(dn.toString(), modifications));
        }
    }

    private static void add(List<Modification> to, ModificationType type, String attribute, List<String> values) {
        if (!values.isEmpty()) {
            to.add(new Modification(type, attribute, values.toArray(new String[0])));
        }
    }

    /** Says in a comment what is not written as a value. */
    private boolean shown(ValueChange part, boolean back) throws IOException {
        if (part.attribute().equals(ActualEntry.DISABLED)) {
            boolean unlocks = part.add().isEmpty() != back;
            comment(unlocks ? "the account is unlocked" : "the account is locked");
            return false;
        }
        if (SecretAttributes.holds(part.attribute())) {
            comment(part.attribute() + " is not shown");
            return false;
        }
        return true;
    }

    private void rename(DN from, DN target) throws IOException {
        DN parent = target.getParent();
        boolean moves = parent != null && !parent.equals(from.getParent());
        record(new LDIFModifyDNChangeRecord(
                from.toString(), target.getRDN().toString(), true, moves ? parent.toString() : null));
    }

    private void record(LDIFChangeRecord record) throws IOException {
        if (recorded) {
            to.write("\n");
        }
        recorded = true;
        for (String line : record.toLDIF()) {
            to.write(line);
            to.write('\n');
        }
    }

    /** One line, whatever is in it. */
    private void comment(String text) throws IOException {
        to.write("# " + text.replaceAll("\\p{Cntrl}", " ") + "\n");
    }
}
