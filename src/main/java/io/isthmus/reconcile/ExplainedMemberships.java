package io.isthmus.reconcile;

import io.isthmus.journal.Memberships;
import io.isthmus.journal.Resources;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberState;
import io.isthmus.report.ChangeLine;
import io.isthmus.report.Explainer.Write;
import io.isthmus.report.Explanation.Claim;
import io.isthmus.report.MembershipExplainer.Membership;
import io.isthmus.scim.GroupRef;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Collects what is known of the memberships of one resource, or of one group, in a few queries for all of them. */
final class ExplainedMemberships {
    /** under which a member's groups are shown: its entry has no such attribute of ours */
    static final String MEMBER_OF = "memberOf";

    private static final int LOOK_BACK = 2000;
    private static final int GROUP_CHANGES = 100;

    private final MappingSet mapping;
    private final Resources resources;
    private final Links links;
    private final History history;
    private final Memberships memberships;

    ExplainedMemberships(
            MappingSet mapping, Resources resources, Links links, History history, Memberships memberships) {
        this.mapping = mapping;
        this.memberships = memberships;
        this.resources = resources;
        this.links = links;
        this.history = history;
    }

    /** The groups of a member. @param states which of them */
    List<Membership> ofMember(Resource member, List<MemberState> states, String request) {
        Set<String> targets = states.stream().map(MemberState::target).collect(Collectors.toSet());
        Map<String, Resource> groups = byId(targets);
        Map<String, Link> standing = links(targets);
        int lookBack = Math.max(20, LOOK_BACK / Math.max(1, targets.size()));
        Map<String, ChangeRow> joined = history.joined(member.id(), targets, lookBack);
        Map<History.At, String> requests = requests(joined.values(), groups.values());
        Map<String, List<String>> roles = new HashMap<>();
        history.grantedTo(member.id()).forEach(granted -> roles.put(granted.target(), granted.roles()));
        Set<String> named = roles.isEmpty() ? Set.of() : naming(List.of(member)).getOrDefault(member.id(), Set.of());
        List<Membership> memberships = new ArrayList<>();
        for (MemberState state : states) {
            Optional<Resource> group = Optional.ofNullable(groups.get(state.target()));
            Optional<Link> link = Optional.ofNullable(standing.get(state.target()));
            List<Claim> asked = asked(
                    state,
                    group,
                    link,
                    roles.getOrDefault(state.target(), List.of()),
                    named,
                    role -> ExplainedDesire.claim(true, role, member, request),
                    requests);
            memberships.add(new Membership(
                    state,
                    MEMBER_OF,
                    link.map(found -> found.dn().toString()).orElseGet(() -> named(state.target(), group)),
                    state.desired(as(link)),
                    asked,
                    Optional.ofNullable(joined.get(state.target())).map(row -> write(row, requests)),
                    "it"));
        }
        return memberships;
    }

    /** The members of a group. @param group empty for one that roles alone fill */
    List<Membership> ofGroup(String target, Optional<Resource> group, Optional<Link> link, List<MemberState> states) {
        Set<String> ids = states.stream().map(MemberState::member).collect(Collectors.toSet());
        Map<String, Resource> members = byId(ids);
        List<ChangeRow> changes = history.ofMembers(target, GROUP_CHANGES);
        Map<History.At, String> requests = requests(changes, union(group, members.values()));
        Map<String, List<String>> roles = new HashMap<>();
        history.grantedIn(target, ids).forEach(granted -> roles.put(granted.member(), granted.roles()));
        Map<String, Set<String>> named = naming(members.values().stream()
                .filter(who -> roles.containsKey(who.id()))
                .toList());
        MemberRule.As as = as(link);
        List<Membership> memberships = new ArrayList<>();
        for (MemberState state : states) {
            Optional<Resource> member = Optional.ofNullable(members.get(state.member()));
            String name = member.map(Resource::name).orElse(state.member());
            memberships.add(new Membership(
                    state,
                    rule(link).map(rule -> rule.members().attribute()).orElse("member"),
                    state.outlook()
                            .names()
                            .map(names -> names.as(as))
                            .or(state::applied)
                            .orElse(name),
                    state.desired(as),
                    asked(
                            state,
                            group,
                            link,
                            roles.getOrDefault(state.member(), List.of()),
                            named.getOrDefault(state.member(), Set.of()),
                            role -> member.map(who ->
                                            ExplainedDesire.claim(true, role, who, requests.getOrDefault(at(who), "")))
                                    .orElse(new Claim(true, role, "", "", 0)),
                            requests),
                    changes.stream()
                            .filter(row -> adds(row, state.member()))
                            .findFirst()
                            .map(row -> write(row, requests)),
                    name));
        }
        return memberships;
    }

    /** Which groups name these at their source: what a role puts there beside is the role's alone. */
    private Map<String, Set<String>> naming(Collection<Resource> members) {
        Map<String, Set<String>> naming = new HashMap<>();
        memberships
                .groupsOf(members)
                .forEach((id, groups) ->
                        naming.put(id, groups.stream().map(GroupRef::id).collect(Collectors.toSet())));
        return naming;
    }

    private static boolean adds(ChangeRow row, String member) {
        return !row.outcome().equals("held")
                && row.change() instanceof io.isthmus.plan.Change.ModifyMembers members
                && members.edits().stream()
                        .anyMatch(edit -> edit.add() && edit.resource().equals(member));
    }

    private static List<Resource> union(Optional<Resource> one, Collection<Resource> others) {
        List<Resource> all = new ArrayList<>(others);
        one.ifPresent(all::add);
        return all;
    }

    private List<Claim> asked(
            MemberState state,
            Optional<Resource> group,
            Optional<Link> link,
            List<String> roles,
            Set<String> named,
            Function<String, Claim> role,
            Map<History.At, String> requests) {
        List<Claim> asked = new ArrayList<>();
        if (state.wanted() && (roles.isEmpty() || named.contains(state.target()))) {
            group.ifPresent(found -> asked.add(ExplainedDesire.claim(
                    false, link.map(Link::rule).orElse("groups"), found, requests.getOrDefault(at(found), ""))));
        }
        if (state.wanted()) {
            roles.forEach(name -> asked.add(role.apply(name)));
        }
        return asked;
    }

    private Map<String, Resource> byId(Collection<String> ids) {
        return resources.byIds(ids).stream().collect(Collectors.toMap(Resource::id, found -> found));
    }

    private Map<String, Link> links(Collection<String> ids) {
        return links.ofResources(ids).stream().collect(Collectors.toMap(Link::resource, found -> found));
    }

    private static History.At at(Resource resource) {
        return new History.At(resource.journal(), resource.id());
    }

    private Map<History.At, String> requests(Collection<ChangeRow> rows, Collection<Resource> touched) {
        Set<History.At> asked = new HashSet<>();
        rows.forEach(row -> asked.add(History.At.of(row.change())));
        touched.forEach(resource -> asked.add(at(resource)));
        return history.requests(asked);
    }

    static Write write(ChangeRow row, Map<History.At, String> requests) {
        return new Write(
                row.run(),
                new ChangeLine(row.id(), row.change(), row.outcome(), row.detail(), row.at()),
                requests.getOrDefault(History.At.of(row.change()), ""));
    }

    private Optional<GroupRule> rule(Optional<Link> link) {
        return link.flatMap(found -> mapping.groups().stream()
                .filter(rule -> rule.name().equals(found.rule()))
                .findFirst());
    }

    private MemberRule.As as(Optional<Link> link) {
        return rule(link).map(rule -> rule.members().as()).orElse(MemberRule.As.DN);
    }

    private static String named(String target, Optional<Resource> group) {
        return target.startsWith(GroupMembers.BY_DN)
                ? target.substring(GroupMembers.BY_DN.length())
                : group.map(Resource::name).orElse(target);
    }
}
