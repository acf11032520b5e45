package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.MemberKey;
import io.isthmus.plan.Situation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An account of Active Directory belongs to its primary group without being among that group's members, and cannot be put there.
 * Who is to be in such a group is in it already: nothing is written, and nothing is claimed.
 */
final class PrimaryGroups {
    private static final String FLAVOUR = "ad";

    private final Directory directory;
    private final SearchBase wider;

    PrimaryGroups(Directory directory, MappingSet mapping) {
        this.directory = directory;
        this.wider = ReadScope.wider(mapping);
    }

    /** Takes out of a draft what would put members into what is their primary group. */
    void leaveOut(PlanDraft draft) {
        boolean any = draft.members.stream().anyMatch(PrimaryGroups::adds);
        if (!any || !directory.capabilities().flavour().equals(FLAVOUR)) {
            return;
        }
        Map<Anchor, String> numbers = numbers(draft.members);
        Map<String, Set<String>> accounts = accounts(new HashSet<>(numbers.values()));
        if (accounts.isEmpty()) {
            return;
        }
        List<Change.ModifyMembers> planned = List.copyOf(draft.members);
        draft.members.clear();
        Map<String, Situation> emptied = new HashMap<>();
        for (Change.ModifyMembers change : planned) {
            Set<String> held = change.anchor()
                    .flatMap(anchor -> Optional.ofNullable(numbers.get(anchor)))
                    .map(number -> accounts.getOrDefault(number, Set.of()))
                    .orElse(Set.of());
            List<MemberEdit> edits = change.edits().stream()
                    .filter(edit -> !edit.add() || !held.contains(MemberKey.of(MemberRule.As.DN, edit.value())))
                    .toList();
            if (edits.isEmpty()) {
                emptied.put(change.about().resource(), change.about().situation());
            } else {
                draft.members.add(edits.size() == change.edits().size() ? change : change.with(edits));
            }
        }
        draft.members.forEach(change -> emptied.remove(change.about().resource()));
        emptied.forEach((target, situation) -> inSync(draft, target, situation));
    }

    private static boolean adds(Change.ModifyMembers change) {
        return change.anchor().isPresent() && change.edits().stream().anyMatch(MemberEdit::add);
    }

    /** A group for which nothing is left to do is as it should be, if its entry is. */
    private static void inSync(PlanDraft draft, String target, Situation counted) {
        boolean entryToo = Optional.ofNullable(draft.groups.get(target))
                .map(GroupSeen::inSync)
                .orElse(true);
        if (entryToo) {
            draft.count(counted, -1);
            draft.count(Situation.IN_SYNC, 1);
        }
    }

    /** The numbers by which accounts name these groups. */
    private Map<Anchor, String> numbers(List<Change.ModifyMembers> changes) {
        List<Filter> groups = changes.stream()
                .filter(PrimaryGroups::adds)
                .map(change -> directory.anchorFilter(change.anchor().orElseThrow()))
                .distinct()
                .toList();
        Map<Anchor, String> numbers = new HashMap<>();
        for (ActualEntry group : found(groups)) {
            group.attribute(ActualEntry.GROUP_NUMBER)
                    .map(Attribute::getValue)
                    .ifPresent(number -> numbers.put(group.anchor(), number));
        }
        return numbers;
    }

    /** By number of a primary group: the accounts that have it. */
    private Map<String, Set<String>> accounts(Set<String> numbers) {
        List<Filter> primary = new ArrayList<>();
        numbers.forEach(number -> primary.add(Filter.createEqualityFilter("primaryGroupID", number)));
        Map<String, Set<String>> accounts = new HashMap<>();
        for (ActualEntry account : found(primary)) {
            account.attribute(ActualEntry.PRIMARY_GROUP)
                    .map(Attribute::getValue)
                    .ifPresent(number -> accounts.computeIfAbsent(number, key -> new HashSet<>())
                            .add(account.dn().toNormalizedString()));
        }
        return accounts;
    }

    private List<ActualEntry> found(List<Filter> filters) {
        return filters.isEmpty()
                ? List.of()
                : directory.find(new SearchBase(wider.base(), wider.scope(), Set.of("objectClass")), filters);
    }
}
