package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.MappingSet;
import io.isthmus.plan.Link;
import io.isthmus.plan.Pairing;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks in the directory for what belongs to a batch, or is in its way: a few searches for all of it. */
final class Seeking {
    private static final Set<Standing> THERE = EnumSet.of(Standing.ACTIVE, Standing.INACTIVE);

    private final Directory directory;
    private final MappingSet mapping;
    private final SearchBase wider;

    Seeking(Directory directory, MappingSet mapping) {
        this.directory = directory;
        this.mapping = mapping;
        this.wider = ReadScope.wider(mapping);
    }

    /** The linked entries that are not known yet, by resource. */
    Map<String, ActualEntry> linked(Map<String, Link> linked, Map<String, ActualEntry> known, Set<String> gone) {
        Map<Anchor, String> sought = new LinkedHashMap<>();
        linked.values().stream()
                .filter(link -> link.anchor().isPresent())
                .filter(link -> !known.containsKey(link.resource()) && !gone.contains(link.resource()))
                .forEach(link -> sought.put(link.anchor().get(), link.resource()));
        return entries(sought);
    }

    /** Entries of these identities, by resource. */
    Map<String, ActualEntry> entries(Map<Anchor, String> sought) {
        Map<String, ActualEntry> entries = new HashMap<>();
        if (!sought.isEmpty()) {
            List<Filter> filters =
                    sought.keySet().stream().map(directory::anchorFilter).toList();
            for (ActualEntry entry : directory.find(wider, filters)) {
                Optional.ofNullable(sought.get(entry.anchor())).ifPresent(resource -> entries.put(resource, entry));
            }
        }
        return entries;
    }

    /**
     * Entries that may belong to the unpaired, stand where some want to stand, or have what only one can have.
     *
     * @param actual linked entries, by resource
     * @param elsewhere whether it is looked below other bases as well, where a ladder moves entries to
     */
    List<ActualEntry> candidates(
            List<DesiredEntry> wanted, Map<String, ActualEntry> actual, Set<String> unique, boolean elsewhere) {
        Map<DN, Set<Filter>> byBase = new LinkedHashMap<>();
        for (DesiredEntry entry : wanted) {
            Optional<ActualEntry> there =
                    Optional.ofNullable(actual.get(entry.resource().id()));
            boolean moves =
                    there.filter(found -> !found.dn().equals(entry.dn())).isPresent();
            boolean seeks = moves
                    || there.filter(found -> Pairing.settled(found, entry, unique))
                            .isEmpty();
            if (seeks && THERE.contains(entry.standing())) {
                byBase.computeIfAbsent(entry.rule().base(), key -> new LinkedHashSet<>())
                        .addAll(Sought.filters(entry, unique));
            }
            if (moves && elsewhere && !entry.withdrawn() && leaves(entry)) {
                byBase.computeIfAbsent(entry.dn().getParent(), key -> new LinkedHashSet<>())
                        .add(Sought.name(entry));
            }
        }
        List<ActualEntry> found = new ArrayList<>();
        byBase.forEach((base, filters) -> found.addAll(
                directory.find(new SearchBase(base, wider.scope(), wider.attributes()), List.copyOf(filters))));
        return found;
    }

    /** Whether it is to stand below another base than its rule's, unless it is to be deleted. */
    private static boolean leaves(DesiredEntry entry) {
        DN base = entry.rule().base();
        DN parent = entry.dn().getParent();
        return entry.standing() != Standing.DELETE_DUE
                && parent != null
                && !base.equals(parent)
                && !base.isAncestorOf(parent, false);
    }

    /** Lower-case names of mapped attributes of which no two entries have the same value. */
    Set<String> unique() {
        return mapping.rules().stream()
                .flatMap(rule -> rule.attributes().keySet().stream())
                .filter(directory::unique)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** Names of the attributes that rules correlate by. */
    Set<String> correlated() {
        Set<String> names = new HashSet<>();
        mapping.rules().forEach(rule -> names.addAll(rule.correlate()));
        return names;
    }
}
