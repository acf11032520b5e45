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
import java.util.function.Function;

/** Desired state of a batch of resources, its references resolved with two queries for all of them. */
final class DesiredBatch {
    /**
     * A resource and what the mapping makes of it.
     *
     * @param refersTo ids of the resources that its references name
     */
    record Made(Resource resource, Desired desired, Set<String> refersTo) {}

    private final MappingSet mapping;
    private final Resources resources;
    private final Links links;

    DesiredBatch(MappingSet mapping, Resources resources, Links links) {
        this.mapping = mapping;
        this.resources = resources;
        this.links = links;
    }

    List<Made> of(List<Resource> batch, Instant now) {
        Set<Resources.Reference> asked = new HashSet<>();
        References collecting = (source, value) -> {
            asked.add(new Resources.Reference(source, value));
            return Optional.empty();
        };
        List<Made> made = make(batch, id -> collecting, now);
        if (asked.isEmpty()) {
            return made;
        }
        Map<Resources.Reference, String> ids = resources.resolve(asked);
        Map<String, DN> dns = new HashMap<>();
        for (Link link : links.ofResources(new HashSet<>(ids.values()))) {
            link.anchor().ifPresent(anchor -> dns.put(link.resource(), link.dn()));
        }
        return make(batch, refersTo -> resolved(ids, dns, refersTo), now);
    }

    private List<Made> make(List<Resource> batch, Function<Set<String>, References> references, Instant now) {
        List<Made> made = new ArrayList<>(batch.size());
        for (Resource resource : batch) {
            Set<String> refersTo = new HashSet<>();
            made.add(new Made(resource, mapping.desire(resource, references.apply(refersTo), now), refersTo));
        }
        return made;
    }

    private static References resolved(
            Map<Resources.Reference, String> ids, Map<String, DN> dns, Set<String> refersTo) {
        return (source, value) -> {
            Optional<String> id = Optional.ofNullable(ids.get(new Resources.Reference(source, value)));
            id.ifPresent(refersTo::add);
            return id.map(dns::get);
        };
    }
}
