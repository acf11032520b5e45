package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.journal.Resources;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.References;
import io.isthmus.plan.Link;
import io.isthmus.scim.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Desired state of a batch of resources, its references resolved with two queries for all of them. */
final class DesiredBatch {
    /**
     * A resource and what the mapping makes of it.
     *
     * @param refersTo ids of the resources that its references name
     * @param referents where their entries stand, or will stand, by id, as far as they have one
     */
    record Made(Resource resource, Desired desired, Set<String> refersTo, Map<String, DN> referents) {}

    private final MappingSet mapping;
    private final Resources resources;
    private final Links links;

    DesiredBatch(MappingSet mapping, Resources resources, Links links) {
        this.mapping = mapping;
        this.resources = resources;
        this.links = links;
    }

    List<Made> of(List<Resource> batch, Instant now) {
        return of(batch, Map.of(), now);
    }

    /** @param places by resource: where its entry will stand, if it is about to be renamed or created */
    List<Made> of(List<Resource> batch, Map<String, DN> places, Instant now) {
        return of(batch, places, Set.of(), now);
    }

    /** @param circle resources whose references to each other wait */
    List<Made> of(List<Resource> batch, Map<String, DN> places, Set<String> circle, Instant now) {
        Set<Resources.Reference> asked = new HashSet<>();
        References collecting = (source, value) -> {
            asked.add(new Resources.Reference(source, value));
            return Optional.empty();
        };
        List<Made> made = new ArrayList<>(batch.size());
        batch.forEach(resource ->
                made.add(new Made(resource, mapping.desire(resource, collecting, now), Set.of(), Map.of())));
        if (asked.isEmpty()) {
            return made;
        }
        Map<Resources.Reference, String> ids = resources.resolve(asked);
        Set<String> referents = new HashSet<>(ids.values());
        Map<String, DN> dns = new HashMap<>(places);
        dns.keySet().retainAll(referents);
        for (Link link : links.ofResources(referents)) {
            link.anchor()
                    .ifPresent(anchor -> dns.put(link.resource(), places.getOrDefault(link.resource(), link.dn())));
        }
        Map<String, DN> outside = new HashMap<>(dns);
        outside.keySet().removeAll(circle);
        return batch.stream()
                .map(resource -> resolved(resource, ids, circle.contains(resource.id()) ? outside : dns, now))
                .toList();
    }

    private Made resolved(Resource resource, Map<Resources.Reference, String> ids, Map<String, DN> dns, Instant now) {
        Set<String> refersTo = new HashSet<>();
        Map<String, DN> referents = new HashMap<>();
        References references = (source, value) -> {
            Optional<String> id = Optional.ofNullable(ids.get(new Resources.Reference(source, value)));
            id.ifPresent(refersTo::add);
            id.filter(dns::containsKey).ifPresent(found -> referents.put(found, dns.get(found)));
            return id.map(dns::get);
        };
        Desired desired = mapping.desire(resource, references, now);
        return new Made(resource, desired, refersTo, referents);
    }
}
