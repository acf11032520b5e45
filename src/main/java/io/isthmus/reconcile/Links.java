package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Claims;
import io.isthmus.plan.Link;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Links and claims of one directory. Every method is one query or one batch in one transaction. */
public interface Links {
    /** Streams all links, on one connection. */
    void all(Consumer<Link> to);

    /** The links of these resources; in no order. */
    List<Link> ofResources(Collection<String> resources);

    /** The links to entries with these anchors, by anchor. */
    Map<Anchor, Link> ofAnchors(Collection<Anchor> anchors);

    /** The links whose entries stand at these DNs, or are intended to (rule 7). */
    List<Link> ofDns(Collection<DN> dns);

    /** Number of links with an anchor. */
    long count();

    /** How many linked entries stand below each of these bases, by the base's normalised DN. */
    Map<String, Long> below(Collection<DN> bases);

    /** The same of those that were linked by then. */
    Map<String, Long> below(Collection<DN> bases, Instant linkedBy);

    /** Inserts or replaces whole links, claims included (applied and intended). */
    void save(Collection<Link> links);

    /** Replaces the claims of these resources' links. */
    void saveClaims(Map<String, Claims> byResource);

    /** Forgets links. */
    void remove(Collection<String> resources);
}
