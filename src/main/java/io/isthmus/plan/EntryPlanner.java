package io.isthmus.plan;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.AttributeValues;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.Ownership;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Decides what one pair of desired and actual entry needs (rule 17). Pure: the same pair always gives the same plan. */
public final class EntryPlanner {
    private EntryPlanner() {}

    /** The change that makes the entry as desired, before switches and guard, and the claims that hold without one. */
    public static Planned plan(Pair pair) {
        return switch (pair.situation()) {
            case NEW, MISSING -> create(pair);
            case ADOPTABLE -> compare(pair, Claims.NONE);
            case IN_SYNC -> linked(pair);
            case LINK_CONFLICT -> pair.linked() ? compare(inPlace(pair), claims(pair)) : nothing(pair);
            default -> nothing(pair);
        };
    }

    /**
     * The same for an entry whose new name the directory refuses: it keeps the one it has, and gets everything else. That it does
     * not stand where it should is a difference all the same.
     */
    public static Planned planInPlace(Pair pair) {
        ActualEntry actual = pair.actual().orElseThrow();
        boolean adoption = pair.situation() == Situation.ADOPTABLE;
        Claims claims = adoption ? Claims.NONE : claims(pair);
        Planned planned = compare(adoption ? inPlace(pair) : inPlace(pair).as(Situation.INVALID), claims);
        Planned told = renameKind(pair, actual)
                .map(kind -> planned.with(Planned.Drift.place(pair, actual, kind)))
                .orElse(planned);
        return adoption ? told : Spelling.kept(told, pair.desired(), actual, claims);
    }

    /** The same for an entry that is not to be renamed. */
    static Planned planWhereItStands(Pair pair) {
        return compare(inPlace(pair), claims(pair));
    }

    private static Planned linked(Pair pair) {
        if (pair.desired().withdrawn()) {
            return planWhereItStands(pair);
        }
        if (pair.desired().standing() != Standing.DELETE_DUE) {
            return compare(pair, claims(pair));
        }
        return pair.link().filter(Link::createdByUs).isPresent() ? delete(pair) : compare(kept(pair), claims(pair));
    }

    static Claims claims(Pair pair) {
        return pair.link().map(Link::claims).orElse(Claims.NONE);
    }

    /** Never delete what we did not create (rule 15): what the ladder did before stays done. */
    private static Pair kept(Pair pair) {
        return pair.with("deleted, but the entry is not of our making and stays");
    }

    /** The name is somebody else's: the entry keeps its own, and gets everything else that it should have. */
    private static Pair inPlace(Pair pair) {
        return pair.with(pair.desired().at(pair.actual().orElseThrow().dn()));
    }

    private static Planned create(Pair pair) {
        DesiredEntry desired = pair.desired();
        if (desired.gone()) {
            return nothing(pair, Situation.IN_SYNC, "deleted, and there is no entry");
        }
        if (desired.withdrawn()) {
            return nothing(pair, Situation.OUT_OF_SCOPE, "its rule is withdrawn, and there is no entry");
        }
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        attributes.put("objectClass", desired.rule().objectClasses());
        desired.attributes().forEach((name, values) -> {
            if (!values.values().isEmpty() && !name.equals(ActualEntry.DISABLED)) {
                attributes.put(name, values.values());
            }
        });
        desired.stamp()
                .ifPresent(id -> attributes.put(desired.rule().stampAttribute().orElseThrow(), List.of(id)));
        boolean disabled = desired.attributes().containsKey(ActualEntry.DISABLED);
        Change add = new Change.AddEntry(about(pair, pair.situation()), desired.dn(), attributes, disabled);
        return new Planned(add.about(), Optional.of(add), Optional.empty(), List.of(), pair.detail());
    }

    /** What a link conflict keeps from being written: the creation, or the rename, that needs the name. */
    public static Change refused(Pair pair) {
        About about = about(pair, Situation.LINK_CONFLICT);
        return pair.actual()
                .filter(there -> pair.linked())
                .<Change>map(there -> new Change.RenameEntry(
                        about,
                        there.anchor(),
                        there.dn(),
                        pair.desired().dn(),
                        Optional.empty(),
                        List.of(),
                        ValueChange.Kind.PENDING))
                .orElseGet(() -> create(pair).change().orElseThrow());
    }

    private static Planned delete(Pair pair) {
        ActualEntry actual = pair.actual().orElseThrow();
        About about = about(pair, Situation.PENDING);
        Change delete = new Change.DeleteEntry(about, actual.anchor(), actual.dn(), WholeEntry.of(actual));
        return new Planned(about, Optional.of(delete), Optional.empty(), List.of(), "its time on the ladder is over");
    }

    static Planned compare(Pair pair, Claims claims) {
        ActualEntry actual = pair.actual().orElseThrow();
        DesiredEntry desired = pair.desired();
        Optional<ValueChange> restamped = restamped(desired, actual, claims);
        if (restamped.isEmpty() && foreignStamp(desired, actual)) {
            return nothing(pair, Situation.DISPUTED, actual.dn() + " carries the stamp of another resource");
        }
        boolean spelled = Spelling.renames(desired, actual, claims);
        Optional<ValueChange.Kind> rename = spelled ? Optional.of(ValueChange.Kind.PENDING) : renameKind(pair, actual);
        List<ValueChange> modifications = new ArrayList<>();
        List<Planned.Drift> drifts = new ArrayList<>();
        Map<String, List<String>> applied = new HashMap<>(claims.applied());
        Map<String, List<String>> intended = new HashMap<>(claims.intended());
        Map<String, List<String>> found = new HashMap<>(claims.found());
        Map<String, DesiredValues> wanted = wanted(desired, claims);
        List<String> keys = keys(wanted);
        // what names an entry that is not to be renamed is not looked at, and ours as before
        Predicate<String> over =
                key -> !keys.contains(key) && desired.rule().attribute(key).isEmpty();
        applied.keySet().removeIf(over);
        intended.keySet().removeIf(over.and(key -> !key.equals(Claims.DN)));
        if (rename.isEmpty()) {
            intended.remove(Claims.DN);
        }
        wanted.forEach((name, values) -> {
            Compared compared = compared(name, values, claims, rename.isPresent() ? moved(desired, actual) : actual);
            compared.change(values.ownership()).ifPresentOrElse(modifications::add, () -> {
                // a name is claimed once it is written: until then the old one stands there, and it is ours
                boolean later = rename.isPresent() && names(name, desired, actual);
                if (!later && !lockOfOthers(desired.rule(), name, values, claims)) {
                    ClaimsAfter.claim(applied, name, values);
                    Found.standing(found, name, values, actual.attribute(name), claims);
                    intended.remove(ClaimsAfter.key(name));
                }
            });
            drift(compared, values).ifPresent(drifts::add);
        });
        restamped.ifPresent(stamp -> {
            modifications.add(0, stamp);
            applied.put(ClaimsAfter.key(stamp.attribute()), stamp.delete());
        });
        boolean adoption = pair.situation() == Situation.ADOPTABLE;
        if (adoption) {
            modifications.addAll(0, adoptionMarks(desired, actual));
        }
        Claims confirmed = new Claims(applied, intended, found);
        Situation situation =
                pair.situation() == Situation.IN_SYNC ? situation(desired, modifications, rename) : pair.situation();
        About about = about(pair, situation);
        Optional<Change> change = change(about, desired, actual, rename, modifications, adoption);
        return new Planned(
                about,
                change,
                adoption || confirmed.equals(claims) ? Optional.empty() : Optional.of(confirmed),
                drifts,
                pair.detail());
    }

    private static Optional<Change> change(
            About about,
            DesiredEntry desired,
            ActualEntry actual,
            Optional<ValueChange.Kind> rename,
            List<ValueChange> modifications,
            boolean adoption) {
        if (rename.isPresent()) {
            return Optional.of(new Change.RenameEntry(
                    about, actual.anchor(), actual.dn(), desired.dn(), Optional.empty(), modifications, rename.get()));
        }
        return modifications.isEmpty() && !adoption
                ? Optional.empty()
                : Optional.of(new Change.ModifyEntry(about, actual.anchor(), actual.dn(), modifications));
    }

    /** Desired attributes, and those that we once locked the account by and have to give back. */
    private static Map<String, DesiredValues> wanted(DesiredEntry desired, Claims claims) {
        Map<String, DesiredValues> wanted = new LinkedHashMap<>(desired.attributes());
        Locks.attributes(desired.rule())
                .filter(name -> wanted.keySet().stream().noneMatch(name::equalsIgnoreCase))
                .filter(name -> claims.applied().containsKey(ClaimsAfter.key(name))
                        || claims.intended().containsKey(ClaimsAfter.key(name)))
                .forEach(name -> wanted.put(name, new DesiredValues(List.of(), Ownership.MERGE)));
        return wanted;
    }

    /** The account is locked as it should be, but not by us. */
    private static boolean lockOfOthers(EntryRule rule, String name, DesiredValues values, Claims claims) {
        String key = ClaimsAfter.key(name);
        return Locks.is(rule, name, values.values())
                && Stream.of(claims.applied(), claims.intended())
                        .noneMatch(
                                claimed -> claimed.getOrDefault(key, List.of()).containsAll(values.values()));
    }

    private static boolean names(String attribute, DesiredEntry desired, ActualEntry actual) {
        return desired.dn().getRDN().hasAttribute(attribute)
                || actual.dn().getRDN().hasAttribute(attribute);
    }

    private static List<String> keys(Map<String, DesiredValues> wanted) {
        return wanted.keySet().stream().map(ClaimsAfter::key).toList();
    }

    private static Compared compared(String name, DesiredValues values, Claims claims, ActualEntry actual) {
        String key = ClaimsAfter.key(name);
        return Compared.of(
                name,
                values,
                actual.attribute(name),
                actual.dn().getRDN(),
                claims.applied().getOrDefault(key, List.of()),
                Optional.ofNullable(claims.intended().get(key)));
    }

    private static Optional<Planned.Drift> drift(Compared compared, DesiredValues values) {
        return compared.change(values.ownership())
                .map(change -> new Planned.Drift(
                        compared.attribute(),
                        change.kind(),
                        compared.applied().list(),
                        compared.desired().list(),
                        compared.actual().list()));
    }

    /** The entry as it will be after the modDN: the old RDN value gone, the new one there. */
    private static ActualEntry moved(DesiredEntry desired, ActualEntry actual) {
        RDN old = actual.dn().getRDN();
        RDN now = desired.dn().getRDN();
        Map<String, Attribute> attributes = new HashMap<>(actual.attributes());
        for (int i = 0; i < old.getAttributeNames().length; i++) {
            String name = old.getAttributeNames()[i].toLowerCase(Locale.ROOT);
            Optional<Attribute> there = actual.attribute(name);
            AttributeValues gone =
                    AttributeValues.of(AttributeValues.ruleOf(there), List.of(old.getAttributeValues()[i]));
            put(attributes, name, there, AttributeValues.of(there).minus(gone));
        }
        for (int i = 0; i < now.getAttributeNames().length; i++) {
            String name = now.getAttributeNames()[i].toLowerCase(Locale.ROOT);
            Optional<Attribute> there = Optional.ofNullable(attributes.get(name));
            AttributeValues come =
                    AttributeValues.of(AttributeValues.ruleOf(there), List.of(now.getAttributeValues()[i]));
            put(attributes, name, there, AttributeValues.of(there).or(come));
        }
        return new ActualEntry(actual.anchor(), desired.dn(), attributes);
    }

    private static void put(
            Map<String, Attribute> attributes, String name, Optional<Attribute> there, AttributeValues values) {
        if (values.isEmpty()) {
            attributes.remove(name);
        } else {
            attributes.put(
                    name,
                    new Attribute(
                            name,
                            AttributeValues.ruleOf(there),
                            Arrays.copyOf(values.list().toArray(), values.size(), String[].class)));
        }
    }

    private static Optional<ValueChange.Kind> renameKind(Pair pair, ActualEntry actual) {
        DN desired = pair.desired().dn();
        if (desired.equals(actual.dn())) {
            return Optional.empty();
        }
        Optional<DN> last = pair.link().map(Link::dn);
        boolean aside = actual.dn()
                .getRDN()
                .hasAttributeValue(
                        actual.dn().getRDN().getAttributeNames()[0],
                        ChangeOrder.MOVING + pair.desired().resource().id());
        boolean ours = aside
                || last.isEmpty()
                || last.get().equals(actual.dn())
                || pair.link().get().claims().meant(actual.dn());
        if (ours || pair.situation() == Situation.ADOPTABLE) {
            return Optional.of(ValueChange.Kind.PENDING);
        }
        return Optional.of(desired.equals(last.get()) ? ValueChange.Kind.DRIFT : ValueChange.Kind.CONFLICT);
    }

    /** The stamp of a resource from which this one has inherited the entry. */
    private static Optional<ValueChange> restamped(DesiredEntry desired, ActualEntry actual, Claims claims) {
        return desired.stamp()
                .flatMap(id -> desired.rule()
                        .stampAttribute()
                        .flatMap(name -> Optional.ofNullable(claims.applied().get(ClaimsAfter.key(name)))
                                .filter(old -> !old.contains(id))
                                .filter(old -> actual.attribute(name)
                                        .filter(there ->
                                                List.of(there.getValues()).equals(old))
                                        .isPresent())
                                .map(old -> new ValueChange(name, old, List.of(id), ValueChange.Kind.PENDING))));
    }

    private static boolean foreignStamp(DesiredEntry desired, ActualEntry actual) {
        return desired.stamp().isPresent()
                && actual.attribute(desired.rule().stampAttribute().orElseThrow())
                        .filter(stamp -> !stamp.hasValue(desired.stamp().get()))
                        .isPresent();
    }

    /** What an adopted entry gets beside the mapped values: missing object classes, and the stamp where there is none. */
    private static List<ValueChange> adoptionMarks(DesiredEntry desired, ActualEntry actual) {
        List<ValueChange> marks = new ArrayList<>();
        Optional<Attribute> classes = actual.attribute("objectClass");
        AttributeValues missing = AttributeValues.of(
                        AttributeValues.ruleOf(classes), desired.rule().objectClasses())
                .minus(AttributeValues.of(classes));
        if (!missing.isEmpty()) {
            marks.add(new ValueChange("objectClass", List.of(), missing.list(), ValueChange.Kind.PENDING));
        }
        desired.stamp().ifPresent(id -> {
            String attribute = desired.rule().stampAttribute().orElseThrow();
            if (actual.attribute(attribute).isEmpty()) {
                marks.add(new ValueChange(attribute, List.of(), List.of(id), ValueChange.Kind.PENDING));
            }
        });
        return marks;
    }

    private static Situation situation(
            DesiredEntry desired, List<ValueChange> modifications, Optional<ValueChange.Kind> rename) {
        List<ValueChange.Kind> kinds = Stream.concat(modifications.stream().map(ValueChange::kind), rename.stream())
                .toList();
        if (kinds.contains(ValueChange.Kind.CONFLICT)) {
            return Situation.CONFLICT;
        }
        if (kinds.contains(ValueChange.Kind.PENDING)) {
            return Situation.PENDING;
        }
        if (kinds.contains(ValueChange.Kind.DRIFT)) {
            return Situation.DRIFTED;
        }
        if (desired.withdrawn()) {
            return Situation.ORPHAN;
        }
        return desired.gone() ? Situation.GRACE : Situation.IN_SYNC;
    }

    private static Planned nothing(Pair pair) {
        return nothing(pair, pair.situation(), pair.detail());
    }

    static Planned nothing(Pair pair, Situation situation, String detail) {
        return new Planned(about(pair, situation), Optional.empty(), Optional.empty(), List.of(), detail);
    }

    private static About about(Pair pair, Situation situation) {
        var resource = pair.desired().resource();
        About.Reason reason = new About.Reason(pair.desired().rule().name(), resource.source(), resource.journal(), "");
        return new About(
                resource.id(),
                resource.type(),
                resource.source(),
                resource.name(),
                resource.journal(),
                situation,
                List.of(reason),
                pair.strong(),
                pair.desired().withdrawn() ? Withdrawal.note(pair.desired(), claims(pair)) : "");
    }
}
