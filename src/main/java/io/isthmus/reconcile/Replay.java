package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.journal.Memberships;
import io.isthmus.journal.Resources;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.References;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.report.ChangeLine;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What another mapping would make of all that was pushed: the difference of the two desired states, entry by entry and membership by
 * membership. Reads no directory and writes nothing. Memory grows with the number of resources, for their names.
 */
public final class Replay {
    private static final int BATCH = 500;

    private final MappingSet before;
    private final MappingSet after;
    private final Resources resources;
    private final Memberships memberships;
    private final Consumer<Consumer<Resource>> view;
    private final Instant now;
    private final Consumer<ChangeLine> to;

    private final Map<String, Both> names = new HashMap<>();
    private final Map<String, String> taken = new HashMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<Resource> batch = new ArrayList<>(BATCH);
    private long compared;
    private long lines;

    /** What stands for a resource under the two mappings; empty where nothing does. */
    private record Both(Optional<Name> before, Optional<Name> after) {}

    /** @param belongs whether groups may have it */
    private record Name(String dn, String uid, boolean belongs) {
        String as(GroupRule rule) {
            return rule.members().as() == io.isthmus.mapping.MemberRule.As.DN ? dn : uid;
        }
    }

    /**
     * @param resources resolves what references name
     * @param view streams all resources; called twice
     * @param to takes the differences as they are found
     */
    public Replay(
            MappingSet before,
            MappingSet after,
            Resources resources,
            Memberships memberships,
            Consumer<Consumer<Resource>> view,
            Instant now,
            Consumer<ChangeLine> to) {
        this.before = before;
        this.after = after;
        this.resources = resources;
        this.memberships = memberships;
        this.view = view;
        this.now = now;
        this.to = to;
    }

    /**
     * What was found.
     *
     * @param compared resources
     * @param counts of differences, by kind; nothing where there is none
     */
    public record Result(long compared, Map<String, Long> counts) {
        /** Whether the two mappings make the same of everything. */
        public boolean same() {
            return counts.isEmpty();
        }
    }

    /** Compares. */
    public Result run() {
        view.accept(this::name);
        view.accept(resource -> {
            batch.add(resource);
            if (batch.size() == BATCH) {
                flush();
            }
        });
        flush();
        return new Result(compared, new LinkedHashMap<>(counts));
    }

    /** The first pass: how everything is called, for whoever refers to it. */
    private void name(Resource resource) {
        if (resource.deleted().isEmpty()) {
            Optional<DesiredEntry> is = MappingDiff.wanted(after.desire(resource, References.NONE, now));
            names.put(
                    resource.id(),
                    new Both(name(MappingDiff.wanted(before.desire(resource, References.NONE, now))), name(is)));
            is.ifPresent(entry -> taken.putIfAbsent(entry.dn().toNormalizedString(), resource.id()));
        }
    }

    private static Optional<Name> name(Optional<DesiredEntry> entry) {
        return entry.map(found -> new Name(found.dn().toString(), found.uid(), !found.leaves()));
    }

    private void flush() {
        Set<Resources.Reference> asked = new HashSet<>();
        References collecting = (source, value) -> {
            asked.add(new Resources.Reference(source, value));
            return Optional.empty();
        };
        batch.forEach(resource -> {
            before.desire(resource, collecting, now);
            after.desire(resource, collecting, now);
        });
        Map<Resources.Reference, String> ids = asked.isEmpty() ? Map.of() : resources.resolve(asked);
        for (Resource resource : batch) {
            if (resource.deleted().isEmpty()) {
                compare(
                        resource,
                        before.desire(resource, references(ids, false), now),
                        after.desire(resource, references(ids, true), now));
            }
        }
        batch.clear();
    }

    private References references(Map<Resources.Reference, String> ids, boolean later) {
        return (source, value) -> Optional.ofNullable(ids.get(new Resources.Reference(source, value)))
                .flatMap(id -> Optional.ofNullable(names.get(id)))
                .flatMap(both -> later ? both.after() : both.before())
                .flatMap(name -> dn(name.dn()));
    }

    private static Optional<DN> dn(String text) {
        try {
            return Optional.of(new DN(text));
        } catch (LDAPException impossible) {
            return Optional.empty();
        }
    }

    private void compare(Resource resource, Desired was, Desired is) {
        compared++;
        MappingDiff.of(resource, was, is).ifPresent(this::tell);
        MappingDiff.wanted(is).ifPresent(entry -> {
            String owner = taken.getOrDefault(entry.dn().toNormalizedString(), resource.id());
            if (!owner.equals(resource.id())) {
                tell(MappingDiff.contested(entry, owner));
            }
            if (resource.type() == ResourceType.GROUP) {
                members(resource, MappingDiff.wanted(was), entry);
            } else {
                granted(MappingDiff.wanted(was), entry);
            }
        });
    }

    private void tell(MappingDiff.Difference difference) {
        Change change = difference.change();
        String kind =
                switch (change.about().situation()) {
                    case INVALID -> "invalid";
                    case LINK_CONFLICT -> "name taken";
                    case ORPHAN -> "no longer desired";
                    default ->
                        change instanceof Change.AddEntry
                                ? "added"
                                : change instanceof Change.RenameEntry ? "renamed" : "modified";
                };
        counts.merge(kind, 1L, Long::sum);
        to.accept(new ChangeLine(++lines, change, difference.outcome(), difference.detail(), Optional.empty()));
    }

    /** The group's members under both; what the group no longer maps is released with it. */
    private void members(Resource group, Optional<DesiredEntry> was, DesiredEntry is) {
        GroupRule rule = (GroupRule) is.rule();
        Optional<GroupRule> old = was.map(entry -> (GroupRule) entry.rule())
                .filter(found -> found.members()
                        .attribute()
                        .equalsIgnoreCase(rule.members().attribute()));
        boolean had = was.filter(entry -> !entry.leaves()).isPresent();
        boolean has = !is.leaves();
        List<MemberEdit> edits = new ArrayList<>();
        memberships.of(
                group,
                shown -> shown.known()
                        .flatMap(known -> Optional.ofNullable(names.get(known.id()))
                                .map(both -> {
                                    Optional<String> value = both.before()
                                            .filter(name -> had && name.belongs())
                                            .flatMap(name -> old.map(name::as));
                                    Optional<String> next = both.after()
                                            .filter(name -> has && name.belongs())
                                            .map(name -> name.as(rule));
                                    if (!value.equals(next)) {
                                        value.ifPresent(gone -> edits.add(edit(known.id(), gone, false)));
                                        next.ifPresent(comes -> edits.add(edit(known.id(), comes, true)));
                                    }
                                    return known;
                                }))
                        .ifPresent(known ->
                                spill(is, rule.members().attribute(), is.dn(), edits, Change.ModifyMembers.MOST)));
        spill(is, rule.members().attribute(), is.dn(), edits, 1);
    }

    private static MemberEdit edit(String resource, String value, boolean add) {
        return new MemberEdit(resource, value, add, ValueChange.Kind.PENDING);
    }

    /** Tells what has come together once it is enough. */
    private void spill(DesiredEntry entry, String attribute, DN group, List<MemberEdit> edits, int enough) {
        if (edits.size() >= enough) {
            edits.forEach(
                    edit -> counts.merge(edit.add() ? "memberships to come" : "memberships to go", 1L, Long::sum));
            Change change = new Change.ModifyMembers(
                    MappingDiff.about(entry, Situation.PENDING),
                    Optional.empty(),
                    group,
                    attribute,
                    edits,
                    Optional.empty());
            to.accept(new ChangeLine(++lines, change, "planned", "", Optional.empty()));
            edits.clear();
        }
    }

    /** Groups that roles put a user into. */
    private void granted(Optional<DesiredEntry> was, DesiredEntry is) {
        Map<DN, Set<String>> old = was.map(before::groupsGranted).orElse(Map.of());
        Map<DN, Set<String>> next = after.groupsGranted(is);
        String value = is.dn().toString();
        String valueWas = was.map(entry -> entry.dn().toString()).orElse(value);
        Set<DN> groups = new HashSet<>(old.keySet());
        groups.addAll(next.keySet());
        groups.stream().sorted().forEach(group -> {
            List<MemberEdit> edits = new ArrayList<>();
            boolean moves = !value.equals(valueWas);
            if (old.containsKey(group) && (moves || !next.containsKey(group))) {
                edits.add(edit(is.resource().id(), valueWas, false));
            }
            if (next.containsKey(group) && (moves || !old.containsKey(group))) {
                edits.add(edit(is.resource().id(), value, true));
            }
            spill(is, "member", group, edits, 1);
        });
    }
}
