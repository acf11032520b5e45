package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.MemberDeviations;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.MemberPlan;
import io.isthmus.plan.PrimaryMembers;
import io.isthmus.plan.Situation;
import io.isthmus.plan.SuppressedMembers;
import io.isthmus.plan.Switches;
import io.isthmus.plan.ValueChange;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Sorts planned memberships into a draft: changes of at most so many values each, what is confirmed, what has ended. */
final class MemberDrafting {
    private final PlanDraft draft;
    private final Switches switches;
    private final boolean read;

    /** @param read whether groups are held against what they hold, else against what is recorded */
    MemberDrafting(PlanDraft draft, Switches switches, boolean read) {
        this.draft = draft;
        this.switches = switches;
        this.read = read;
    }

    /** @param holds all values of the group, where it was read */
    void take(GroupSeen group, PrimaryMembers.Sifted sifted, List<String> holds) {
        Resource resource = group.desired().resource();
        String attribute = group.rule().members().attribute();
        SuppressedMembers.Filtered filtered =
                SuppressedMembers.filter(sifted.plan(), attribute, draft.suppressionsOf(resource.id()));
        MemberPlan plan = draft.endings.counted(filtered.plan());
        DN dn = group.actual().map(ActualEntry::dn).orElse(group.desired().dn());
        About about = draft.endings.leaving(
                new About(
                        resource.id(),
                        ResourceType.GROUP,
                        resource.source(),
                        resource.name(),
                        resource.journal(),
                        situation(plan.edits()),
                        List.of(new About.Reason(group.rule().name(), resource.source(), resource.journal(), "")),
                        false),
                plan.edits());
        Optional<String> placeholder = group.rule().members().placeholder().map(DN::toString);
        record(resource.id(), plan);
        if (group.actual().isPresent()) {
            notice(about, group.actual().map(ActualEntry::anchor), dn, attribute, plan);
        }
        changes(
                about,
                group.actual().map(ActualEntry::anchor),
                dn,
                attribute,
                plan,
                placeholder,
                new MembersLeft(group.rule().members().as(), holds));
        left(about, group.actual().map(ActualEntry::anchor), dn, attribute, filtered.left());
        if (!plan.edits().isEmpty() && group.inSync()) {
            draft.standsNow(resource.id(), about.situation());
        }
        stuck(about, group.actual().map(ActualEntry::anchor), dn, attribute, sifted.stuck());
    }

    void take(Granted group, String target, PrimaryMembers.Sifted sifted) {
        SuppressedMembers.Filtered filtered =
                SuppressedMembers.filter(sifted.plan(), group.attribute(), draft.suppressionsOf(target));
        MemberPlan plan = draft.endings.counted(filtered.plan());
        About about = draft.endings.leaving(
                new About(
                        target,
                        ResourceType.GROUP,
                        "",
                        group.entry().dn().toString(),
                        0,
                        situation(plan.edits()),
                        List.of(new About.Reason("roles", "", 0, "")),
                        false),
                plan.edits());
        record(target, plan);
        notice(about, Optional.of(group.entry().anchor()), group.entry().dn(), group.attribute(), plan);
        changes(
                about,
                Optional.of(group.entry().anchor()),
                group.entry().dn(),
                group.attribute(),
                plan,
                Optional.empty(),
                new MembersLeft(group.as(), List.of()));
        left(about, Optional.of(group.entry().anchor()), group.entry().dn(), group.attribute(), filtered.left());
        draft.stands(target, plan.edits().isEmpty() ? Situation.IN_SYNC : about.situation(), 0);
        stuck(about, Optional.of(group.entry().anchor()), group.entry().dn(), group.attribute(), sifted.stuck());
    }

    /** A group that holds what it should is remembered, members included, if its entry is as desired as well. */
    void settle(GroupSeen group, PrimaryMembers.Sifted sifted, ActualEntry entry, Optional<Attribute> holds) {
        if (sifted.plan().inSync() && sifted.stuck().isEmpty() && group.inSync()) {
            ActualEntry actual = group.actual().orElse(entry);
            Drafting.settlement(
                            group.desired(),
                            actual.dn(),
                            name -> actual.attribute(name).map(found -> Arrays.asList(found.getValues())),
                            MemberDigest.remembered(group.rule().members().attribute(), holds))
                    .ifPresent(draft.settled::add);
        }
    }

    private void notice(About about, Optional<Anchor> anchor, DN dn, String attribute, MemberPlan plan) {
        if (read) {
            draft.noticed.members(about.resource());
            draft.noticed.add(
                    MemberDeviations.of(about, anchor.map(Anchor::value), dn.toString(), attribute, plan.edits()));
        }
    }

    private void record(String target, MemberPlan plan) {
        plan.confirmed()
                .forEach((member, value) -> draft.confirmed.add(new GroupMembers.Membership(target, member, value)));
        plan.released().forEach(member -> draft.released.add(new GroupMembers.Membership(target, member, "")));
    }

    private void changes(
            About about,
            Optional<Anchor> anchor,
            DN dn,
            String attribute,
            MemberPlan plan,
            Optional<String> placeholder,
            MembersLeft left) {
        draft.due(new Change.ModifyMembers(about, anchor, dn, attribute, plan.edits(), placeholder));
        List<MemberEdit> edits = plan.edits().stream()
                .filter(edit -> switches.allows(edit.kind()))
                .toList();
        for (int from = 0; from < edits.size(); from += Change.ModifyMembers.MOST) {
            List<MemberEdit> some = edits.subList(from, Math.min(edits.size(), from + Change.ModifyMembers.MOST));
            boolean empties = left.noneAfter(some);
            draft.members.add(new Change.ModifyMembers(about, anchor, dn, attribute, some, placeholder, empties));
        }
    }

    private void left(About about, Optional<Anchor> anchor, DN dn, String attribute, List<MemberEdit> edits) {
        if (!edits.isEmpty()) {
            edits.stream().filter(edit -> !edit.add()).forEach(edit -> {
                draft.endings.left(edit.resource());
                draft.endings.left(about.resource());
            });
            draft.left.add(new Change.ModifyMembers(
                    about.as(Situation.SUPPRESSED), anchor, dn, attribute, edits, Optional.empty()));
        }
    }

    /** Who should leave a group that is their account's primary group is told, and nothing is written. */
    private void stuck(About about, Optional<Anchor> anchor, DN dn, String attribute, List<MemberEdit> edits) {
        if (!edits.isEmpty()) {
            draft.standsNow(about.resource(), Situation.BLOCKED);
            Deviation told = MemberDeviations.primary(about, anchor.map(Anchor::value), dn.toString(), edits);
            draft.noticed.add(told);
            draft.stuck.add(new PlanDraft.Stuck(
                    new Change.ModifyMembers(
                            about.as(Situation.BLOCKED), anchor, dn, attribute, edits, Optional.empty()),
                    told.detail()));
        }
    }

    private static Situation situation(List<MemberEdit> edits) {
        boolean pending = edits.stream().anyMatch(edit -> edit.kind() == ValueChange.Kind.PENDING);
        return pending || edits.isEmpty() ? Situation.PENDING : Situation.DRIFTED;
    }
}
