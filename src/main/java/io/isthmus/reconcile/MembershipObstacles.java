package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.journal.Resources;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.MappingSet;
import io.isthmus.plan.Link;
import io.isthmus.report.ChangeLine;
import io.isthmus.report.Explainer.Write;
import io.isthmus.report.Explanation.Blocked;
import io.isthmus.report.MembershipExplainer.Membership;
import io.isthmus.scim.Resource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What keeps memberships from being written: of each that is still to come one thing, and what that waits for. */
final class MembershipObstacles {
    /** members and groups that are looked up; of more nothing is said */
    private static final int LOOKED_UP = 100;

    private final Directory directory;
    private final MappingSet mapping;
    private final Resources resources;
    private final Links links;
    private final Clock clock;

    MembershipObstacles(Directory directory, MappingSet mapping, Resources resources, Links links, Clock clock) {
        this.directory = directory;
        this.mapping = mapping;
        this.resources = resources;
        this.links = links;
        this.clock = clock;
    }

    /** Of a group's members. @param up whether the directory can be asked */
    List<Membership> ofGroup(List<Membership> all, boolean up) {
        Map<String, Resource> members =
                byId(all.stream().filter(Membership::pending).toList());
        Map<String, Blocked> obstacles = new HashMap<>(entryless(all, members));
        obstacles.putAll(gone(all, members, up));
        return all.stream()
                // nobody asks for who was deleted: its row stays
                .filter(one -> !one.pending()
                        || Optional.ofNullable(members.get(one.state().member()))
                                .flatMap(Resource::deleted)
                                .isEmpty())
                .map(one ->
                        one.pending() ? behind(one, obstacles.get(one.state().member())) : one)
                .toList();
    }

    /** Of a member's groups; what is the matter with the member itself is told elsewhere. @param up as above */
    List<Membership> ofMember(List<Membership> all, boolean up) {
        Map<String, Blocked> obstacles = new HashMap<>();
        all.stream()
                .filter(Membership::pending)
                .map(one -> one.state().target())
                .filter(target -> target.startsWith(GroupMembers.BY_DN))
                .distinct()
                .limit(LOOKED_UP)
                .forEach(target -> granted(target, up).ifPresent(found -> obstacles.put(target, found)));
        return all.stream()
                .map(one ->
                        one.pending() ? behind(one, obstacles.get(one.state().target())) : one)
                .toList();
    }

    private static Membership behind(Membership one, @org.jspecify.annotations.Nullable Blocked obstacle) {
        return Optional.ofNullable(obstacle)
                .or(() -> one.write().flatMap(MembershipObstacles::refused))
                .map(one::behind)
                .orElse(one);
    }

    /** A group that roles put somebody into and that is not there. @param target as groups that no resource stands for are called */
    Optional<Blocked> granted(String target, boolean up) {
        return mapping.grantedGroups().stream()
                .filter(dn -> GroupMembers.target(dn).equals(target))
                .filter(dn -> asked(up, () -> isNowhere(dn), false))
                .findFirst()
                .map(dn -> new Blocked(
                        "blocked",
                        "roles grant the group " + dn + ", which does not exist",
                        "that group being created, or the grant being taken out of the mapping's roles"));
    }

    private boolean isNowhere(DN dn) {
        return directory.entry(dn, Set.of("objectClass")).flatMap(Granted::of).isEmpty();
    }

    /** Members for which the mapping makes no entry. */
    private Map<String, Blocked> entryless(List<Membership> all, Map<String, Resource> members) {
        List<Resource> without = all.stream()
                .filter(one -> one.pending() && one.desired().isEmpty())
                .flatMap(one -> Optional.ofNullable(members.get(one.state().member())).stream())
                .toList();
        Map<String, Blocked> obstacles = new HashMap<>();
        new DesiredBatch(mapping, resources, links).of(without, clock.instant()).forEach(made -> {
            Resource member = made.resource();
            Optional<String> why = made.desired() instanceof Desired.OutOfScope none
                    ? Optional.of(none.why())
                    : made.desired() instanceof Desired.Invalid invalid
                            ? Optional.of(
                                    "rule " + invalid.rule().name() + ", " + invalid.attribute() + ": " + invalid.why())
                            : Optional.empty();
            why.ifPresent(reason -> obstacles.put(
                    member.id(),
                    new Blocked(
                            "unresolved_reference",
                            "member: " + member.name() + " (" + member.id() + ") has no entry: " + reason,
                            member.provisioned()
                                    ? "a push of " + member.name() + ", or a mapping, that makes an entry of it"
                                    : Obstacles.push(member))));
        });
        return obstacles;
    }

    /** Members whose entry somebody deleted. */
    private Map<String, Blocked> gone(List<Membership> all, Map<String, Resource> members, boolean up) {
        Set<String> ids = all.stream()
                .filter(one -> one.pending() && one.desired().isPresent())
                .map(one -> one.state().member())
                .filter(members::containsKey)
                .collect(Collectors.toSet());
        Map<Anchor, Link> standing = new HashMap<>();
        links.ofResources(ids).forEach(link -> link.anchor().ifPresent(anchor -> standing.put(anchor, link)));
        Set<Anchor> there = asked(up, () -> there(standing.keySet()), Set.copyOf(standing.keySet()));
        Map<String, Blocked> obstacles = new HashMap<>();
        standing.forEach((anchor, link) -> {
            if (!there.contains(anchor)) {
                obstacles.put(
                        link.resource(),
                        new Blocked(
                                "missing",
                                "the entry of " + members.get(link.resource()).name() + ", " + link.dn() + ", is gone",
                                Obstacles.BACK));
            }
        });
        return obstacles;
    }

    private Set<Anchor> there(Set<Anchor> anchors) {
        List<Filter> filters = anchors.stream().map(directory::anchorFilter).toList();
        Set<Anchor> there = new HashSet<>();
        if (!filters.isEmpty()) {
            directory.find(ReadScope.wider(mapping), filters).stream()
                    .map(ActualEntry::anchor)
                    .forEach(there::add);
        }
        return there;
    }

    private static <T> T asked(boolean up, Supplier<T> question, T otherwise) {
        try {
            return up ? question.get() : otherwise;
        } catch (DirectoryFailure away) {
            return otherwise;
        }
    }

    private Map<String, Resource> byId(List<Membership> pending) {
        List<String> ids = new ArrayList<>();
        pending.stream()
                .map(one -> one.state().member())
                .distinct()
                .limit(LOOKED_UP)
                .forEach(ids::add);
        return resources.byIds(ids).stream().collect(Collectors.toMap(Resource::id, found -> found));
    }

    /** What the last change that was to write it came to. */
    private static Optional<Blocked> refused(Write write) {
        ChangeLine line = write.line();
        return switch (line.outcome()) {
            case "invalid" ->
                Optional.of(
                        Cycles.told(line.detail())
                                ? new Blocked(
                                        "invalid",
                                        line.detail(),
                                        "one of these memberships being taken back at the identity provider")
                                : new Blocked(
                                        "invalid",
                                        "the directory refuses it: " + line.detail(),
                                        "a push, or a mapping, that changes it"));
            case "denied" ->
                Optional.of(new Blocked(
                        "denied",
                        "the directory does not permit it: " + line.detail(),
                        "rights of the service account"));
            case "failed" -> Optional.of(new Blocked("failed", line.detail(), "the next try, which comes by itself"));
            default -> Optional.empty();
        };
    }
}
