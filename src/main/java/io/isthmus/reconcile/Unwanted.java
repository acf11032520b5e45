package io.isthmus.reconcile;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.MappingSet;
import io.isthmus.plan.Claims;
import io.isthmus.plan.EntryDeviations;
import io.isthmus.plan.Link;
import io.isthmus.plan.Released;
import io.isthmus.plan.Situation;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Notes resources that the mapping makes no entry of: those that it cannot, and those that no rule has.
 *
 * @param mapping by which it is planned
 * @param linked links, by resource
 * @param known linked entries that were read already, by resource
 * @param gone resources whose linked entry is known to be nowhere
 */
record Unwanted(
        MappingSet mapping,
        Map<String, Link> linked,
        Map<String, ActualEntry> known,
        Set<String> gone,
        PlanDraft draft) {
    void take(Resource resource, Desired desired) {
        if (!resource.provisioned()) {
            // imported and nobody's yet: it is counted with the entries that are read
            return;
        }
        Optional<Link> link = Optional.ofNullable(linked.get(resource.id()));
        if (desired instanceof Desired.Invalid invalid) {
            if (!draft.suppressionsOf(resource.id()).isEmpty()) {
                draft.stands(resource.id(), Situation.SUPPRESSED, resource.journal());
                return;
            }
            draft.stands(resource.id(), Situation.INVALID, resource.journal());
            link.map(found -> having(resource, found).orElse(invalid.rule()))
                    .filter(EntryRule::withdraw)
                    .ifPresent(draft.endings::stuck);
            draft.noticed.add(EntryDeviations.invalid(resource, link, invalid.attribute(), invalid.why()));
        } else if (desired instanceof Desired.OutOfScope outOfScope) {
            Optional<Link> stands = link.filter(found -> found.anchor().isPresent() && !gone.contains(resource.id()));
            draft.stands(
                    resource.id(), stands.isPresent() ? Situation.ORPHAN : Situation.OUT_OF_SCOPE, resource.journal());
            stands.ifPresent(found -> draft.noticed.add(EntryDeviations.outOfScope(
                    resource,
                    found,
                    Optional.ofNullable(known.get(resource.id()))
                            .map(ActualEntry::dn)
                            .orElse(found.dn()),
                    outOfScope.why(),
                    released(resource, found))));
        }
    }

    /** What is to be done to the entry that somebody has who leaves, or to a group's members, although the mapping fails. */
    Optional<DesiredEntry> remains(Resource resource, Desired desired) {
        return desired instanceof Desired.Invalid
                ? desired.entry(Optional.ofNullable(linked.get(resource.id()))
                        .filter(found -> !gone.contains(resource.id()))
                        .flatMap(Link::kept))
                : Optional.empty();
    }

    /** With its rule a resource's claims end; one that its rule does not have any more may come back to it. */
    private Set<String> released(Resource resource, Link link) {
        if (having(resource, link).isPresent()) {
            return Set.of();
        }
        if (resource.type() == ResourceType.GROUP) {
            draft.endings.groupReleased(resource.id());
        }
        Set<String> released = Released.attributes(link.claims());
        if (!link.claims().equals(Claims.NONE)) {
            draft.links.put(resource.id(), link.released());
        }
        if (!released.isEmpty()) {
            draft.endings.released(resource.id());
        }
        return released;
    }

    /** The rule that the link remembers. */
    private Optional<EntryRule> having(Resource resource, Link link) {
        return (resource.type() == ResourceType.USER ? mapping.users() : mapping.groups())
                .stream()
                        .<EntryRule>map(rule -> rule)
                        .filter(rule -> rule.name().equals(link.rule()))
                        .findFirst();
    }
}
