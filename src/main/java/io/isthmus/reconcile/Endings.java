package io.isthmus.reconcile;

import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.EntryRule;
import io.isthmus.plan.About;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.MemberPlan;
import io.isthmus.plan.Withdrawal;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a draft sees come to its end: rules that are withdrawn, and claims that no rule has any more (rule 16). */
final class Endings {
    private final Map<String, EntryRule> withdrawn = new HashMap<>();
    /** one rule is not another that says the same */
    private final Set<EntryRule> busy = Collections.newSetFromMap(new IdentityHashMap<>());

    /** by such a rule: resources that keep what was put back, or was not to be taken out */
    private final IdentityHashMap<EntryRule, Set<String>> kept = new IdentityHashMap<>();

    private final Set<String> released = new HashSet<>();
    private final Set<String> groups = new HashSet<>();

    /** Something of a resource, or of one of its memberships, is left as it is: an administrator turned down that it goes. */
    void left(String resource) {
        Optional.ofNullable(withdrawn.get(resource))
                .ifPresent(rule ->
                        kept.computeIfAbsent(rule, key -> new HashSet<>()).add(resource));
    }

    /** A resource was planned. @param more whether something of its entry is to be taken out */
    void planned(DesiredEntry desired, boolean more) {
        if (desired.withdrawn()) {
            withdrawn.put(desired.resource().id(), desired.rule());
            if (more) {
                busy.add(desired.rule());
            }
        }
    }

    /** No entry can be made of a resource, so nothing is taken out of the one that it has. */
    void stuck(EntryRule rule) {
        busy.add(rule);
    }

    /** Who leaves since a rule is withdrawn does not leave for the sake of an account: limits count it. */
    MemberPlan counted(MemberPlan plan) {
        if (withdrawn.isEmpty()) {
            return plan;
        }
        List<MemberEdit> edits = plan.edits().stream()
                .map(edit -> withdrawn.containsKey(edit.resource())
                        ? new MemberEdit(edit.resource(), edit.value(), edit.add(), edit.kind())
                        : edit)
                .toList();
        return new MemberPlan(edits, plan.confirmed(), plan.released(), plan.pending());
    }

    /** Why members leave a group, as far as withdrawn rules are the reason. */
    About leaving(About about, List<MemberEdit> edits) {
        if (withdrawn.isEmpty()) {
            return about;
        }
        Set<EntryRule> rules = Collections.newSetFromMap(new IdentityHashMap<>());
        edits.stream()
                .filter(edit -> !edit.add())
                .flatMap(edit -> Stream.of(edit.resource(), about.resource()))
                .map(withdrawn::get)
                .filter(Objects::nonNull)
                .forEach(rules::add);
        busy.addAll(rules);
        About noted = about;
        for (String note : rules.stream().map(Withdrawal::note).sorted().toList()) {
            noted = noted.noted(note);
        }
        return noted;
    }

    /** Claims on the entry of a resource end. */
    void released(String resource) {
        released.add(resource);
    }

    /** The rule of a group is gone, and with it the claims on its members end. */
    void groupReleased(String group) {
        groups.add(group);
    }

    /** Groups whose memberships are to be nobody's. */
    Set<String> groups() {
        return Set.copyOf(groups);
    }

    boolean releases() {
        return !released.isEmpty();
    }

    /**
     * What the run says of it; empty where it has nothing to say.
     *
     * @param rules of the mapping, where everything was looked at
     */
    String told(Collection<EntryRule> rules) {
        Stream<String> over = rules.stream()
                .filter(EntryRule::withdraw)
                .filter(rule -> !busy.contains(rule))
                .map(rule -> over(rule, kept.getOrDefault(rule, Set.of()).size()));
        Stream<String> left = releases()
                ? Stream.of((released.size() == 1 ? "1 entry keeps" : released.size() + " entries keep")
                        + " values of ours that no rule asks for any more: released")
                : Stream.empty();
        return Stream.concat(over, left).collect(Collectors.joining("; "));
    }

    /** Without its rule nothing would take out what is left any more. */
    private static String over(EntryRule rule, int kept) {
        return kept == 0
                ? "of rule " + rule.name() + " nothing is left to take out: it may be deleted from the mapping"
                : "of rule " + rule.name() + " " + (kept == 1 ? "1 resource keeps" : kept + " resources keep")
                        + " what an administrator put back or turned down: lift these suppressions to have it taken out;"
                        + " if the rule is deleted from the mapping it stays";
    }
}
