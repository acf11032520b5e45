package io.isthmus.plan;

import io.isthmus.plan.Deviation.Difference;
import io.isthmus.plan.Deviation.Subject;
import io.isthmus.plan.ValueChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is to be listed about the members of a group that was read: of a set that may be very large only what differs, what others
 * moved apart from what we did. Pure.
 */
public final class MemberDeviations {
    private static final int TOLD = 5;

    private MemberDeviations() {}

    /** @param attribute that holds the members; @param edits that would make the group as desired */
    public static List<Deviation> of(
            About about, Optional<String> anchor, String dn, String attribute, List<MemberEdit> edits) {
        List<Deviation> deviations = new ArrayList<>(2);
        for (Kind kind : Kind.values()) {
            List<MemberEdit> moved =
                    edits.stream().filter(edit -> edit.kind() == kind).toList();
            if (!moved.isEmpty()) {
                deviations.add(of(about, anchor, dn, attribute, kind, moved));
            }
        }
        return deviations;
    }

    private static Deviation of(
            About about, Optional<String> anchor, String dn, String attribute, Kind kind, List<MemberEdit> edits) {
        List<String> applied = new ArrayList<>();
        List<String> desired = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (MemberEdit edit : edits) {
            // who is wanted and not there was taken away, or was never put there; who is there and not wanted is ours,
            // or not
            boolean ours = kind == Kind.PENDING ? !edit.add() : edit.add();
            (edit.add() ? desired : actual).add(edit.value());
            if (ours) {
                applied.add(edit.value());
            }
        }
        String bound = Excerpt.told(List.of(applied, desired, actual));
        return new Deviation(
                Subject.of(about),
                true,
                Optional.of(dn),
                anchor,
                EntryDeviations.situation(kind),
                Optional.of(new Difference(
                        attribute,
                        kind,
                        Excerpt.of(attribute, applied),
                        Excerpt.of(attribute, desired),
                        Excerpt.of(attribute, actual))),
                "only members that differ are listed" + (bound.isEmpty() ? "" : "; " + bound),
                List.of(),
                Optional.empty());
    }

    /** Accounts that should leave their primary group. @param edits that cannot be made */
    public static Deviation primary(About about, Optional<String> anchor, String dn, List<MemberEdit> edits) {
        String who = edits.stream().limit(TOLD).map(MemberEdit::value).collect(Collectors.joining("; "))
                + (edits.size() > TOLD ? "; …" : "");
        return new Deviation(
                Subject.of(about),
                true,
                Optional.of(dn),
                anchor,
                Situation.BLOCKED,
                Optional.empty(),
                "not taken out, since it is the primary group of the account: " + who
                        + "; give the account another primary group (primaryGroupID) first",
                List.of(),
                Optional.empty());
    }

    /** A group that roles grant and that does not exist. @param members how many should be in it */
    public static Deviation blocked(String target, String dn, long members) {
        return new Deviation(
                new Subject(target, "Group", "", dn),
                true,
                Optional.of(dn),
                Optional.empty(),
                Situation.BLOCKED,
                Optional.empty(),
                "roles put " + members + (members == 1 ? " member" : " members")
                        + " into this group, which does not exist; create it, or take the grant out of the mapping's roles",
                List.of(),
                Optional.empty());
    }
}
