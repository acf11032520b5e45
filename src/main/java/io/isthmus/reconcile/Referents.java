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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * References name their entries as these are called when they are written: a rename or a creation that was planned may have been
 * refused, held or left out, and one that was not may have come about.
 */
final class Referents {
    private final Set<String> attributes;
    private final Map<DN, Optional<String>> moved;

    private Referents(PlanItem item, Map<DN, Optional<String>> moved) {
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

    /**
     * The item of an approved change, which does not want what its plan left to a later one: references that it does not come to
     * name, of an entry that is created, or to one.
     *
     * @param linked whether a resource has an entry
     */
    static PlanItem approved(PlanItem item, Predicate<String> linked) {
        Set<String> comes = item.refers().isEmpty() ? Set.of() : naming(item).comes();
        Map<DN, Optional<String>> later = new HashMap<>();
        item.refers().forEach((resource, dn) -> {
            boolean created = item.change() instanceof Change.AddEntry || !linked.test(resource);
            if (created && !comes.contains(resource)) {
                later.put(dn, Optional.empty());
            }
        });
        return later.isEmpty() ? item : new Referents(item, later).in(item).item();
    }

    /**
     * An item that does not name what was planned.
     *
     * @param left what it does not name, since that has no entry, as {@code attribute=DN}
     */
    record Otherwise(PlanItem item, List<String> left) {}

    /** The item with other names, where those are not the planned ones. @param links of what it comes to name, as they are recorded now */
    static Optional<Otherwise> otherwise(PlanItem item, Map<String, Link> links) {
        Set<String> comes = item.refers().isEmpty() ? Set.of() : naming(item).comes();
        Map<DN, Optional<String>> moved = new HashMap<>();
        item.refers().forEach((resource, planned) -> {
            boolean own = resource.equals(item.resource()) && item.change() instanceof Change.RenameEntry;
            Optional<DN> stands = Optional.ofNullable(links.get(resource))
                    .filter(link -> link.anchor().isPresent())
                    .map(Link::dn);
            boolean otherwise = stands.map(dn -> !dn.equals(planned)).orElseGet(() -> comes.contains(resource));
            if (otherwise && !own) {
                moved.put(planned, stands.map(DN::toString));
            }
        });
        return moved.isEmpty() ? Optional.empty() : Optional.of(new Referents(item, moved).in(item));
    }

    private Otherwise in(PlanItem item) {
        List<String> left = new ArrayList<>();
        Map<String, DesiredValues> desired = new LinkedHashMap<>(item.desired().attributes());
        desired.replaceAll((name, values) -> {
            if (!isReference(name)) {
                return values;
            }
            dns(values.values()).filter(this::isNowhere).forEach(dn -> left.add(name + "=" + dn));
            return new DesiredValues(renamed(values.values()), values.ownership());
        });
        DesiredEntry now = item.desired().waiting(desired, left);
        return new Otherwise(new PlanItem(in(item.change()), now, item.link(), item.refers()), left);
    }

    private boolean isNowhere(DN dn) {
        return moved.getOrDefault(dn, Optional.of("")).isEmpty();
    }

    private Change in(Change change) {
        if (change instanceof Change.AddEntry add) {
            Map<String, List<String>> values = new LinkedHashMap<>(add.attributes());
            values.replaceAll((name, some) -> isReference(name) ? renamed(some) : some);
            values.values().removeIf(List::isEmpty);
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
        values.forEach(value -> dn(value)
                .map(dn -> moved.getOrDefault(dn, Optional.of(value)))
                .orElse(Optional.of(value))
                .ifPresent(now::add));
        return List.copyOf(now);
    }

    private boolean isReference(String attribute) {
        return attributes.contains(attribute.toLowerCase(Locale.ROOT));
    }
}
