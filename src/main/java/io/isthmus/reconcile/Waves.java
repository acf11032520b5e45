package io.isthmus.reconcile;

import io.isthmus.plan.ChangeOrder;
import io.isthmus.plan.Switches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plan items in the order in which they may be carried out (rule 17). */
final class Waves {
    private Waves() {}

    /** Waves to carry out one after the other. */
    static List<List<PlanItem>> of(List<PlanItem> items) {
        Map<String, PlanItem> byResource = new HashMap<>();
        items.forEach(item -> byResource.put(item.resource(), item));
        List<List<PlanItem>> waves = new ArrayList<>();
        ChangeOrder.waves(
                        items.stream().map(PlanItem::change).toList(),
                        change -> Switches.disables(
                                change,
                                byResource.get(change.about().resource()).desired()),
                        change -> Referents.naming(byResource.get(change.about().resource())))
                .forEach(wave -> waves.add(wave.stream()
                        .map(change -> byResource.get(change.about().resource()).with(change))
                        .toList()));
        return waves;
    }

    /** The same as one list. */
    static List<PlanItem> ordered(List<PlanItem> items) {
        return of(items).stream().flatMap(List::stream).toList();
    }
}
