package io.isthmus.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How it stands with a user's roles, as far as it is told of.
 *
 * @param effective names of the roles that the user has
 * @param unmatched what is asked for and selects none, as {@link RequestedRole#text} has it
 * @param defaulted whether the default stands in
 */
public record RoleStanding(SortedSet<String> effective, SortedSet<String> unmatched, boolean defaulted) {
    /** Of somebody who has no roles and asks for none. */
    public static final RoleStanding NONE = new RoleStanding(List.of(), List.of(), false);

    public RoleStanding {
        effective = Collections.unmodifiableSortedSet(new TreeSet<>(effective));
        unmatched = Collections.unmodifiableSortedSet(new TreeSet<>(unmatched));
    }

    public RoleStanding(Collection<String> effective, Collection<String> unmatched, boolean defaulted) {
        this(new TreeSet<>(effective), new TreeSet<>(unmatched), defaulted);
    }

    /** Of somebody with these roles. */
    public static RoleStanding of(EffectiveRoles roles) {
        RoleStanding standing = new RoleStanding(
                roles.roles().stream().map(RoleRule::role).toList(),
                roles.unmatched().stream().map(RequestedRole::text).toList(),
                roles.defaulted());
        return standing.equals(NONE) ? NONE : standing;
    }

    /** What happened since another state, each thing once: what went, what came, what is unknown, whether the default stands in. */
    public List<RoleEvent> since(RoleStanding before) {
        List<RoleEvent> events = new ArrayList<>();
        add(events, RoleEvent.Kind.REVOKED, before.effective, effective);
        add(events, RoleEvent.Kind.GRANTED, effective, before.effective);
        add(events, RoleEvent.Kind.UNMATCHED, unmatched, before.unmatched);
        if (defaulted && !before.defaulted) {
            events.add(new RoleEvent(RoleEvent.Kind.DEFAULTED, String.join(", ", effective)));
        }
        return events;
    }

    private static void add(
            List<RoleEvent> to, RoleEvent.Kind kind, Collection<String> those, Collection<String> without) {
        those.stream().filter(text -> !without.contains(text)).forEach(text -> to.add(new RoleEvent(kind, text)));
    }
}
