package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.mapping.AttributeRule;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.Naming;
import io.isthmus.plan.Situation;
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
 * References name their entries as these are called when they are written: a rename or a creation that was planned may have been
 * refused, held or left out, and one that was not may have come about.
 */
final class Referents {
    /** begins the id of a resource that there is not */
    private static final String NOBODY = "nobody at ";

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
        Set<DN> come = new Referents(item, Map.of()).coming(item.change());
        Set<DN> go = item.change().modifications().stream()
                .filter(part -> attributes.contains(part.attribute().toLowerCase(Locale.ROOT)))
                .flatMap(part -> dns(part.delete()))
                .collect(Collectors.toSet());
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
     * The item of an approved change. It does not want what its plan left to a later one: references that the change does not come
     * to name and that are not there by us already. And whatever the change would name that nothing wants any more is named by
     * nobody.
     */
    static PlanItem approved(PlanItem item) {
        Referents planned = new Referents(item, Map.of());
        Set<DN> coming = planned.coming(item.change());
        Set<DN> ours = planned.ours(item);
        Map<DN, Optional<String>> later = new HashMap<>();
        item.refers().values().stream()
                .filter(dn -> !coming.contains(dn) && !ours.contains(dn))
                .forEach(dn -> later.put(dn, Optional.empty()));
        Map<String, DN> refers = new HashMap<>(item.refers());
        coming.removeAll(planned.wanted(item.desired()));
        coming.forEach(dn -> refers.put(NOBODY + dn, dn));
        PlanItem known = new PlanItem(item.change(), item.desired(), item.link(), refers);
        return later.isEmpty() ? known : new Referents(known, later).in(known).item();
    }

    private Set<DN> ours(PlanItem item) {
        return item.link()
                .filter(link -> item.change().about().situation() != Situation.ADOPTABLE)
                .map(link -> link.claims().applied().entrySet().stream()
                        .filter(claim -> isReference(claim.getKey()))
                        .flatMap(claim -> dns(claim.getValue()))
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private Set<DN> wanted(DesiredEntry desired) {
        return desired.attributes().entrySet().stream()
                .filter(entry -> isReference(entry.getKey()))
                .flatMap(entry -> dns(entry.getValue().values()))
                .collect(Collectors.toSet());
    }

    /**
     * An item that does not name what was planned.
     *
     * @param left what it does not name, since no entry is there, as {@code attribute=DN}
     */
    record Otherwise(PlanItem item, List<String> left) {
        /** What is left out, and what follows; empty where nothing is. */
        String told() {
            return left.isEmpty()
                    ? ""
                    : String.join(", ", left)
                            + " was left out, since no entry of ours is there; it follows when one is";
        }

        /** Whether there is nothing else to write. */
        boolean over() {
            return item.change() instanceof Change.ModifyEntry
                    && item.change().modifications().isEmpty();
        }
    }

    /**
     * The item with other names, where those are not the planned ones; what has no entry is left out.
     *
     * @param links of what it comes to name, as they are recorded now
     */
    static Optional<Otherwise> otherwise(PlanItem item, Map<String, Link> links) {
        Set<String> comes = item.refers().isEmpty() ? Set.of() : naming(item).comes();
        Map<DN, Optional<String>> moved = new HashMap<>();
        for (String resource : comes) {
            DN planned = item.refers().get(resource);
            boolean own = resource.equals(item.resource()) && item.change() instanceof Change.RenameEntry;
            Optional<DN> stands = Optional.ofNullable(links.get(resource))
                    .filter(link -> link.anchor().isPresent())
                    .map(Link::dn);
            if (!own && !stands.equals(Optional.of(planned))) {
                moved.put(planned, stands.map(DN::toString));
            }
        }
        together(item.change(), moved);
        return moved.isEmpty() ? Optional.empty() : Optional.of(new Referents(item, moved).in(item));
    }

    /** The DNs that a change comes to name. */
    private Set<DN> coming(Change change) {
        Set<DN> coming = new HashSet<>();
        if (change instanceof Change.AddEntry add) {
            add.attributes().forEach((name, values) -> {
                if (isReference(name)) {
                    dns(values).forEach(coming::add);
                }
            });
        }
        change.modifications().stream()
                .filter(part -> isReference(part.attribute()))
                .forEach(part -> dns(part.add()).forEach(coming::add));
        return coming;
    }

    /** Of values that come together none comes without the others: what goes for them would go for nothing. */
    private static void together(Change change, Map<DN, Optional<String>> moved) {
        for (ValueChange part : change.modifications()) {
            if (dns(part.add()).anyMatch(dn -> isNowhere(dn, moved))) {
                dns(part.add()).forEach(dn -> moved.put(dn, Optional.empty()));
            }
        }
    }

    private static boolean isNowhere(DN dn, Map<DN, Optional<String>> moved) {
        return moved.getOrDefault(dn, Optional.of("")).isEmpty();
    }

    private Otherwise in(PlanItem item) {
        Set<String> left = new LinkedHashSet<>();
        left(item.change(), left);
        Map<String, DesiredValues> desired = new LinkedHashMap<>(item.desired().attributes());
        desired.replaceAll((name, values) -> {
            if (!isReference(name)) {
                return values;
            }
            left(name, values.values(), left);
            return new DesiredValues(renamed(values.values()), values.ownership());
        });
        DesiredEntry now = item.desired().waiting(desired, left);
        return new Otherwise(new PlanItem(in(item.change()), now, item.link(), item.refers()), List.copyOf(left));
    }

    private void left(Change change, Set<String> left) {
        if (change instanceof Change.AddEntry add) {
            add.attributes().forEach((name, values) -> left(name, values, left));
        }
        change.modifications().forEach(part -> left(part.attribute(), part.add(), left));
    }

    private void left(String attribute, List<String> values, Set<String> left) {
        if (isReference(attribute)) {
            dns(values).filter(dn -> isNowhere(dn, moved)).forEach(dn -> left.add(attribute + "=" + dn));
        }
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

    /** What would go only to come again stays; nothing goes for what does not come. */
    private Optional<ValueChange> in(ValueChange part) {
        if (dns(part.add()).anyMatch(dn -> isNowhere(dn, moved))) {
            return Optional.empty();
        }
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
