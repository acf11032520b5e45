package io.isthmus.reconcile;

import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Part;
import io.isthmus.plan.Situation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a draft found out that is to be listed, and of which parts it can say so. */
final class Noticed {
    private final Map<Part, List<Deviation>> deviations = new HashMap<>();
    private final Set<String> groups = new HashSet<>();
    private final Set<Part> refusedBefore = new HashSet<>();

    void add(Collection<Deviation> more) {
        more.forEach(this::add);
    }

    void add(Deviation deviation) {
        deviations.computeIfAbsent(deviation.part(), key -> new ArrayList<>(2)).add(deviation);
    }

    /** The members of a group were held against what it holds; else a deviation about them is one beside what is known. */
    void members(String group) {
        groups.add(group);
    }

    /** What the server said of an entry in an earlier run still holds: it is not asked again. */
    void decided(String resource, Situation situation) {
        if (situation == Situation.INVALID) {
            refusedBefore.add(new Part(resource, false));
        }
    }

    List<Deviation> of(Part part) {
        return deviations.getOrDefault(part, List.of());
    }

    Set<Part> parts() {
        return Set.copyOf(deviations.keySet());
    }

    /** Groups whose members were looked at. */
    Set<String> groups() {
        return Set.copyOf(groups);
    }

    Set<Part> refusedBefore() {
        return Set.copyOf(refusedBefore);
    }
}
