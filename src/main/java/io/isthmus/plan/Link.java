package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.Desired;
import java.time.Instant;
import java.util.Optional;

/**
 * The stored pair of a resource and an entry.
 *
 * @param anchor identity of the entry; empty while a creation is intended whose result is not known
 * @param dn where the entry last stood by our doing (for an intended creation: will stand)
 * @param createdByUs whether we created it; only such entries are ever deleted
 * @param rule name of the mapping rule that had it last
 * @param linked when it was first linked, or intended
 * @param asMember what groups hold of it
 * @param claims what is ours of it
 */
public record Link(
        String resource,
        Optional<Anchor> anchor,
        DN dn,
        boolean createdByUs,
        String rule,
        Instant linked,
        AsMember asMember,
        Claims claims) {

    /**
     * What groups that have the resource as a member hold of it.
     *
     * @param uid stands for it in groups that name users (memberUid); empty where it is not known
     * @param belongs false once the lifecycle withdraws its memberships
     */
    public record AsMember(Optional<String> uid, boolean belongs) {
        /** As desired. */
        public static AsMember of(io.isthmus.mapping.DesiredEntry desired) {
            return new AsMember(Optional.of(desired.uid()), !desired.leaves());
        }
    }

    /** Its entry; empty while it is not known whether there is one. */
    public Optional<Desired.Kept> kept() {
        return anchor.map(known -> new Desired.Kept(dn, rule));
    }

    /** The same, nothing of the entry being ours any more. */
    public Link released() {
        return new Link(resource, anchor, dn, createdByUs, rule, linked, asMember, Claims.NONE);
    }

    /** The same, now that the entry is known which an intended creation made. */
    public Link at(Anchor made) {
        return new Link(resource, Optional.of(made), dn, createdByUs, rule, linked, asMember, claims);
    }
}
