package io.isthmus.report;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFChangeRecord;
import com.unboundid.ldif.LDIFModifyDNChangeRecord;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Writes comments and change records (RFC 2849), with the blank lines between them. */
final class LdifRecords {
    private final Writer to;
    private boolean recorded;

    LdifRecords(Writer to) throws IOException {
        this.to = to;
        to.write("version: 1\n");
    }

    /** What follows is about something else. */
    void begin(String comment) throws IOException {
        to.write("\n");
        recorded = false;
        comment(comment);
    }

    /** One line, whatever is in it. */
    void comment(String text) throws IOException {
        to.write("# " + text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]", " ") + "\n");
    }

    void record(LDIFChangeRecord record) throws IOException {
        if (recorded) {
            to.write("\n");
        }
        recorded = true;
        for (String line : record.toLDIF()) {
            to.write(line);
            to.write('\n');
        }
    }

    void rename(DN from, DN target) throws IOException {
        DN parent = target.getParent();
        boolean moves = parent != null && !parent.equals(from.getParent());
        record(new LDIFModifyDNChangeRecord(
                from.toString(), target.getRDN().toString(), true, moves ? parent.toString() : null));
    }

    static void add(List<Modification> to, ModificationType type, String attribute, List<String> values) {
        if (!values.isEmpty()) {
            to.add(new Modification(type, attribute, values.toArray(new String[0])));
        }
    }
}
