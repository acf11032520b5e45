package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.mapping.AttributeRule;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.Naming;
import io.isthmus.plan.ValueChange;
import java.util.ArrayList;
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
import java.util.stream.Stream;

/**
 * References name their entries as these are called when they are written: a rename that was planned may have been refused, held or
 * left out, and one that was not may have come about.
 */
final class Referents {
    private final Set<String> attributes;
    private final Map<DN, String> moved;

    private Referents(PlanItem item, Map<DN, String> moved) {
        this.attributes = references(item);
        this.moved = moved;
    }

    private static Set<String> references(PlanItem item) {
        return item.desired().rule().attributes().values().stream()
                .filter(AttributeRule::reference)
                .map(rule -> rule.attribute().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** What the change of an item does to references. */
    static Naming naming(PlanItem item) {
        Set<String> attributes = references(item);
        if (attributes.isEmpty()) {
            return Naming.NONE;
        }
        Set<DN> come = new HashSet<>();
        Set<DN> go = new HashSet<>();
        if (item.change() instanceof Change.AddEntry add) {
            add.attributes().forEach((name, values) -> {
                if (attributes.contains(name.toLowerCase(Locale.ROOT))) {
                    dns(values).forEach(come::add);
                }
            });
        }
        item.change().modifications().stream()
                .filter(part -> attributes.contains(part.attribute().toLowerCase(Locale.ROOT)))
                .forEach(part -> {
                    dns(part.add()).forEach(come::add);
                    dns(part.delete()).forEach(go::add);
                });
        Set<String> named = new HashSet<>();
        item.refers().forEach((resource, dn) -> {
            if (come.contains(dn)) {
                named.add(resource);
            }
        });
        return new Naming(named, go);
    }

    private static Stream<DN> dns(List<String> values) {
        return values.stream().flatMap(value -> dn(value).stream());
    }

    private static Optional<DN> dn(String value) {
        try {
            return Optional.of(new DN(value));
        } catch (LDAPException noDn) {
            return Optional.empty();
        }
    }

    /** The resources that the changes of these come to name. */
    static Set<String> named(List<PlanItem> items) {
        return items.stream()
                .filter(item -> !item.refers().isEmpty())
                .flatMap(item -> naming(item).comes().stream())
                .collect(Collectors.toSet());
    }

    /** The item with other names, where those are not the planned ones. @param links of what it names, as they are recorded now */
    static Optional<PlanItem> otherwise(PlanItem item, Map<String, Link> links) {
        Map<DN, String> moved = new HashMap<>();
        item.refers().forEach((resource, planned) -> {
            boolean own = resource.equals(item.resource()) && item.change() instanceof Change.RenameEntry;
            Optional.ofNullable(links.get(resource))
                    .filter(link -> !own && link.anchor().isPresent())
                    .map(Link::dn)
                    .filter(dn -> !dn.equals(planned))
                    .ifPresent(dn -> moved.put(planned, dn.toString()));
        });
        return moved.isEmpty() ? Optional.empty() : Optional.of(new Referents(item, moved).in(item));
    }

    private PlanItem in(PlanItem item) {
        Map<String, DesiredValues> desired = new LinkedHashMap<>(item.desired().attributes());
        desired.replaceAll((name, values) ->
                isReference(name) ? new DesiredValues(renamed(values.values()), values.ownership()) : values);
        DesiredEntry now = item.desired().with(desired);
        return new PlanItem(in(item.change()), now, item.link(), item.refers());
    }

    private Change in(Change change) {
        if (change instanceof Change.AddEntry add) {
            Map<String, List<String>> values = new LinkedHashMap<>(add.attributes());
            values.replaceAll((name, some) -> isReference(name) ? renamed(some) : some);
            return new Change.AddEntry(add.about(), add.dn(), values, add.disabled());
        }
        List<ValueChange> parts = new ArrayList<>();
        change.modifications()
                .forEach(part -> (isReference(part.attribute()) ? in(part) : Optional.of(part)).ifPresent(parts::add));
        if (change instanceof Change.ModifyEntry modify) {
            return new Change.ModifyEntry(modify.about(), modify.anchor(), modify.dn(), parts);
        }
        return change instanceof Change.RenameEntry rename
                ? new Change.RenameEntry(
                        rename.about(),
                        rename.anchor(),
                        rename.dn(),
                        rename.newDn(),
                        rename.via(),
                        parts,
                        rename.kind())
                : change;
    }

    /** What would go only to come again stays. */
    private Optional<ValueChange> in(ValueChange part) {
        List<String> come = renamed(part.add());
        Set<DN> coming = dns(come).collect(Collectors.toSet());
        Set<DN> going = dns(part.delete()).collect(Collectors.toSet());
        List<String> add = come.stream()
                .filter(value -> dn(value).filter(going::contains).isEmpty())
                .toList();
        List<String> delete = part.delete().stream()
                .filter(value -> dn(value).filter(coming::contains).isEmpty())
                .toList();
        return add.isEmpty() && delete.isEmpty()
                ? Optional.empty()
                : Optional.of(new ValueChange(part.attribute(), delete, add, part.kind()));
    }

    private List<String> renamed(List<String> values) {
        Set<String> now = new LinkedHashSet<>();
        values.forEach(value -> now.add(dn(value).map(moved::get).orElse(value)));
        return List.copyOf(now);
    }

    private boolean isReference(String attribute) {
        return attributes.contains(attribute.toLowerCase(Locale.ROOT));
    }
}
