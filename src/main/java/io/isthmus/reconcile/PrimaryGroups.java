package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.MemberKey;
import io.isthmus.plan.MemberPlan;
import io.isthmus.plan.MemberState;
import io.isthmus.plan.PrimaryMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks up which accounts of Active Directory have groups as their primary group, of many groups in a few searches. */
final class PrimaryGroups {
    private static final String FLAVOUR = "ad";

    private final Directory directory;
    private final SearchBase wider;

    PrimaryGroups(Directory directory, SearchBase wider) {
        this.directory = directory;
        this.wider = wider;
    }

    /** By group: keys of the accounts whose primary group it is; groups that are nobody's are left out. */
    record Held(Map<Anchor, Set<String>> accounts) {
        PrimaryMembers.Sifted sift(ActualEntry group, MemberPlan plan, Collection<MemberState> states) {
            return PrimaryMembers.sift(plan, states, accounts.getOrDefault(group.anchor(), Set.of()));
        }
    }

    Held of(Collection<ActualEntry> groups) {
        if (groups.isEmpty() || !directory.capabilities().flavour().equals(FLAVOUR)) {
            return new Held(Map.of());
        }
        Map<String, Anchor> numbers = new HashMap<>();
        groups.forEach(group ->
                number(group, ActualEntry.GROUP_NUMBER).ifPresent(number -> numbers.put(number, group.anchor())));
        List<Filter> primary = new ArrayList<>();
        numbers.keySet().forEach(number -> primary.add(Filter.createEqualityFilter("primaryGroupID", number)));
        if (primary.isEmpty()) {
            return new Held(Map.of());
        }
        Map<Anchor, Set<String>> held = new HashMap<>();
        directory
                .find(new SearchBase(wider.base(), wider.scope(), Set.of("objectClass")), primary)
                .forEach(account -> number(account, ActualEntry.PRIMARY_GROUP)
                        .flatMap(number -> Optional.ofNullable(numbers.get(number)))
                        .ifPresent(group -> held.computeIfAbsent(group, key -> new HashSet<>())
                                .add(MemberKey.of(MemberRule.As.DN, account.dn().toString()))));
        return new Held(held);
    }

    private static Optional<String> number(ActualEntry entry, String attribute) {
        return entry.attribute(attribute).map(Attribute::getValue);
    }
}
