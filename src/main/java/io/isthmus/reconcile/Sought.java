package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.EntryRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What an entry that may belong to a resource matches: its correlation attributes, or the name that it is to have. */
final class Sought {
    private Sought() {}

    /** @param unique lower-case names of attributes of which no two entries have the same value: who has it is found as well */
    static List<Filter> filters(DesiredEntry entry, Set<String> unique) {
        EntryRule rule = entry.rule();
        List<Filter> filters = new ArrayList<>();
        Set<String> attributes = new LinkedHashSet<>(rule.correlate());
        entry.attributes().keySet().stream()
                .filter(name -> unique.contains(name.toLowerCase(Locale.ROOT)))
                .filter(name -> rule.correlate().stream().noneMatch(name::equalsIgnoreCase))
                .forEach(attributes::add);
        for (String attribute : attributes) {
            if (rule.stampAttribute().filter(attribute::equalsIgnoreCase).isPresent()) {
                filters.add(
                        Filter.createEqualityFilter(attribute, entry.resource().id()));
            } else {
                entry.attributes().entrySet().stream()
                        .filter(mapped -> mapped.getKey().equalsIgnoreCase(attribute))
                        .filter(mapped -> mapped.getValue().values().size() == 1)
                        .forEach(mapped -> filters.add(Filter.createEqualityFilter(
                                attribute, mapped.getValue().values().get(0))));
            }
        }
        filters.add(name(entry));
        return filters;
    }

    /** The name alone. */
    static Filter name(DesiredEntry entry) {
        RDN rdn = entry.dn().getRDN();
        return Filter.createEqualityFilter(rdn.getAttributeNames()[0], rdn.getAttributeValues()[0]);
    }
}
