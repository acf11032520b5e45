package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.plan.Link;
import io.isthmus.plan.Released;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads what is ours of entries and no line of the mapping reads any more, so that it can be told when it is released. */
final class Unmapped {
    private final Directory directory;
    private final SearchBase wider;
    private final Set<String> mapped;

    Unmapped(Directory directory, SearchBase wider) {
        this.directory = directory;
        this.wider = wider;
        this.mapped = wider.attributes().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** Adds it to entries of a batch. @param links, and entries as read, by resource */
    void addTo(Map<String, ActualEntry> entries, Map<String, Link> links) {
        Map<Filter, String> sought = new LinkedHashMap<>();
        Set<String> names = new TreeSet<>();
        links.forEach((resource, link) -> {
            ActualEntry entry = entries.get(resource);
            List<String> more = Released.attributes(link.claims()).stream()
                    .filter(name -> !mapped.contains(name))
                    .toList();
            if (entry != null && !more.isEmpty()) {
                names.addAll(more);
                sought.put(directory.anchorFilter(entry.anchor()), resource);
            }
        });
        if (sought.isEmpty()) {
            return;
        }
        Map<Anchor, Map<String, Attribute>> found = new HashMap<>();
        directory
                .find(new SearchBase(wider.base(), wider.scope(), names), List.copyOf(sought.keySet()))
                .forEach(entry -> found.put(entry.anchor(), entry.attributes()));
        sought.values()
                .forEach(resource -> entries.computeIfPresent(resource, (same, entry) -> {
                    Map<String, Attribute> all = new HashMap<>(found.getOrDefault(entry.anchor(), Map.of()));
                    all.putAll(entry.attributes());
                    return new ActualEntry(entry.anchor(), entry.dn(), all);
                }));
    }
}
