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
 * are read: what goes is then first added, which a permissive modify takes for done where it is there, and so can be deleted.
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
        List<Modification> modifications = new ArrayList<>();
        if (server.membersLast()) {
            LdifRecords.add(modifications, ModificationType.ADD, change.attribute(), go);
        }
        LdifRecords.add(modifications, ModificationType.DELETE, change.attribute(), go);
        LdifRecords.add(modifications, ModificationType.ADD, change.attribute(), come);
        if (!modifications.isEmpty()) {
            List<Control> controls = server.permissive() ? List.of(PERMISSIVE) : List.of();
            records.record(new LDIFModifyChangeRecord(dn.toString(), modifications, controls));
        }
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
