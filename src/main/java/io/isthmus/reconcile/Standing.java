package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Filter;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.Link;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where linked entries stand at this moment, looked up by their anchors: somebody may have renamed an entry, or deleted it and given
 * its name to another, who must not inherit what the first one was in.
 */
final class Standing {
    private static final String UID = "uid";

    private final Map<Anchor, ActualEntry> entries = new HashMap<>();

    private Standing() {}

    /** @throws io.isthmus.directory.DirectoryFailure where they cannot be looked up */
    static Standing of(Parts parts, Collection<Link> links) {
        Standing standing = new Standing();
        List<Filter> anchors = links.stream()
                .flatMap(link -> link.anchor().stream())
                .distinct()
                .map(parts.directory()::anchorFilter)
                .toList();
        if (!anchors.isEmpty()) {
            SearchBase wider = ReadScope.wider(parts.mapping());
            parts.directory()
                    .find(new SearchBase(wider.base(), wider.scope(), Set.of(UID)), anchors)
                    .forEach(entry -> standing.entries.put(entry.anchor(), entry));
        }
        return standing;
    }

    Optional<ActualEntry> entry(Link link) {
        return link.anchor().flatMap(anchor -> Optional.ofNullable(entries.get(anchor)));
    }

    /** The value that stands for a linked entry in groups; empty where that entry is not there any more. */
    Optional<String> value(Link link, MemberRule.As as) {
        return entry(link)
                .map(entry -> as == MemberRule.As.DN
                        ? entry.dn().toString()
                        : uid(entry, link.asMember().uid().orElse("")));
    }

    /** What names an entry where members are no DNs. @param preferred which of its values, if it has that */
    static String uid(ActualEntry entry, String preferred) {
        List<String> held = entry.attribute(UID)
                .map(values -> Arrays.asList(values.getValues()))
                .orElseGet(() -> List.of(entry.dn().getRDN().getAttributeValues()[0]));
        boolean same = held.stream().anyMatch(preferred::equalsIgnoreCase);
        return same ? preferred : held.stream().findFirst().orElse("");
    }
}
