package io.isthmus.reconcile;

import io.isthmus.mapping.EntryRule;
import io.isthmus.plan.Claims;
import io.isthmus.plan.Link;
import io.isthmus.plan.Ruling;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Ends a link whose entry a person gave to another resource. Of one that its source has deleted, what is ours of the entry goes
 * along: a lock that we put there is ours to lift, and an entry of our making stays one.
 */
final class Inheritance {
    private Inheritance() {}

    /** @param resources those that were decided about, the heir among them */
    static void of(Parts parts, String other, Set<String> resources) {
        Optional<Link> link = parts.links().ofResources(List.of(other)).stream()
                .filter(ended -> ended.anchor().isPresent())
                .findFirst();
        parts.links().remove(List.of(other));
        boolean departed = parts.resources().byIds(List.of(other)).stream()
                .anyMatch(resource -> resource.deleted().isPresent());
        Set<String> heirs = new HashSet<>(resources);
        heirs.remove(other);
        Map<String, Ruling> rulings = parts.rulings().decisions(heirs);
        link.filter(ended -> departed)
                .ifPresent(ended -> heirs.stream()
                        .filter(heir -> Optional.ofNullable(rulings.get(heir))
                                .filter(ruling -> ruling.means(ended.anchor().orElseThrow()))
                                .isPresent())
                        .findFirst()
                        .ifPresent(heir -> goes(parts, ended, heir)));
    }

    private static void goes(Parts parts, Link ended, String heir) {
        parts.links().save(List.of(inherited(parts, ended, heir)));
        parts.members().inherit(ended.resource(), heir);
    }

    private static Link inherited(Parts parts, Link ended, String heir) {
        Map<String, List<String>> applied = new HashMap<>(ended.claims().applied());
        Stream.<EntryRule>concat(parts.mapping().users().stream(), parts.mapping().groups().stream())
                .filter(rule -> rule.name().equals(ended.rule()))
                .flatMap(rule -> rule.stampAttribute().stream())
                .forEach(stamp -> applied.put(stamp.toLowerCase(Locale.ROOT), List.of(ended.resource())));
        return new Link(
                heir,
                ended.anchor(),
                ended.dn(),
                ended.createdByUs(),
                ended.rule(),
                ended.linked(),
                // the departed belonged nowhere any more; what the heir asks for is planned next
                new Link.AsMember(ended.asMember().uid(), true),
                new Claims(applied, ended.claims().intended(), ended.claims().found()));
    }
}
