package io.isthmus.reconcile;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.PasswordRule;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Pair;
import io.isthmus.plan.Situation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that a password that was pushed alone is written as well: its resource is planned, and where nothing else is to be
 * written it gets a change without values.
 */
final class PasswordWork {
    private final Passwords passwords;
    private final boolean passed;
    /** by resource: the password that it was planned with; what came of that is known to the setbacks */
    private final Map<String, String> planned = new ConcurrentHashMap<>();

    PasswordWork(Passwords passwords, MappingSet mapping) {
        this.passwords = passwords;
        this.passed = mapping.users().stream().anyMatch(rule -> rule.password().from() == PasswordRule.From.PASS);
    }

    /** All that wait, by resource. */
    Map<String, String> waiting() {
        return passed ? passwords.waiting() : Map.of();
    }

    /** Those that no plan has looked at yet. */
    Map<String, String> fresh() {
        Map<String, String> fresh = new HashMap<>(waiting());
        planned.keySet().retainAll(fresh.keySet());
        fresh.entrySet().removeAll(planned.entrySet());
        return fresh;
    }

    /** These were planned. */
    void looked(Map<String, String> looked) {
        planned.putAll(looked);
    }

    /** Notes that a password goes with what is planned for the resource, and gives it a change where there is none. */
    static void take(PlanMaker.Decision decision, Set<String> waiting, boolean write, PlanDraft draft) {
        Pair pair = decision.pair();
        String resource = pair.desired().resource().id();
        if (!write || !waiting.contains(resource) || !passes(pair.desired())) {
            return;
        }
        draft.passwords.add(resource);
        boolean planned = draft.items.stream().anyMatch(item -> item.resource().equals(resource));
        if (!planned) {
            linked(decision)
                    .ifPresent(entry -> draft.items.add(new PlanItem(
                            new Change.ModifyEntry(
                                    pending(decision.planned().about()), entry.anchor(), entry.dn(), List.of()),
                            pair.desired(),
                            pair.link())));
        }
    }

    private static boolean passes(DesiredEntry desired) {
        return desired.rule().password().from() == PasswordRule.From.PASS && !desired.unwanted();
    }

    private static Optional<ActualEntry> linked(PlanMaker.Decision decision) {
        Situation situation = decision.planned().about().situation();
        boolean ours = situation != Situation.DISPUTED && situation != Situation.PROTECTED;
        return decision.pair()
                .actual()
                .filter(there -> ours)
                .filter(there -> decision.pair()
                        .link()
                        .flatMap(link -> link.anchor())
                        .filter(there.anchor()::equals)
                        .isPresent());
    }

    private static About pending(About about) {
        return new About(
                about.resource(),
                about.type(),
                about.source(),
                about.name(),
                about.journal(),
                Situation.PENDING,
                about.reasons(),
                about.strong());
    }
}
