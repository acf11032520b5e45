package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What another mapping makes of a resource, as a change of what the first one made of it. */
final class MappingDiff {
    private MappingDiff() {}

    /** @param outcome {@code planned}, or {@code invalid} for what cannot be made */
    record Difference(Change change, String outcome, String detail) {}

    static Optional<Difference> of(Resource resource, Desired before, Desired after) {
        Optional<DesiredEntry> was = wanted(before);
        Optional<DesiredEntry> is = wanted(after);
        if (is.isPresent()) {
            if (was.isPresent()) {
                return both(was.get(), is.get());
            }
            return is.get().withdrawn() ? Optional.empty() : Optional.of(planned(added(is.get()), ""));
        }
        if (was.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                after instanceof Desired.Invalid invalid
                        ? new Difference(
                                stays(resource, was.get(), Situation.INVALID),
                                "invalid",
                                invalid.rule().name() + ", " + invalid.attribute() + ": " + invalid.why())
                        : planned(
                                stays(resource, was.get(), Situation.ORPHAN),
                                "no longer desired: the entry stays and is nobody's"));
    }

    /** A tombstone wants nothing new. */
    static Optional<DesiredEntry> wanted(Desired desired) {
        return desired instanceof Desired.Wanted wanted && !wanted.entry().gone()
                ? Optional.of(wanted.entry())
                : Optional.empty();
    }

    private static Difference planned(Change change, String detail) {
        return new Difference(change, "planned", detail);
    }

    /** Stands for the entry's identity, which no mapping knows of. */
    static Anchor anchor(Resource resource) {
        return new Anchor(resource.id());
    }

    static About about(DesiredEntry entry, Situation situation) {
        return about(entry.resource(), entry, situation);
    }

    private static About about(Resource resource, DesiredEntry entry, Situation situation) {
        return new About(
                resource.id(),
                resource.type(),
                resource.source(),
                resource.name(),
                resource.journal(),
                situation,
                List.of(new About.Reason(entry.rule().name(), resource.source(), resource.journal(), "")),
                false);
    }

    private static Change stays(Resource resource, DesiredEntry was, Situation situation) {
        return new Change.ModifyEntry(about(resource, was, situation), anchor(resource), was.dn(), List.of());
    }

    /** A name that two want. */
    static Difference contested(DesiredEntry entry, String other) {
        return new Difference(
                stays(entry.resource(), entry, Situation.LINK_CONFLICT),
                "invalid",
                "its DN would be " + entry.dn() + ", as that of resource " + other);
    }

    private static Change added(DesiredEntry entry) {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        attributes.put("objectClass", entry.rule().objectClasses());
        entry.attributes().forEach((name, values) -> {
            if (!values.values().isEmpty() && !name.equals(ActualEntry.DISABLED)) {
                attributes.put(name, values.values());
            }
        });
        return new Change.AddEntry(
                about(entry, Situation.NEW),
                entry.dn(),
                attributes,
                entry.attributes().containsKey(ActualEntry.DISABLED));
    }

    private static Optional<Difference> both(DesiredEntry was, DesiredEntry is) {
        List<String> released = new ArrayList<>();
        List<ValueChange> parts = parts(was, is, released);
        String detail =
                released.isEmpty() ? "" : "no longer mapped, so the values stay: " + String.join(", ", released);
        About about = about(is, Situation.PENDING);
        DN from = was.dn();
        if (!from.equals(is.dn())) {
            parts.removeIf(part -> is.dn().getRDN().hasAttribute(part.attribute()));
            return Optional.of(planned(
                    new Change.RenameEntry(
                            about,
                            anchor(is.resource()),
                            from,
                            is.dn(),
                            Optional.empty(),
                            parts,
                            ValueChange.Kind.PENDING),
                    detail));
        }
        return parts.isEmpty() && released.isEmpty()
                ? Optional.empty()
                : Optional.of(planned(new Change.ModifyEntry(about, anchor(is.resource()), from, parts), detail));
    }

    private static List<ValueChange> parts(DesiredEntry was, DesiredEntry is, List<String> released) {
        Map<String, DesiredValues> before = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        before.putAll(was.attributes());
        Map<String, DesiredValues> after = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        after.putAll(is.attributes());
        List<ValueChange> parts = new ArrayList<>();
        after.forEach((name, values) -> {
            List<String> old = Optional.ofNullable(before.get(name))
                    .map(DesiredValues::values)
                    .orElse(List.of());
            boolean once = values.ownership() == Ownership.INITIAL;
            List<String> delete = once ? List.of() : minus(old, values.values());
            List<String> add = once ? List.of() : minus(values.values(), old);
            if (!delete.isEmpty() || !add.isEmpty()) {
                parts.add(new ValueChange(name, delete, add, ValueChange.Kind.PENDING));
            }
        });
        before.forEach((name, values) -> {
            boolean lock = name.equals(ActualEntry.DISABLED);
            if (!after.containsKey(name) && !values.values().isEmpty()) {
                if (lock) {
                    parts.add(new ValueChange(name, values.values(), List.of(), ValueChange.Kind.PENDING));
                } else if (values.ownership() != Ownership.INITIAL) {
                    released.add(name);
                }
            }
        });
        return parts;
    }

    private static List<String> minus(List<String> some, List<String> others) {
        return some.stream().filter(value -> !others.contains(value)).toList();
    }
}
