package io.isthmus.plan;

import io.isthmus.plan.ValueChange.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Something about a resource and its entry that is not as it should be, for the lists that people read.
 *
 * @param members whether it is about the members of a group, else about the entry
 * @param dn where the entry stands, or last stood
 * @param situation what the pair is
 * @param difference the attribute that differs; empty where it is about the pair as a whole
 * @param detail a sentence that says what there is to know or to do; may be empty
 * @param candidates entries that it may be about
 * @param moved who wrote the entry last, where the server tells; empty also when it was us
 */
public record Deviation(
        Subject resource,
        boolean members,
        Optional<String> dn,
        Optional<String> anchor,
        Situation situation,
        Optional<Difference> difference,
        String detail,
        List<Candidate> candidates,
        Optional<Moved> moved) {

    /** Item of a refusal by the server: what stays until it is written, pushed anew, or not wanted any more. */
    public static final List<String> REFUSALS =
            List.of("@" + Situation.INVALID.label(), "@" + Situation.FAILED.label());

    private static final String RELEASED = "/released";

    public Deviation {
        candidates = List.copyOf(candidates);
    }

    /** The resource. @param id of a group that no resource stands for: what memberships call it */
    public record Subject(String id, String type, String source, String name) {
        /** Of whom a decision was made. */
        public static Subject of(About about) {
            return new Subject(about.resource(), about.type().label(), about.source(), about.name());
        }
    }

    /**
     * One attribute, three ways; of many values only so many are listed, and the deviation's detail says so.
     *
     * @param released whether the claim on it ends (rule 16): no later look finds it, so it is listed until everything is read again
     */
    public record Difference(
            String attribute,
            Kind kind,
            List<String> applied,
            List<String> desired,
            List<String> actual,
            boolean released) {
        public Difference {
            applied = List.copyOf(applied);
            desired = List.copyOf(desired);
            actual = List.copyOf(actual);
        }

        /** A difference that stays until something is done about it. */
        public Difference(
                String attribute, Kind kind, List<String> applied, List<String> desired, List<String> actual) {
            this(attribute, kind, applied, desired, actual, false);
        }

        String item() {
            return released ? attribute.toLowerCase(Locale.ROOT) + RELEASED : Deviation.item(attribute, kind);
        }
    }

    /** An entry that may be meant. */
    public record Candidate(String dn, String anchor) {}

    /** A write to the entry. @param by empty where the server does not keep it */
    public record Moved(Optional<String> by, Instant at) {}

    /** What is looked at and replaced as one: a resource's entry, or the members of its group. */
    public record Part(String resource, boolean members) {}

    /** The lists. */
    public enum Listing {
        DRIFT,
        ORPHANS,
        DISPUTED,
        INVALID;

        /** As written in the API. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A deviation that is no difference. */
    static Deviation of(
            Subject resource, Optional<String> dn, Optional<String> anchor, Situation situation, String detail) {
        return new Deviation(
                resource, false, dn, anchor, situation, Optional.empty(), detail, List.of(), Optional.empty());
    }

    /** What names it among the deviations of its part: the attribute, or {@code @} and the situation. */
    public String item() {
        return difference.map(Difference::item).orElseGet(() -> "@" + situation.label());
    }

    /** What names a difference: what we moved is told apart from what others did, of members both may stand side by side. */
    public static String item(String attribute, Kind kind) {
        return attribute.toLowerCase(Locale.ROOT) + (kind == Kind.PENDING ? "/pending" : "");
    }

    /** Whether an item is of what was released. */
    public static boolean released(String item) {
        return item.endsWith(RELEASED);
    }

    /** The part that it belongs to. */
    public Part part() {
        return new Part(resource.id(), members);
    }

    /** The list that it stands in. */
    public Listing listing() {
        if (difference.isPresent()) {
            return Listing.DRIFT;
        }
        return switch (situation) {
            case ORPHAN, GRACE -> Listing.ORPHANS;
            case DISPUTED, LINK_CONFLICT, PROTECTED, ADOPTABLE -> Listing.DISPUTED;
            default -> Listing.INVALID;
        };
    }

    /** The same, with who wrote the entry last. */
    public Deviation moved(Moved last) {
        return new Deviation(
                resource, members, dn, anchor, situation, difference, detail, candidates, Optional.of(last));
    }
}
