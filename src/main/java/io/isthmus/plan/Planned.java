package io.isthmus.plan;

import io.isthmus.ldap.ActualEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the planner decides for one resource.
 *
 * @param change what is to be written, before switches and guard; empty when nothing is
 * @param confirmed claims to record as applied although nothing is written for them, since the directory already says so
 *     (whole document, replaces the link's applied claims); empty when the claims stand as they are
 * @param detail for the report
 */
public record Planned(
        About about, Optional<Change> change, Optional<Claims> confirmed, List<Drift> drifts, String detail) {

    /** The same, with the whole of the entry that it would delete. */
    public Planned deleting(ActualEntry whole) {
        return change.filter(Change.DeleteEntry.class::isInstance)
                .map(Change.DeleteEntry.class::cast)
                .map(delete -> new Planned(
                        about,
                        Optional.of(new Change.DeleteEntry(about, whole.anchor(), whole.dn(), WholeEntry.of(whole))),
                        confirmed,
                        drifts,
                        detail))
                .orElse(this);
    }

    /** The same, with one more difference. */
    Planned with(Drift more) {
        List<Drift> all = new ArrayList<>(drifts);
        all.add(more);
        return new Planned(about, change, confirmed, all, detail);
    }

    /** The same with other claims to record. */
    Planned confirming(Claims claims) {
        return new Planned(about, change, Optional.of(claims), drifts, detail);
    }

    /** One attribute on which applied, desired and actual differ. */
    public record Drift(
            String attribute, ValueChange.Kind kind, List<String> applied, List<String> desired, List<String> actual) {

        /** Where an entry stands, which is not where it should. */
        static Drift place(Pair pair, ActualEntry actual, ValueChange.Kind kind) {
            return new Drift(
                    "dn",
                    kind,
                    pair.link().map(link -> List.of(link.dn().toString())).orElse(List.of()),
                    List.of(pair.desired().dn().toString()),
                    List.of(actual.dn().toString()));
        }
    }
}
