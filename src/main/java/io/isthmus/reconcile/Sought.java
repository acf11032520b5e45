package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.EntryRule;
import java.util.ArrayList;
import java.util.List;

/** What an entry that may belong to a resource matches: its correlation attributes, or the name that it is to have. */
final class Sought {
    private Sought() {}

    static List<Filter> filters(DesiredEntry entry) {
        EntryRule rule = entry.rule();
        List<Filter> filters = new ArrayList<>();
        for (String attribute : rule.correlate()) {
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
        RDN rdn = entry.dn().getRDN();
        filters.add(Filter.createEqualityFilter(rdn.getAttributeNames()[0], rdn.getAttributeValues()[0]));
        return filters;
    }
}
