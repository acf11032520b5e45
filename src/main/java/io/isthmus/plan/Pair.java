package io.isthmus.plan;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import java.util.List;
import java.util.Optional;

/**
 * What the correlator makes of one desired entry.
 *
 * @param situation NEW, ADOPTABLE, DISPUTED, LINK_CONFLICT, MISSING, PROTECTED, or IN_SYNC as the placeholder for a linked
 *     pair that the planner has yet to compare
 * @param candidates more than one for DISPUTED
 * @param detail a sentence for the report
 * @param strong whether an adoption's match was by a strong attribute
 */
public record Pair(
        DesiredEntry desired,
        Optional<Link> link,
        Optional<ActualEntry> actual,
        Situation situation,
        List<ActualEntry> candidates,
        String detail,
        boolean strong) {

    /** Whether the actual entry is the one that the resource is linked to. */
    boolean linked() {
        return link.flatMap(Link::anchor)
                .filter(anchor ->
                        actual.filter(entry -> entry.anchor().equals(anchor)).isPresent())
                .isPresent();
    }

    Pair with(String newDetail) {
        return new Pair(desired, link, actual, situation, candidates, newDetail, strong);
    }

    Pair as(Situation other) {
        return new Pair(desired, link, actual, other, candidates, detail, strong);
    }

    Pair with(DesiredEntry other) {
        return new Pair(other, link, actual, situation, candidates, detail, strong);
    }
}
