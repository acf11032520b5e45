package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.MappingSet;
import io.isthmus.plan.Finding;
import io.isthmus.plan.SafetyLimits;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The populations that percentages are counted of: all that is managed, never what a plan touches. Counting takes longer than most
 * soon work, so a number is used again while what was written since can have moved it by a hundredth at most, for a minute.
 */
final class Populations {
    private final List<DN> bases;
    private final List<DN> groupBases;
    private final Estimate<Map<String, Long>> below;
    private final Estimate<Long> memberships;
    private final Estimate<Map<Finding.Source, SafetyLimits.Standing>> sources;

    Populations(Parts parts) {
        MappingSet mapping = parts.mapping();
        this.groupBases = bases(mapping.groups().stream());
        this.bases = bases(Stream.concat(mapping.users().stream(), mapping.groups().stream()));
        this.below = new Estimate<>(
                () -> parts.links().below(bases),
                counts -> counts.values().stream()
                        .mapToLong(Long::longValue)
                        .min()
                        .orElse(0));
        this.memberships = new Estimate<>(() -> parts.members().count(), count -> count);
        this.sources = new Estimate<>(() -> parts.runs().guard().sources(), found -> Long.MAX_VALUE);
    }

    private static List<DN> bases(Stream<? extends EntryRule> rules) {
        return rules.map(EntryRule::base).distinct().toList();
    }

    /** So many linked entries were just read below each of these; they need not be counted where that tells all there is to know. */
    void read(Map<DN, Long> managed) {
        if (managed.keySet().containsAll(bases)) {
            below.known(bases.stream().collect(Collectors.toMap(DN::toNormalizedString, managed::get)));
        }
    }

    /** All is counted when it is asked for next. */
    void afresh() {
        below.afresh();
        memberships.afresh();
        sources.afresh();
    }

    /** So many entries and memberships were written, which may have come or gone. */
    void moved(long entries, long members) {
        below.moved(entries);
        memberships.moved(members);
    }

    /**
     * Of what a plan is about.
     *
     * @param ours by group: how many of its members are ours
     * @param privileged how many members of the privileged groups among them
     */
    SafetyLimits.Population of(Map<String, Long> ours, long privileged) {
        return (what, where) -> switch (what) {
            case MEMBERS_REMOVED -> memberships.get();
            case MEMBERS_OF_GROUP -> ours.getOrDefault(where, 0L);
            case GROUPS_EMPTIED -> sum(groupBases);
            case PRIVILEGED -> privileged;
            default -> below.get().getOrDefault(where, 0L);
        };
    }

    /** All managed entries. */
    long all() {
        return sum(bases);
    }

    Map<Finding.Source, SafetyLimits.Standing> sources() {
        return sources.get();
    }

    /** By which losses of all of the directory are known. */
    List<String> places() {
        return Stream.concat(Stream.of(""), bases.stream().map(DN::toNormalizedString))
                .toList();
    }

    private long sum(Collection<DN> some) {
        return some.stream()
                .mapToLong(base -> below.get().getOrDefault(base.toNormalizedString(), 0L))
                .sum();
    }
}
