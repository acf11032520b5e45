package io.isthmus.reconcile;

import io.isthmus.mapping.NearestRole;
import io.isthmus.mapping.RequestedRole;
import io.isthmus.mapping.RoleRules;
import io.isthmus.mapping.RoleSnippet;
import io.isthmus.mapping.RoleTrial;
import io.isthmus.reconcile.UserRoles.Place;
import io.isthmus.reconcile.UserRoles.Sighting;
import io.isthmus.report.UnmatchedRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reports what users ask for that selects no role, and what would come of it if it did. */
public final class RoleReport {
    private static final int CHANGES = 100;

    private final Supplier<RoleRules> rules;
    private final UserRoles users;

    /** @param rules of the mapping in force */
    public RoleReport(Supplier<RoleRules> rules, UserRoles users) {
        this.rules = rules;
        this.users = users;
    }

    /** A page. @param next what {@link #page} takes to go on; empty at the end */
    public record Page(List<UnmatchedRole> items, Optional<Place> next) {}

    /** By text, then source, what comes after a place. */
    public Page page(Optional<Place> after, int limit) {
        List<Sighting> found = users.unmatched(after, limit);
        Optional<Place> next = found.size() < limit
                ? Optional.empty()
                : Optional.of(found.get(found.size() - 1).place());
        return new Page(reported(found, this::nearest), next);
    }

    /**
     * What would change if a text selected a role; nothing is applied.
     *
     * @param text as it was sent
     * @param as a role of the catalogue
     * @return a row for each source whose users ask for it
     * @throws ReconcileProblem invalid-request for a role that there is not, or a text that selects one
     */
    public List<UnmatchedRole> trial(String text, String as) {
        if (rules.get().role(as).isEmpty()) {
            throw new ReconcileProblem("invalid-request", "as has to be a role of the catalogue, which has no " + as);
        }
        RoleTrial.selected(rules.get(), text).ifPresent(role -> {
            throw new ReconcileProblem("invalid-request", text + " selects the role " + role + " already");
        });
        RoleRules only = new RoleRules(
                rules.get().from(),
                Optional.empty(),
                rules.get().role(as).stream().toList());
        return reported(
                users.unmatched(RequestedRole.cut(text)),
                sighting -> new Proposal(as, NearestRole.of(only, request(sighting))));
    }

    /** @param role what the text would select; one that is not in the catalogue is proposed as a new one */
    private record Proposal(String role, Optional<NearestRole> near) {}

    private Proposal nearest(Sighting sighting) {
        Optional<NearestRole> near = NearestRole.of(rules.get(), request(sighting));
        return new Proposal(near.map(NearestRole::role).orElse(sighting.place().text()), near);
    }

    private static RequestedRole request(Sighting sighting) {
        return new RequestedRole(sighting.value(), sighting.display());
    }

    private List<UnmatchedRole> reported(List<Sighting> sightings, Function<Sighting, Proposal> proposing) {
        Map<Place, Proposal> proposals = new LinkedHashMap<>();
        sightings.forEach(sighting -> proposals.put(sighting.place(), proposing.apply(sighting)));
        Map<Place, Map<RoleTrial.Difference, Long>> differences = differences(proposals);
        List<UnmatchedRole> rows = new ArrayList<>();
        for (Sighting sighting : sightings) {
            Place place = sighting.place();
            rows.add(row(sighting, proposals.get(place), differences.getOrDefault(place, Map.of())));
        }
        return rows;
    }

    private Map<Place, Map<RoleTrial.Difference, Long>> differences(Map<Place, Proposal> proposals) {
        Map<Place, RoleTrial> trials = new LinkedHashMap<>();
        proposals.forEach((place, proposal) -> {
            if (!RequestedRole.isCut(place.text())) {
                trials.put(place, RoleTrial.of(rules.get(), place.text(), proposal.role()));
            }
        });
        Map<Place, Map<RoleTrial.Difference, Long>> differences = new HashMap<>();
        users.asking(
                trials.keySet(),
                alike -> Optional.ofNullable(trials.get(alike.place()))
                        .flatMap(trial -> trial.difference(alike.requested()))
                        .ifPresent(difference -> differences
                                .computeIfAbsent(alike.place(), key -> new HashMap<>())
                                .merge(difference, alike.users(), Long::sum)));
        return differences;
    }

    private UnmatchedRole row(Sighting sighting, Proposal proposal, Map<RoleTrial.Difference, Long> differences) {
        String text = sighting.place().text();
        return new UnmatchedRole(
                sighting.place().source(),
                sighting.value(),
                sighting.display(),
                sighting.users(),
                sighting.firstSeen(),
                sighting.lastSeen(),
                proposal.near().map(near -> new UnmatchedRole.Nearest(near.role(), near.distance())),
                RequestedRole.isCut(text) ? "" : RoleSnippet.of(rules.get(), text, proposal.role()),
                differences.values().stream().mapToLong(Long::longValue).sum(),
                differences.entrySet().stream()
                        .map(entry -> new UnmatchedRole.Change(
                                entry.getKey().from(), entry.getKey().to(), entry.getValue()))
                        .sorted(Comparator.comparingLong(UnmatchedRole.Change::users)
                                .reversed()
                                .thenComparing(change -> change.from() + " " + change.to()))
                        .limit(CHANGES)
                        .toList());
    }
}
