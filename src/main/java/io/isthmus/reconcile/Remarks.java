package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.MemberState.Names;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a draft's changes do not do although one might think so, written on them before the draft is saved. */
final class Remarks {
    /** their groups are looked up one by one: of so many who leave at once, not of more */
    private static final int MOST = 200;

    private static final int TOLD = 5;

    private final Directory directory;
    private final MappingSet mapping;
    private final SearchBase wider;

    Remarks(Directory directory, MappingSet mapping) {
        this.directory = directory;
        this.mapping = mapping;
        this.wider = ReadScope.wider(mapping);
    }

    /** The last look at a draft. */
    void take(PlanDraft draft) {
        Map<String, String> notes = new HashMap<>();
        references(draft, notes);
        staying(draft).forEach((resource, note) -> notes.merge(resource, note, (one, more) -> one + "; " + more));
        if (!notes.isEmpty()) {
            draft.items.replaceAll(item -> {
                String note = notes.remove(item.resource());
                return note == null ? item : item.with(item.change().noted(note));
            });
            draft.members.replaceAll(change -> noted(change, notes));
        }
    }

    /** Where a user's own entry is not changed, it is said where the user leaves a group. */
    private static Change.ModifyMembers noted(Change.ModifyMembers change, Map<String, String> notes) {
        Change.ModifyMembers noted = change;
        for (MemberEdit edit : change.edits()) {
            String note = edit.leaves() ? notes.remove(edit.resource()) : null;
            if (note != null) {
                noted = (Change.ModifyMembers) noted.noted(note);
            }
        }
        return noted;
    }

    /** References in a circle are written once all of it stands; those to somebody who cannot be created wait for that. */
    private static void references(PlanDraft draft, Map<String, String> notes) {
        Map<String, DN> created = new HashMap<>();
        for (PlanItem item : draft.items) {
            if (item.change() instanceof Change.AddEntry add) {
                created.put(item.resource(), add.dn());
            }
        }
        for (PlanItem item : draft.items) {
            Set<String> named =
                    draft.referents.getOrDefault(item.resource(), Map.of()).keySet();
            String awaited = draft.refersTo.getOrDefault(item.resource(), Set.of()).stream()
                    .filter(id -> created.containsKey(id) && !named.contains(id))
                    .map(id -> created.get(id).toString())
                    .sorted()
                    .collect(Collectors.joining("; "));
            List<String> pending = item.desired().pending();
            if (!awaited.isEmpty() && !pending.isEmpty()) {
                String references = String.join(", ", pending);
                notes.put(
                        item.resource(),
                        draft.circle.contains(item.resource())
                                ? references + " follows as soon as this plan has created " + awaited
                                : references + " follows when there is " + awaited);
            }
        }
    }

    /** By resource: the groups that others put somebody into who leaves ours (rule 4). */
    private Map<String, String> staying(PlanDraft draft) {
        Map<String, Set<DN>> left = new HashMap<>();
        for (Change.ModifyMembers change : draft.members) {
            change.edits().stream()
                    .filter(edit -> !edit.add())
                    .forEach(edit -> left.computeIfAbsent(edit.resource(), key -> new HashSet<>())
                            .add(change.dn()));
        }
        Map<String, String> notes = new HashMap<>();
        leavers(draft).entrySet().stream().limit(MOST).forEach(leaver -> {
            Set<DN> ours = left.getOrDefault(leaver.getKey(), Set.of());
            List<String> stays = groups(leaver.getValue()).stream()
                    .map(ActualEntry::dn)
                    .filter(dn -> !ours.contains(dn))
                    .map(DN::toString)
                    .sorted()
                    .toList();
            if (!stays.isEmpty()) {
                notes.put(leaver.getKey(), told(leaver.getValue(), stays));
            }
        });
        return notes;
    }

    private static String told(Names who, List<String> groups) {
        return who.dn() + " stays in " + groups.size() + (groups.size() == 1 ? " group" : " groups")
                + " that others have put it into: "
                + groups.stream().limit(TOLD).collect(Collectors.joining("; "))
                + (groups.size() > TOLD ? "; …" : "");
    }

    /** Who has an entry that stays and belongs to no group any more, as groups know it until this is carried out. */
    private static Map<String, Names> leavers(PlanDraft draft) {
        Map<String, Names> leavers = new LinkedHashMap<>();
        draft.outlooks.forEach((resource, outlook) ->
                outlook.names().filter(names -> !outlook.belongs()).ifPresent(names -> leavers.put(resource, names)));
        for (PlanItem item : draft.items) {
            if (item.change() instanceof Change.AddEntry || item.change() instanceof Change.DeleteEntry) {
                leavers.remove(item.resource());
            } else {
                leavers.computeIfPresent(
                        item.resource(),
                        (resource, names) -> new Names(item.change().dn().toString(), names.uid()));
            }
        }
        return leavers;
    }

    private List<ActualEntry> groups(Names member) {
        Set<String> attributes = new HashSet<>(ReadScope.members(mapping));
        attributes.add("member");
        List<Filter> holding = attributes.stream()
                .map(attribute -> Filter.createEqualityFilter(attribute, member.as(as(attribute))))
                .toList();
        return directory.find(new SearchBase(wider.base(), wider.scope(), Set.of("objectClass")), holding);
    }

    private MemberRule.As as(String attribute) {
        return mapping.groups().stream()
                .map(GroupRule::members)
                .filter(members -> members.attribute().equalsIgnoreCase(attribute))
                .map(MemberRule::as)
                .findFirst()
                .orElse(MemberRule.As.DN);
    }
}
