package io.isthmus.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What all limits say of a plan: what of it waits, and which limit came nearest (rules 25 and 28). */
public record Judgement(List<Check> checks) {
    public Judgement {
        checks = List.copyOf(checks);
    }

    /** By resource: the classes of its changes that wait for approval. */
    public Map<String, Set<Limited>> held() {
        Map<String, Set<Limited>> held = new HashMap<>();
        checks.stream()
                .filter(Check::over)
                .forEach(check -> check.holds()
                        .forEach((resource, classes) -> held.computeIfAbsent(resource, key -> new HashSet<>())
                                .addAll(classes)));
        return held;
    }

    /** Both together. */
    public Judgement and(Judgement other) {
        List<Check> all = new ArrayList<>(checks);
        all.addAll(other.checks);
        return new Judgement(all);
    }

    /** The limit that came nearest. @param otherwise the check that speaks where no limit counts anything of the plan */
    public Verdict verdict(Duration window, Check otherwise) {
        boolean held = checks.stream().anyMatch(Check::over);
        return checks.stream()
                .max(Comparator.comparingDouble(Check::nearness))
                .orElse(otherwise)
                .verdict(window, held);
    }
}
