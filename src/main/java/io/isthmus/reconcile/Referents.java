package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.mapping.AttributeRule;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.Ownership;
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
import java.util.function.Predicate;
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
     * to name, of an entry that is created, or to one that came after the plan was made. And whatever the change would name that
     * nothing wants any more is named by nobody.
     *
     * @param young whether a resource has had no entry when the plan was made
     */
    static PlanItem approved(PlanItem item, Predicate<String> young) {
        Referents planned = new Referents(item, Map.of());
        Set<DN> coming = planned.coming(item.change());
        boolean created = item.change() instanceof Change.AddEntry;
        Map<DN, Optional<String>> later = new HashMap<>();
        item.refers().forEach((resource, dn) -> {
            if (!coming.contains(dn) && (created || young.test(resource))) {
                later.put(dn, Optional.empty());
            }
        });
        Map<String, DN> refers = new HashMap<>(item.refers());
        coming.removeAll(planned.wanted(item.desired()));
        coming.forEach(dn -> refers.put(NOBODY + dn, dn));
        PlanItem known = new PlanItem(item.change(), item.desired(), item.link(), refers);
        return later.isEmpty() ? known : new Referents(known, later).in(known).item();
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
     * @param follows whether any of that is written later
     */
    record Otherwise(PlanItem item, Set<String> left, boolean follows) {
        /** What is left out, and what follows; empty where nothing is. */
        String told() {
            return left.isEmpty()
                    ? ""
                    : String.join(", ", left) + " was left out, since no entry of ours is there"
                            + (follows ? "; it follows when one is" : "; it is written on creation only");
        }

        /** Whether there is nothing else to write, not even that an entry is ours. */
        boolean over() {
            return item.change() instanceof Change.ModifyEntry
                    && item.change().modifications().isEmpty()
                    && item.change().about().situation() != Situation.ADOPTABLE;
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

    private boolean isNowhere(DN dn) {
        return moved.getOrDefault(dn, Optional.of("")).isEmpty();
    }

    private Otherwise in(PlanItem item) {
        Set<String> left = new LinkedHashSet<>();
        Set<String> lasting = new HashSet<>();
        Map<String, DesiredValues> desired = new LinkedHashMap<>(item.desired().attributes());
        desired.replaceAll((name, values) -> {
            if (!isReference(name)) {
                return values;
            }
            if (values.ownership() == Ownership.INITIAL) {
                lasting.add(name.toLowerCase(Locale.ROOT));
            }
            left(name, values.values(), left);
            return new DesiredValues(renamed(written(item.change(), name, values.values())), values.ownership());
        });
        left(item.change(), left);
        boolean follows = left.stream()
                .map(one -> one.substring(0, one.indexOf('=')).toLowerCase(Locale.ROOT))
                .anyMatch(name -> !lasting.contains(name));
        DesiredEntry now = item.desired().waiting(desired, left);
        return new Otherwise(new PlanItem(in(item.change()), now, item.link(), item.refers()), left, follows);
    }

    /** Without what does not come since something that was to come with it has no entry. */
    private List<String> written(Change change, String attribute, List<String> values) {
        Set<DN> out = change.modifications().stream()
                .filter(part -> part.attribute().equalsIgnoreCase(attribute) && isCut(part))
                .flatMap(part -> dns(part.add()))
                .collect(Collectors.toSet());
        return out.isEmpty()
                ? values
                : values.stream()
                        .filter(value -> dn(value).filter(out::contains).isEmpty())
                        .toList();
    }

    /** Of values that come together none comes without the others: what goes for them would go for nothing. */
    private boolean isCut(ValueChange part) {
        return dns(part.add()).anyMatch(this::isNowhere);
    }

    private void left(Change change, Set<String> left) {
        if (change instanceof Change.AddEntry add) {
            add.attributes().forEach((name, values) -> left(name, values, left));
        }
        change.modifications().forEach(part -> left(part.attribute(), part.add(), left));
    }

    private void left(String attribute, List<String> values, Set<String> left) {
        if (isReference(attribute)) {
            dns(values).filter(this::isNowhere).forEach(dn -> left.add(attribute + "=" + dn));
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
        if (isCut(part)) {
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
