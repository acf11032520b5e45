package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.Roles;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.Situation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Makes plan items of the stored changes of an approved plan: what they serve is desired state as it is now. */
final class Rebuilding {
    private final Parts parts;
    private final RunProgress run;

    Rebuilding(Parts parts, RunProgress run) {
        this.parts = parts;
        this.run = run;
    }

    /**
     * What is to be written of these. What cannot be any more is superseded, and recorded so.
     *
     * @param places where the plan has entries that it renames or creates
     */
    List<Applier.Saved> of(List<ChangeRow> all, Map<String, DN> places, RunRow plan) {
        boolean undo = plan.kind() == RunRow.Kind.UNDO;
        List<ChangeRow> rows = all.stream()
                .filter(row -> !(row.change() instanceof Change.ModifyMembers))
                .toList();
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.change().about().resource()));
        Map<String, Desired> desired = new HashMap<>();
        Map<String, Map<String, DN>> referents = new HashMap<>();
        Map<String, Set<String>> refersTo = new HashMap<>();
        Roles roles = new Roles(parts.mapping().roles());
        List<UserRoles.Seen> seen = new ArrayList<>();
        new DesiredBatch(parts.mapping(), parts.resources(), parts.links())
                .of(parts.resources().byIds(ids), places, parts.clock().instant())
                .forEach(made -> {
                    desired.put(made.resource().id(), made.desired());
                    referents.put(made.resource().id(), undo ? Map.of() : made.referents());
                    if (made.desired() instanceof Desired.Wanted) {
                        refersTo.put(made.resource().id(), made.refersTo());
                    }
                    RoleWatch.seen(roles, made.resource(), made.desired()).ifPresent(seen::add);
                });
        parts.roles().record(seen, true);
        // what is settled once it is written is looked at again when what it names is renamed
        if (parts.mapping().hasReferences()) {
            parts.members().refer(refersTo);
        }
        Map<String, Link> links = new HashMap<>();
        referents.values().forEach(named -> ids.addAll(named.keySet()));
        parts.links().ofResources(ids).forEach(link -> links.put(link.resource(), link));
        Predicate<String> old = resource -> Optional.ofNullable(links.get(resource))
                .filter(link -> link.anchor().isPresent() && !link.linked().isAfter(plan.started()))
                .isPresent();
        List<Applier.Saved> saved = new ArrayList<>();
        Map<Long, Runs.Outcome> gone = new HashMap<>();
        for (ChangeRow row : rows) {
            String id = row.change().about().resource();
            Optional<Link> link = Optional.ofNullable(links.get(id));
            Optional<DesiredEntry> wanted =
                    Optional.ofNullable(desired.get(id)).flatMap(made -> made.entry(link.flatMap(Link::kept)));
            if (!undo && linkedSince(row.change(), link, plan)) {
                gone.put(row.id(), new Runs.Outcome("superseded", "it was given an entry since this was planned"));
            } else if (wanted.isPresent()) {
                PlanItem item = new PlanItem(
                        row.change(),
                        undo ? Aims.of(row.change(), wanted.get(), link) : wanted.get(),
                        link,
                        referents.get(id));
                saved.add(new Applier.Saved(row.id(), undo ? item : Referents.approved(item, old.negate())));
            } else {
                gone.put(row.id(), new Runs.Outcome("superseded", "the mapping does not make an entry of it any more"));
            }
        }
        if (!gone.isEmpty()) {
            parts.runs().record(gone, List.of(), List.of());
            run.outcomes(Map.of("superseded", (long) gone.size()));
        }
        return saved;
    }

    /** A second entry would leave the first one to nobody. One that is missing and made again had been linked before. */
    private static boolean linkedSince(Change change, Optional<Link> link, RunRow plan) {
        return change instanceof Change.AddEntry
                && link.filter(now -> now.anchor().isPresent())
                        .filter(now -> change.about().situation() != Situation.MISSING
                                || now.linked().isAfter(plan.started()))
                        .isPresent();
    }
}
