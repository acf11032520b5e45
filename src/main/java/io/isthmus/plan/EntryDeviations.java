package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.LifecycleStep;
import io.isthmus.plan.Deviation.Candidate;
import io.isthmus.plan.Deviation.Difference;
import io.isthmus.plan.Deviation.Subject;
import io.isthmus.plan.ValueChange.Kind;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is to be listed about one resource and its entry. Pure; what switches and guard make of it is not looked at. */
public final class EntryDeviations {
    private EntryDeviations() {}

    /** Of a pair that was decided. Nothing where it is as desired, or waits for no more than its creation. */
    public static List<Deviation> of(Planned planned, Pair pair) {
        return switch (planned.about().situation()) {
            case DISPUTED, PROTECTED, ADOPTABLE -> List.of(unclear(planned, pair));
            case LINK_CONFLICT ->
                Stream.concat(Stream.of(unclear(planned, pair)), differences(planned, pair).stream())
                        .toList();
            case MISSING -> gone(planned, pair).stream().toList();
            default -> {
                List<Deviation> deviations = new ArrayList<>(differences(planned, pair));
                undesired(planned, pair).ifPresent(deviations::add);
                yield deviations;
            }
        };
    }

    /** What a mapping cannot make an entry of. */
    public static Deviation invalid(Resource resource, Optional<Link> link, String attribute, String why) {
        return Deviation.of(
                subject(resource),
                link.map(known -> known.dn().toString()),
                anchor(link),
                Situation.INVALID,
                attribute + ": " + why);
    }

    /** The entry of a resource that no rule has now, although the one that had it stands. @param stands where it does */
    public static Deviation outOfScope(Resource resource, Link link, DN stands, String why) {
        return outOfScope(resource, link, stands, why, Set.of());
    }

    /**
     * The entry of a resource that no rule has any more.
     *
     * @param stands where it does
     * @param released attributes of which the claims end
     */
    public static Deviation outOfScope(Resource resource, Link link, DN stands, String why, Set<String> released) {
        return Deviation.of(
                subject(resource),
                Optional.of(stands.toString()),
                anchor(Optional.of(link)),
                Situation.ORPHAN,
                why + "; the entry was ours and is left as it is"
                        + (released.isEmpty()
                                ? ""
                                : "; released, since rule " + link.rule() + " is gone: "
                                        + String.join(", ", released)));
    }

    /** A change that the server did not take. @param situation INVALID or FAILED */
    public static Deviation refused(Change change, Situation situation, String detail) {
        Deviation of = Deviation.of(
                Subject.of(change.about()), Optional.of(change.dn().toString()), anchor(change), situation, detail);
        return change instanceof Change.ModifyMembers
                ? new Deviation(
                        of.resource(),
                        true,
                        of.dn(),
                        of.anchor(),
                        situation,
                        Optional.empty(),
                        detail,
                        List.of(),
                        Optional.empty())
                : of;
    }

    private static Optional<String> anchor(Change change) {
        if (change instanceof Change.ModifyMembers members) {
            return members.anchor().map(Anchor::value);
        }
        if (change instanceof Change.ModifyEntry modify) {
            return Optional.of(modify.anchor().value());
        }
        if (change instanceof Change.RenameEntry rename) {
            return Optional.of(rename.anchor().value());
        }
        return change instanceof Change.DeleteEntry delete
                ? Optional.of(delete.anchor().value())
                : Optional.empty();
    }

    private static Subject subject(Resource resource) {
        return new Subject(resource.id(), resource.type().label(), resource.source(), resource.name());
    }

    private static Optional<String> anchor(Optional<Link> link) {
        return link.flatMap(Link::anchor).map(Anchor::value);
    }

    private static Deviation unclear(Planned planned, Pair pair) {
        boolean linked = pair.linked();
        List<Candidate> candidates = Stream.concat(
                        pair.candidates().stream(),
                        pair.actual().stream()
                                .filter(there -> !linked && pair.candidates().isEmpty()))
                .limit(Excerpt.VALUES)
                .map(there ->
                        new Candidate(there.dn().toString(), there.anchor().value()))
                .toList();
        return new Deviation(
                Subject.of(planned.about()),
                false,
                Optional.of(pair.actual()
                        .filter(there -> linked)
                        .map(ActualEntry::dn)
                        .orElse(pair.desired().dn())
                        .toString()),
                pair.actual()
                        .filter(there -> linked)
                        .map(there -> there.anchor().value()),
                planned.about().situation(),
                Optional.empty(),
                planned.detail(),
                candidates,
                Optional.empty());
    }

    /** The linked entry is nowhere. */
    private static Optional<Deviation> gone(Planned planned, Pair pair) {
        return pair.link().filter(link -> planned.change().isPresent()).map(link -> {
            String stood = link.dn().toString();
            Difference difference = new Difference(
                    "dn",
                    Kind.DRIFT,
                    List.of(stood),
                    List.of(pair.desired().dn().toString()),
                    List.of());
            return new Deviation(
                    Subject.of(planned.about()),
                    false,
                    Optional.of(stood),
                    anchor(pair.link()),
                    Situation.MISSING,
                    Optional.of(difference),
                    planned.detail(),
                    List.of(),
                    Optional.empty());
        });
    }

    private static List<Deviation> differences(Planned planned, Pair pair) {
        if (!pair.linked()) {
            return List.of();
        }
        List<Deviation> found = new ArrayList<>();
        if (planned.change().orElse(null) instanceof Change.RenameEntry rename) {
            List<String> applied =
                    pair.link().map(link -> List.of(link.dn().toString())).orElse(List.of());
            found.add(difference(
                    planned,
                    pair,
                    "dn",
                    rename.kind(),
                    applied,
                    List.of(rename.newDn().toString()),
                    List.of(rename.dn().toString())));
        }
        planned.drifts()
                .forEach(drift -> found.add(difference(
                        planned,
                        pair,
                        drift.attribute(),
                        drift.kind(),
                        drift.applied(),
                        drift.desired(),
                        drift.actual())));
        if (!(planned.change().orElse(null) instanceof Change.DeleteEntry)) {
            found.addAll(Released.told(planned.about(), pair));
        }
        return found;
    }

    private static Deviation difference(
            Planned planned,
            Pair pair,
            String attribute,
            Kind kind,
            List<String> applied,
            List<String> desired,
            List<String> actual) {
        ActualEntry there = pair.actual().orElseThrow();
        return new Deviation(
                Subject.of(planned.about()),
                false,
                Optional.of(there.dn().toString()),
                Optional.of(there.anchor().value()),
                situation(kind),
                Optional.of(new Difference(
                        attribute,
                        kind,
                        Excerpt.of(attribute, applied),
                        Excerpt.of(attribute, desired),
                        Excerpt.of(attribute, actual))),
                Excerpt.told(List.of(applied, desired, actual)),
                List.of(),
                Optional.empty());
    }

    static Situation situation(Kind kind) {
        return switch (kind) {
            case PENDING -> Situation.PENDING;
            case DRIFT -> Situation.DRIFTED;
            case CONFLICT -> Situation.CONFLICT;
        };
    }

    /** An entry that was ours and is not desired any more. */
    public static Optional<Deviation> undesired(Planned planned, Pair pair) {
        DesiredEntry desired = pair.desired();
        if (!desired.unwanted() || !pair.linked()) {
            return Optional.empty();
        }
        ActualEntry there = pair.actual().orElseThrow();
        Optional<String> withdrawn =
                Withdrawal.told(desired, pair.link().orElseThrow().claims());
        if (withdrawn.isPresent()) {
            return withdrawn.map(told -> Deviation.of(
                    Subject.of(planned.about()),
                    Optional.of(there.dn().toString()),
                    Optional.of(there.anchor().value()),
                    Situation.ORPHAN,
                    told));
        }
        Optional<LifecycleStep> deletion = desired.rule().deleted().stream()
                .filter(step -> step.action() instanceof LifecycleStep.Action.Delete)
                .findFirst();
        boolean ours = pair.link().filter(Link::createdByUs).isPresent();
        boolean waits = desired.standing() == Standing.DELETED && ours && deletion.isPresent();
        return Optional.of(Deviation.of(
                Subject.of(planned.about()),
                Optional.of(there.dn().toString()),
                Optional.of(there.anchor().value()),
                waits ? Situation.GRACE : Situation.ORPHAN,
                deleted(desired.resource())
                        + (!ours
                                ? "the entry is not of our making and stays"
                                : deletion.isEmpty()
                                        ? "no step of the rule's deleted ladder deletes the entry"
                                        : waits
                                                ? "the entry goes at " + due(desired.resource(), deletion.get())
                                                        + ", with prune"
                                                : "its time on the ladder is over; the entry goes with prune")));
    }

    private static String deleted(Resource resource) {
        return "the resource was deleted"
                + resource.deleted().map(at -> " at " + at).orElse("") + "; ";
    }

    private static String due(Resource resource, LifecycleStep deletion) {
        return resource.deleted()
                .map(at -> at.plus(deletion.after()).toString())
                .orElse("the end of its ladder");
    }
}
