package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.RDN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.ValueChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an undo wants of an entry, in the place of what its resource wants: what was there before. So its claims are recorded as
 * those of any other change.
 */
final class Aims {
    private final Map<String, DesiredValues> attributes;

    private Aims(DesiredEntry desired) {
        this.attributes = new LinkedHashMap<>(desired.attributes());
    }

    static DesiredEntry of(Change reverse, DesiredEntry desired, Optional<Link> link) {
        Aims aims = new Aims(desired);
        boolean belongs = link.map(one -> one.asMember().belongs()).orElse(!desired.leaves());
        var dn = reverse.dn();
        if (reverse instanceof Change.AddEntry add) {
            aims.attributes.replaceAll((name, values) -> new DesiredValues(given(add, name), values.ownership()));
            aims.put(ActualEntry.DISABLED, add.disabled() ? List.of("true") : List.of());
            belongs = true;
        } else if (reverse instanceof Change.RenameEntry rename) {
            dn = rename.newDn();
            RDN rdn = dn.getRDN();
            for (int i = 0; i < rdn.getAttributeNames().length; i++) {
                aims.put(rdn.getAttributeNames()[i], List.of(rdn.getAttributeValues()[i]));
            }
        }
        for (ValueChange part : reverse.modifications()) {
            aims.put(part.attribute(), after(part, link));
            belongs |= part.add().isEmpty() && part.attribute().equals(ActualEntry.DISABLED);
        }
        return new DesiredEntry(
                desired.resource(),
                desired.rule(),
                dn,
                aims.attributes,
                desired.stamp(),
                desired.standing(),
                !belongs,
                // whatever stands here keeps the result from being remembered as what is desired
                List.of("undone"));
    }

    private static List<String> given(Change.AddEntry add, String name) {
        return add.attributes().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
    }

    private static List<String> after(ValueChange part, Optional<Link> link) {
        Set<String> values = new LinkedHashSet<>(link.map(one ->
                        one.claims().applied().getOrDefault(part.attribute().toLowerCase(Locale.ROOT), List.of()))
                .orElse(List.of()));
        part.delete().forEach(values::remove);
        values.addAll(part.add());
        return new ArrayList<>(values);
    }

    private void put(String attribute, List<String> values) {
        String name = attributes.keySet().stream()
                .filter(attribute::equalsIgnoreCase)
                .findFirst()
                .orElse(attribute);
        Ownership ownership = Optional.ofNullable(attributes.get(name))
                .map(DesiredValues::ownership)
                .orElse(Ownership.MERGE);
        attributes.put(name, new DesiredValues(values, ownership));
    }
}
