package io.isthmus.reconcile;

import io.isthmus.mapping.Desired;
import io.isthmus.mapping.RequestedRole;
import io.isthmus.mapping.RoleEvent;
import io.isthmus.mapping.RoleStanding;
import io.isthmus.mapping.Roles;
import io.isthmus.reconcile.UserRoles.Seen;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Notes which roles users ask for and have, and tells audit trail and metrics what happened to them. */
public final class RoleWatch {
    private static final int AT_ONCE = 2000;

    private final UserRoles store;
    private final Clock clock;
    private final Map<RoleEvent.Kind, Counter> events = new EnumMap<>(RoleEvent.Kind.class);

    public RoleWatch(UserRoles store, MeterRegistry metrics, Clock clock) {
        this.store = store;
        this.clock = clock;
        for (RoleEvent.Kind kind : RoleEvent.Kind.values()) {
            events.put(kind, metrics.counter("isthmus_roles", "event", kind.label()));
        }
    }

    /**
     * What a plan sees of a user; a user who is deleted or whom no rule has asks for nothing and has no roles. Empty where
     * nothing is decided.
     */
    static Optional<Seen> seen(Roles roles, Resource resource, Desired desired) {
        if (resource.type() != ResourceType.USER || desired instanceof Desired.Invalid) {
            return Optional.empty();
        }
        boolean counts = desired instanceof Desired.Wanted && resource.deleted().isEmpty();
        List<RequestedRole> requested = counts ? roles.requested(resource) : List.of();
        RoleStanding standing = counts ? RoleStanding.of(roles.of(requested)) : RoleStanding.NONE;
        return Optional.of(new Seen(resource.id(), resource.source(), resource.journal(), requested, standing));
    }

    /**
     * Keeps what a run saw. It tells of users whose plan it carries out, and of those for whom there is nothing to do: they are
     * not planned again.
     *
     * @param writes whether the run carries its plan out
     */
    void record(PlanDraft draft, boolean writes) {
        Set<String> settled =
                draft.settled.stream().map(Settled.Settlement::resource).collect(Collectors.toSet());
        Map<Boolean, List<Seen>> told = draft.roles.stream()
                .collect(Collectors.partitioningBy(seen -> writes || settled.contains(seen.resource())));
        told.forEach((tell, seen) -> record(seen, tell));
    }

    /** @param tell whether what happened is told: the run that saw it carries out what it plans */
    void record(List<Seen> seen, boolean tell) {
        for (int from = 0; from < seen.size(); from += AT_ONCE) {
            store.record(seen.subList(from, Math.min(seen.size(), from + AT_ONCE)), tell, clock.instant())
                    .forEach((kind, number) ->
                            Objects.requireNonNull(events.get(kind)).increment(number));
        }
    }
}
