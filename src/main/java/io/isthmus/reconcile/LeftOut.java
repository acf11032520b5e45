package io.isthmus.reconcile;

import io.isthmus.plan.Limited;
import io.isthmus.plan.Ruling;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an administrator left out of an approval, and no limit holds. */
final class LeftOut {
    private final Parts parts;

    LeftOut(Parts parts) {
        this.parts = parts;
    }

    /**
     * What a plan leaves to the run that holds it. An adoption that a limit's set only lists is no part of that set, and is asked
     * for by the plan; what was left out does not expire.
     */
    Map<String, Set<Limited>> ofPlan(Map<String, Set<Limited>> waits, Set<String> asked) {
        Map<String, Set<Limited>> left = new HashMap<>(undecided(waits));
        if (!left.isEmpty() && parts.runs().held().flatMap(RunRow::expires).isPresent()) {
            left.entrySet().removeIf(one -> one.getValue().isEmpty() && asked.contains(one.getKey()));
        }
        return left;
    }

    /** What waits, without what somebody has decided about since: that is an answer too. */
    Map<String, Set<Limited>> undecided(Map<String, Set<Limited>> waits) {
        Set<String> whole = waits.entrySet().stream()
                .filter(one -> one.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Optional<Instant> since =
                whole.isEmpty() ? Optional.empty() : parts.runs().held().map(RunRow::started);
        if (since.isEmpty()) {
            return waits;
        }
        Map<String, Ruling> decided = parts.rulings().decisions(whole);
        Map<String, Set<Limited>> left = new HashMap<>(waits);
        whole.stream()
                .filter(resource -> Optional.ofNullable(decided.get(resource))
                        .filter(ruling -> !ruling.at().isBefore(since.get()))
                        .isPresent())
                .forEach(left::remove);
        return left;
    }
}
