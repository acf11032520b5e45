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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Memberships as LDIF. A server may have moved members along with their entries, or taken them out with them, before these records
 * are read: what goes is then first added, which a permissive modify takes for done where it is there, and so can be deleted. A
 * server that is not permissive gets a record for each of them.
 */
final class MembersLdif {
    private static final Control PERMISSIVE = new Control("1.2.840.113556.1.4.1413", false);

    private final LdifRecords records;
    private final LdifServer server;
    /** where groups stand after their rename, by resource */
    private final Map<String, DN> moved = new HashMap<>();
    /** resources of groups that are created */
    private final Set<String> created = new HashSet<>();

    MembersLdif(LdifRecords records, LdifServer server) {
        this.records = records;
        this.server = server;
    }

    void group(Change change) {
        if (change instanceof Change.RenameEntry rename) {
            moved.put(rename.about().resource(), rename.newDn());
        } else if (change instanceof Change.AddEntry add) {
            created.add(add.about().resource());
        }
    }

    void write(Change.ModifyMembers change) throws IOException {
        record(change, moved.getOrDefault(change.about().resource(), change.dn()), false);
    }

    void reverse(Change.ModifyMembers change) throws IOException {
        String group = change.about().resource();
        if (created.contains(group)) {
            records.comment("they go with the group, which was created");
        } else {
            DN stands = server.membersLast() ? change.dn() : moved.getOrDefault(group, change.dn());
            record(change, stands, true);
        }
    }

    private void record(Change.ModifyMembers change, DN dn, boolean back) throws IOException {
        Set<String> followers = server.movesMembers() ? followers(change) : Set.of();
        if (!followers.isEmpty()) {
            records.comment("members that follow their entries by themselves: " + followers.size());
        }
        Predicate<MemberEdit> written = edit -> !followers.contains(edit.resource());
        List<String> go = values(change, written.and(edit -> edit.add() == back));
        List<String> come = values(change, written.and(edit -> edit.add() != back));
        if (change.empties() && server.memberRequired()) {
            change.placeholder().ifPresent((back ? go : come)::add);
        }
        if (server.movesMembers() || server.permissive()) {
            write(dn, change.attribute(), go, come);
        } else {
            oneByOne(dn, change, back, go, come);
        }
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
    private void oneByOne(DN dn, Change.ModifyMembers change, boolean back, List<String> go, List<String> come)
            throws IOException {
        Set<String> followers = followers(change);
        List<String> others = new ArrayList<>(come);
        // of what goes, the placeholder is no edit
        List<String> plain = new ArrayList<>(go);
        change.edits().forEach(edit -> plain.remove(edit.value()));
        for (MemberEdit edit : change.edits()) {
            if (edit.add() != back) {
                continue;
            }
            List<String> instead = followers.contains(edit.resource())
                    ? values(
                            change,
                            other -> other.add() != back && other.resource().equals(edit.resource()))
                    : List.of();
            if (back || !instead.isEmpty()) {
                others.removeAll(instead);
                write(dn, change.attribute(), List.of(edit.value()), instead);
            } else {
                plain.add(edit.value());
            }
        }
        write(dn, change.attribute(), plain, others);
    }

    /** Members that only have another value than before. */
    private static Set<String> followers(Change.ModifyMembers change) {
        Map<Boolean, Set<String>> resources = change.edits().stream()
                .filter(edit -> !edit.resource().isEmpty())
                .collect(Collectors.partitioningBy(
                        MemberEdit::add, Collectors.mapping(MemberEdit::resource, Collectors.toSet())));
        Set<String> followers = new HashSet<>(resources.get(true));
        followers.retainAll(resources.get(false));
        return followers;
    }

    private static List<String> values(Change.ModifyMembers change, Predicate<MemberEdit> which) {
        return change.edits().stream()
                .filter(which)
                .map(MemberEdit::value)
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
