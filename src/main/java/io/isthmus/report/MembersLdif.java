package io.isthmus.report;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFModifyChangeRecord;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Memberships as LDIF. A server may have moved members along with their entries, or taken them out with them, before these records
 * are read: what goes is then first added, which a permissive modify takes for done where it is there, and so can be deleted. A
 * server that is not permissive gets a record for each of them. Whoever is renamed and comes or goes is written by both names, or
 * by the one that a server that is known to move members has given it.
 */
final class MembersLdif {
    private static final Control PERMISSIVE = new Control("1.2.840.113556.1.4.1413", false);

    private final LdifRecords records;
    private final LdifServer server;
    private final NewNames names = new NewNames();
    /** resources of groups that are created */
    private final Set<String> created = new HashSet<>();

    MembersLdif(LdifRecords records, LdifServer server) {
        this.records = records;
        this.server = server;
    }

    void name(Change change) {
        if (change instanceof Change.RenameEntry rename) {
            names.add(rename);
        } else if (change instanceof Change.AddEntry add) {
            created.add(add.about().resource());
        }
    }

    void write(Change.ModifyMembers change) throws IOException {
        record(change, names.of(change.about().resource(), change.dn()), false);
    }

    void reverse(Change.ModifyMembers change) throws IOException {
        String group = change.about().resource();
        if (created.contains(group)) {
            records.comment("they go with the group, which was created");
        } else {
            record(change, server.membersLast() ? change.dn() : names.of(group, change.dn()), true);
        }
    }

    private void record(Change.ModifyMembers change, DN dn, boolean back) throws IOException {
        Optional<String> placeholder =
                change.empties() && server.memberRequired() ? change.placeholder() : Optional.empty();
        if (server.movesMembers()) {
            moved(change, dn, back, placeholder);
        } else if (server.permissive()) {
            List<String> go = new ArrayList<>(values(change.edits(), back));
            List<String> come = new ArrayList<>(values(change.edits(), !back));
            alone(change).stream()
                    .filter(edit -> edit.add() == back)
                    .forEach(edit -> names.other(edit).ifPresent(go::add));
            placeholder.ifPresent((back ? go : come)::add);
            write(dn, change.attribute(), go, come);
        } else {
            oneByOne(dn, change, back, placeholder);
        }
    }

    /** Where members have followed their entries, and backwards are still to do so. */
    private void moved(Change.ModifyMembers change, DN dn, boolean back, Optional<String> placeholder)
            throws IOException {
        Set<String> pairs = pairs(change);
        List<MemberEdit> edits = new ArrayList<>();
        int followers = 0;
        for (MemberEdit edit : change.edits()) {
            if (pairs.contains(edit.resource()) && names.follows(edit)) {
                followers++;
            } else if (back && names.ring(edit)) {
                records.comment(
                        "no record of " + edit.value() + ": it came or went in a ring of names; see the next plan");
            } else {
                edits.add(names.after(edit));
            }
        }
        if (followers > 0) {
            records.comment("members that follow their entries by themselves: " + followers / 2);
        }
        List<String> go = new ArrayList<>(values(edits, back));
        List<String> come = new ArrayList<>(values(edits, !back));
        placeholder.ifPresent((back ? go : come)::add);
        write(dn, change.attribute(), go, come);
    }

    private void write(DN dn, String attribute, List<String> go, List<String> come) throws IOException {
        List<Modification> modifications = new ArrayList<>();
        if (server.permissive() && !server.movesMembers()) {
            LdifRecords.add(modifications, ModificationType.ADD, attribute, go);
        }
        LdifRecords.add(modifications, ModificationType.DELETE, attribute, go);
        LdifRecords.add(modifications, ModificationType.ADD, attribute, come);
        if (!modifications.isEmpty()) {
            List<Control> controls = server.permissive() ? List.of(PERMISSIVE) : List.of();
            records.record(new LDIFModifyChangeRecord(dn.toString(), modifications, controls));
        }
    }

    /** Where the server may have done some of it and takes nothing for done, what it did fails alone: {@code ldapmodify -c}. */
    private void oneByOne(DN dn, Change.ModifyMembers change, boolean back, Optional<String> placeholder)
            throws IOException {
        Set<String> pairs = pairs(change);
        List<String> others = new ArrayList<>(values(change.edits(), !back));
        List<String> plain = new ArrayList<>();
        placeholder.ifPresent((back ? plain : others)::add);
        for (MemberEdit edit : change.edits()) {
            if (edit.add() != back) {
                continue;
            }
            boolean paired = pairs.contains(edit.resource());
            List<String> instead = paired ? values(ofSame(change, edit), !back) : List.of();
            Optional<String> other = paired ? Optional.empty() : names.other(edit);
            if (back || paired || other.isPresent()) {
                others.removeAll(instead);
                write(dn, change.attribute(), List.of(edit.value()), instead);
                if (other.isPresent()) {
                    write(dn, change.attribute(), List.of(other.get()), List.of());
                }
            } else {
                plain.add(edit.value());
            }
        }
        write(dn, change.attribute(), plain, others);
    }

    private static List<MemberEdit> ofSame(Change.ModifyMembers change, MemberEdit edit) {
        return change.edits().stream()
                .filter(other -> other.resource().equals(edit.resource()))
                .toList();
    }

    /** Members that only have another value than before. */
    private static Set<String> pairs(Change.ModifyMembers change) {
        Set<String> pairs = resources(change, true);
        pairs.retainAll(resources(change, false));
        return pairs;
    }

    private static Set<String> resources(Change.ModifyMembers change, boolean add) {
        return change.edits().stream()
                .filter(edit -> edit.add() == add && !edit.resource().isEmpty())
                .map(MemberEdit::resource)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Edits of members that come or go for good. */
    private static List<MemberEdit> alone(Change.ModifyMembers change) {
        Set<String> pairs = pairs(change);
        return change.edits().stream()
                .filter(edit -> !pairs.contains(edit.resource()))
                .toList();
    }

    private static List<String> values(List<MemberEdit> edits, boolean add) {
        return edits.stream()
                .filter(edit -> edit.add() == add)
                .map(MemberEdit::value)
                .toList();
    }
}
