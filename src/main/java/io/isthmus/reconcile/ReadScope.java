package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.Grant;
import io.isthmus.mapping.LifecycleStep;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.RoleRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which subtrees a mapping makes a run read, and which attributes; no subtree is read twice. */
final class ReadScope {
    private ReadScope() {}

    /** Disjoint search bases that cover every rule's base and every subtree that a ladder moves entries to. */
    static List<SearchBase> bases(MappingSet mapping) {
        Map<DN, Set<Filter>> scopes = new LinkedHashMap<>();
        for (EntryRule rule : rules(mapping)) {
            roots(rule)
                    .forEach(dn -> scopes.computeIfAbsent(dn, key -> new LinkedHashSet<>())
                            .add(rule.scope()));
        }
        Map<DN, Set<Filter>> topmost = new LinkedHashMap<>();
        for (Map.Entry<DN, Set<Filter>> entry : scopes.entrySet()) {
            DN top = scopes.keySet().stream()
                    .filter(other -> contains(other, entry.getKey()))
                    .min((a, b) -> a.getRDNs().length - b.getRDNs().length)
                    .orElse(entry.getKey());
            topmost.computeIfAbsent(top, key -> new LinkedHashSet<>()).addAll(entry.getValue());
        }
        Set<String> attributes = attributes(mapping);
        attributes.addAll(members(mapping));
        List<SearchBase> bases = new ArrayList<>();
        topmost.forEach((dn, filters) -> bases.add(new SearchBase(dn, anyOf(filters), attributes)));
        return bases;
    }

    /** Where an entry that is not below any base any more is looked for: the nearest common ancestor, at most the parents. */
    static SearchBase wider(MappingSet mapping) {
        DN common = null;
        for (SearchBase base : bases(mapping)) {
            common = common == null ? parent(base.base()) : common(common, base.base());
        }
        Filter any = Filter.createPresenceFilter("objectClass");
        return new SearchBase(common == null ? DN.NULL_DN : common, any, attributes(mapping));
    }

    private static List<EntryRule> rules(MappingSet mapping) {
        List<EntryRule> rules = new ArrayList<>(mapping.users());
        rules.addAll(mapping.groups());
        return rules;
    }

    /** Attributes that hold members of groups. */
    static Set<String> members(MappingSet mapping) {
        return mapping.groups().stream()
                .map(rule -> rule.members().attribute())
                .collect(java.util.stream.Collectors.toSet());
    }

    /** Everything that correlation, planning and protection look at; members are looked at by themselves. */
    static Set<String> attributes(MappingSet mapping) {
        Set<String> names = new HashSet<>();
        names.add("objectClass");
        for (EntryRule rule : rules(mapping)) {
            names.addAll(rule.attributes().keySet());
            names.addAll(rule.correlate());
            rule.stampAttribute().ifPresent(names::add);
            rule.imports().values().forEach(template -> names.addAll(template.attributes()));
            collect(rule.scope(), names);
            List<LifecycleStep> steps = new ArrayList<>(rule.inactive());
            steps.addAll(rule.deleted());
            for (LifecycleStep step : steps) {
                if (step.action() instanceof LifecycleStep.Action.DisableBy by) {
                    names.add(by.attribute());
                }
            }
        }
        for (RoleRule role : mapping.roles().catalogue()) {
            for (Grant grant : role.grants()) {
                if (grant instanceof Grant.OfValue value) {
                    names.add(value.attribute());
                }
            }
        }
        mapping.protectedFilters().forEach(filter -> collect(filter, names));
        return names;
    }

    private static List<DN> roots(EntryRule rule) {
        List<DN> roots = new ArrayList<>(List.of(rule.base()));
        List<LifecycleStep> steps = new ArrayList<>(rule.inactive());
        steps.addAll(rule.deleted());
        for (LifecycleStep step : steps) {
            if (step.action() instanceof LifecycleStep.Action.Move move) {
                roots.add(move.to());
            }
        }
        return roots;
    }

    private static Filter anyOf(Set<Filter> filters) {
        return filters.size() == 1 ? filters.iterator().next() : Filter.createORFilter(List.copyOf(filters));
    }

    private static void collect(Filter filter, Set<String> names) {
        if (filter.getAttributeName() != null) {
            names.add(filter.getAttributeName());
        }
        for (Filter part : filter.getComponents()) {
            collect(part, names);
        }
        if (filter.getNOTComponent() != null) {
            collect(filter.getNOTComponent(), names);
        }
    }

    private static boolean contains(DN ancestor, DN dn) {
        return ancestor.equals(dn) || ancestor.isAncestorOf(dn, false);
    }

    private static DN parent(DN dn) {
        return dn.getParent() == null ? dn : dn.getParent();
    }

    private static DN common(DN a, DN b) {
        DN candidate = a;
        while (!contains(candidate, b) && candidate.getParent() != null) {
            candidate = candidate.getParent();
        }
        return contains(candidate, b) ? candidate : DN.NULL_DN;
    }
}
