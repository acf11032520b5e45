package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.ldap.ActualEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the changes that a run has written come to, one for each resource: a run may create an entry and change it twice. Values are
 * compared as they were written. Pure.
 */
public final class NetChanges {
    private final Map<String, Optional<Change>> entries = new LinkedHashMap<>();
    private final Map<String, Map<String, MemberEdit>> edits = new LinkedHashMap<>();
    private final Map<String, Change.ModifyMembers> groups = new LinkedHashMap<>();

    /** Takes the next change in. */
    public NetChanges add(Change change) {
        if (change instanceof Change.ModifyMembers members) {
            String key = members.about().resource() + " " + members.attribute().toLowerCase(Locale.ROOT);
            groups.put(key, members);
            Map<String, MemberEdit> net = edits.computeIfAbsent(key, one -> new LinkedHashMap<>());
            members.edits().forEach(edit -> merge(net, edit));
        } else {
            entries.merge(change.about().resource(), Optional.of(change), NetChanges::merged);
        }
        return this;
    }

    /** What became of entries; resources whose entry came and went within the run are left out. */
    public List<Change> entries() {
        return entries.values().stream().flatMap(Optional::stream).toList();
    }

    /** What became of memberships, a change for each group. */
    public List<Change.ModifyMembers> members() {
        List<Change.ModifyMembers> all = new ArrayList<>();
        groups.forEach((key, group) -> {
            List<MemberEdit> net = List.copyOf(edits.get(key).values());
            if (!net.isEmpty()) {
                all.add(group.with(net));
            }
        });
        return all;
    }

    /** What comes after it went, or goes after it came, has not changed. */
    private static void merge(Map<String, MemberEdit> net, MemberEdit edit) {
        String key = edit.value();
        MemberEdit before = net.get(key);
        if (before == null) {
            net.put(key, edit);
        } else if (before.add() != edit.add()) {
            net.remove(key);
        }
    }

    private static Optional<Change> merged(Optional<Change> first, Optional<Change> second) {
        if (first.isEmpty()) {
            return second;
        }
        Change next = second.orElseThrow();
        if (next instanceof Change.AddEntry) {
            return second;
        }
        if (first.get() instanceof Change.AddEntry add) {
            return next instanceof Change.DeleteEntry ? Optional.empty() : Optional.of(made(add, next));
        }
        return Optional.of(
                next instanceof Change.DeleteEntry delete ? deleted(first.get(), delete) : changed(first.get(), next));
    }

    private static Change made(Change.AddEntry add, Change next) {
        Map<String, List<String>> attributes = new LinkedHashMap<>(add.attributes());
        DN dn = add.dn();
        if (next instanceof Change.RenameEntry rename) {
            name(attributes, rename.dn().getRDN(), false);
            name(attributes, rename.newDn().getRDN(), true);
            dn = rename.newDn();
        }
        boolean disabled = add.disabled();
        for (ValueChange part : next.modifications()) {
            if (part.attribute().equals(ActualEntry.DISABLED)) {
                disabled = !part.add().isEmpty();
            } else {
                change(attributes, part.attribute(), part.delete(), part.add());
            }
        }
        return new Change.AddEntry(add.about(), dn, attributes, disabled);
    }

    private static void name(Map<String, List<String>> attributes, RDN rdn, boolean comes) {
        for (int i = 0; i < rdn.getAttributeNames().length; i++) {
            List<String> value = List.of(rdn.getAttributeValues()[i]);
            change(attributes, rdn.getAttributeNames()[i], comes ? List.of() : value, comes ? value : List.of());
        }
    }

    private static void change(
            Map<String, List<String>> attributes, String attribute, List<String> delete, List<String> add) {
        String name = attributes.keySet().stream()
                .filter(attribute::equalsIgnoreCase)
                .findFirst()
                .orElse(attribute);
        Set<String> values = new LinkedHashSet<>(attributes.getOrDefault(name, List.of()));
        delete.forEach(values::remove);
        values.addAll(add);
        if (values.isEmpty()) {
            attributes.remove(name);
        } else {
            attributes.put(name, List.copyOf(values));
        }
    }

    /** The entry as it was before the run, where that is known as text. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // backwards what came goes
    private static Change deleted(Change first, Change.DeleteEntry delete) {
        Map<String, List<String>> before = new LinkedHashMap<>(delete.before().values());
        for (ValueChange part : first.modifications()) {
            change(before, part.attribute(), part.add(), part.delete());
        }
        if (first instanceof Change.RenameEntry rename) {
            name(before, rename.newDn().getRDN(), false);
            name(before, rename.dn().getRDN(), true);
        }
        WholeEntry whole = new WholeEntry(
                before,
                delete.before().binary(),
                delete.before().lost(),
                delete.before().modified());
        return new Change.DeleteEntry(delete.about(), delete.anchor(), first.dn(), whole);
    }

    private static Change changed(Change first, Change next) {
        List<ValueChange> parts = parts(first.modifications(), next.modifications());
        DN from = first.dn();
        DN to = end(next).or(() -> end(first)).orElse(from);
        io.isthmus.ldap.Anchor anchor =
                first instanceof Change.RenameEntry rename ? rename.anchor() : ((Change.ModifyEntry) first).anchor();
        // a rename may be one of letters alone
        return from.toString().equals(to.toString())
                ? new Change.ModifyEntry(first.about(), anchor, from, parts)
                : new Change.RenameEntry(
                        first.about(), anchor, from, to, Optional.empty(), parts, ValueChange.Kind.PENDING);
    }

    private static Optional<DN> end(Change change) {
        return change instanceof Change.RenameEntry rename ? Optional.of(rename.newDn()) : Optional.empty();
    }

    private static List<ValueChange> parts(List<ValueChange> first, List<ValueChange> next) {
        Map<String, ValueChange> net = new LinkedHashMap<>();
        first.forEach(part -> net.put(part.attribute().toLowerCase(Locale.ROOT), part));
        next.forEach(part -> net.merge(part.attribute().toLowerCase(Locale.ROOT), part, NetChanges::both));
        return net.values().stream()
                .filter(part -> !part.delete().isEmpty() || !part.add().isEmpty())
                .toList();
    }

    private static ValueChange both(ValueChange first, ValueChange next) {
        Set<String> delete = new LinkedHashSet<>(next.delete());
        first.add().forEach(delete::remove);
        delete.addAll(first.delete());
        next.add().forEach(delete::remove);
        Set<String> add = new LinkedHashSet<>(first.add());
        next.delete().forEach(add::remove);
        add.addAll(next.add());
        first.delete().forEach(add::remove);
        return new ValueChange(first.attribute(), List.copyOf(delete), List.copyOf(add), next.kind());
    }
}
