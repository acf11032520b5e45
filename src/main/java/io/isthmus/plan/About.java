package io.isthmus.plan;

import io.isthmus.scim.ResourceType;
import java.util.List;

/**
 * Why a change exists.
 *
 * @param resource id of the resource it serves
 * @param journal position of the record that last touched that resource when the plan was made; a newer one supersedes the change
 * @param strong for an adoption: whether the match was by a strong attribute
 * @param note what an administrator should know beside: what the change does not do, and why; may be empty
 */
public record About(
        String resource,
        ResourceType type,
        String source,
        String name,
        long journal,
        Situation situation,
        List<Reason> reasons,
        boolean strong,
        String note) {

    /** Without a note. */
    public About(
            String resource,
            ResourceType type,
            String source,
            String name,
            long journal,
            Situation situation,
            List<Reason> reasons,
            boolean strong) {
        this(resource, type, source, name, journal, situation, reasons, strong, "");
    }

    /** The same with one more note. */
    public About noted(String more) {
        String both = note.isEmpty() ? more : note + "; " + more;
        return new About(resource, type, source, name, journal, situation, reasons, strong, both);
    }

    /** The rule, source, journal position and request that ask for it. */
    public record Reason(String rule, String source, long journal, String request) {}

    public About {
        reasons = List.copyOf(reasons);
    }

    /** The same in another situation. */
    public About as(Situation other) {
        return new About(resource, type, source, name, journal, other, reasons, strong);
    }
}
