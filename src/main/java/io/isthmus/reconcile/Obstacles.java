package io.isthmus.reconcile;

import io.isthmus.journal.Resources;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.UserRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.Correlator;
import io.isthmus.plan.Link;
import io.isthmus.plan.Situation;
import io.isthmus.plan.Suppression;
import io.isthmus.report.Explainer.Write;
import io.isthmus.report.Explanation.Blocked;
import io.isthmus.report.Explanation.Pending;
import io.isthmus.report.MembershipExplainer;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What stands between what is desired of a resource and the directory, and what each waits for. */
final class Obstacles {
    /** obstacles of memberships that are told; there may be as many as members */
    private static final int MOST = 50;

    private final MappingSet mapping;
    private final Resources resources;
    private final Links links;
    private final Runs runs;
    private final DirectoryStates states;

    /** what brings back an entry that somebody deleted */
    static final String BACK =
            "reconcile.self-heal, which makes it anew; or the decisions unlink and then create (POST decisions),"
                    + " or relink to the entry that it has now";

    /** what gives somebody the entry of one who was deleted */
    private static final String DECISION = "the decision adopt (POST decisions), or that entry being deleted";

    final List<Pending> pending = new ArrayList<>();
    final List<Blocked> blocked = new ArrayList<>();
    /** empty where the directory cannot be asked */
    private Optional<Situation> now = Optional.empty();

    private boolean leaves;

    Obstacles(MappingSet mapping, Resources resources, Links links, Runs runs, DirectoryStates states) {
        this.mapping = mapping;
        this.resources = resources;
        this.links = links;
        this.runs = runs;
        this.states = states;
    }

    private void blocked(String kind, String why, String waitsFor) {
        Blocked one = new Blocked(kind, why, waitsFor);
        if (!blocked.contains(one)) {
            blocked.add(one);
        }
    }

    /** @param some whether memberships are to end, which are shown as leaving and not as pending */
    void leaves(boolean some) {
        leaves |= some;
    }

    /** Whether something is still to be written. */
    boolean isOpen() {
        return leaves || !pending.isEmpty();
    }

    /** What the mapping says. */
    void mapped(Resource resource, Desired desired, Optional<Link> link) {
        if (desired instanceof Desired.OutOfScope none) {
            blocked("out_of_scope", none.why(), resource.provisioned() ? "a mapping rule that has it" : push(resource));
        } else if (desired instanceof Desired.Invalid invalid) {
            blocked(
                    "invalid",
                    "rule " + invalid.rule().name() + ", " + invalid.attribute() + ": " + invalid.why(),
                    "a push, or a mapping, that changes it");
        } else {
            DesiredEntry entry = ((Desired.Wanted) desired).entry();
            references(entry);
            name(entry, link);
        }
    }

    /** What one waits for that nobody has pushed. */
    static String push(Resource imported) {
        return "a push of " + imported.name() + " by " + imported.source();
    }

    /** Members that a group names and that nobody is. */
    void unknown(Resource group, List<String> members) {
        for (String member : members) {
            String why = "nobody of " + group.source() + " has the id, externalId or userName " + member;
            pending.add(new Pending("member", member, why));
            blocked("unresolved_reference", "member: " + why, "user " + member + " of " + group.source());
        }
    }

    /** What keeps memberships from being written. */
    void memberships(MembershipExplainer.Explained memberships) {
        pending.addAll(memberships.pending());
        memberships.blocked().stream().limit(MOST).forEach(one -> blocked(one.kind(), one.why(), one.waitsFor()));
    }

    private void references(DesiredEntry entry) {
        String source = entry.resource().source();
        for (String reference : entry.pending()) {
            String attribute = reference.substring(0, reference.indexOf('='));
            String value = reference.substring(reference.indexOf('=') + 1);
            Optional<String> known = Optional.ofNullable(resources
                    .resolve(Set.of(new Resources.Reference(source, value)))
                    .get(new Resources.Reference(source, value)));
            String why = known.isPresent()
                    ? "user " + value + " (" + known.get() + ") has no entry in the directory yet"
                    : "no user of " + source + " has the id, externalId or userName " + value;
            pending.add(new Pending(attribute, value, why));
            blocked("unresolved_reference", attribute + ": " + why, "user " + value + " of " + source);
        }
    }

    /** Rule 7: the first comer has the name. */
    private void name(DesiredEntry entry, Optional<Link> link) {
        boolean moves = link.filter(
                        found -> found.anchor().isPresent() && found.dn().equals(entry.dn()))
                .isEmpty();
        if (moves && !entry.unwanted()) {
            link.filter(found -> found.anchor().isPresent())
                    .ifPresent(found -> pending.add(new Pending("dn", entry.dn().toString(), "the entry moves there")));
            List<String> others = links.ofDns(List.of(entry.dn())).stream()
                    .filter(found -> found.anchor().isPresent())
                    .map(Link::resource)
                    .filter(id -> !id.equals(entry.resource().id()))
                    .toList();
            for (Resource other : resources.byIds(others)) {
                String who = other.name() + " of " + other.source() + " (" + other.id() + ")";
                boolean departed = other.deleted().isPresent();
                blocked(
                        "name_taken",
                        entry.dn() + " is the entry of " + who + (departed ? Correlator.DEPARTED : ""),
                        departed ? DECISION : who + " giving the name up");
            }
        }
    }

    /** What a plan for it alone finds out from the directory now. */
    void seen(PlanMaker.Decision decision) {
        Situation situation = decision.planned().about().situation();
        EntryRule rule = decision.pair().desired().rule();
        if (situation == Situation.ADOPTABLE && rule.adopt() == UserRule.Adopt.NEVER) {
            now = Optional.of(situation);
            blocked(
                    "adoptable",
                    "an entry that is there already fits: " + decision.planned().detail(),
                    "the decision adopt (POST decisions), or a mapping whose rule " + rule.name()
                            + " says adopt: ask; approving a plan does not adopt it");
        } else {
            seen(situation, decision.planned().detail());
        }
    }

    private void seen(Situation situation, String detail) {
        now = Optional.of(situation);
        String why = detail.isEmpty() ? situation.label() : detail;
        switch (situation) {
            case DISPUTED -> blocked("disputed", why, "a decision which entry is its own (POST decisions)");
            case LINK_CONFLICT -> {
                if (blocked.stream().noneMatch(one -> one.kind().equals("name_taken"))) {
                    boolean departed = why.endsWith(Correlator.DEPARTED);
                    blocked("name_taken", why, departed ? DECISION : "that entry giving the name up");
                }
            }
            case ADOPTABLE ->
                blocked("adoptable", "an entry that is there already fits: " + why, "approval of a plan that lists it");
            case PROTECTED -> blocked("protected", why, "nothing: protected entries are never touched");
            case MISSING -> blocked("missing", "its entry is gone: " + why, BACK);
            default -> {
                // the values say the rest
            }
        }
    }

    /** What became of the newest changes for it: what waits, and what was refused and is not written since. */
    void tried(List<Write> writes, long journal) {
        boolean written = false;
        for (Write write : writes) {
            String outcome = write.line().outcome();
            Change change = write.line().change();
            boolean now = change.about().journal() == journal;
            if (outcome.equals("applied") || outcome.equals("converged")) {
                // a name may be refused, and the rest be written; or a lock be written, and the rest be refused
                written = true;
                if (!now) {
                    return;
                }
            } else if (outcome.equals("held") && !written) {
                held(write);
            } else if (now && !outcome.equals("planned") && (!written || isOpen(change))) {
                refused(write, outcome);
                return;
            }
        }
    }

    private boolean isOpen(Change change) {
        return pending.stream()
                .map(Pending::attribute)
                .anyMatch(name -> change instanceof Change.RenameEntry && name.equals("dn")
                        || change.modifications().stream()
                                .anyMatch(part -> part.attribute().equalsIgnoreCase(name)));
    }

    /** A change that waits in a held run. */
    void held(Write write) {
        Optional<RunRow> run = runs.find(write.run()).filter(row -> row.status() == RunRow.Status.HELD);
        run.ifPresent(row -> blocked(
                "held",
                "change " + write.line().id() + " (" + write.line().change().type() + ") is held in run " + row.id()
                        + row.verdict().map(verdict -> ": " + verdict.line()).orElse(""),
                "approval or rejection of run " + row.id()));
    }

    private void refused(Write write, String outcome) {
        String detail = write.line().detail();
        switch (outcome) {
            case "invalid" -> {
                if (write.line().change().about().situation() == Situation.LINK_CONFLICT) {
                    // nothing need be written once the name is its own
                    if (now.isEmpty()) {
                        seen(Situation.LINK_CONFLICT, detail);
                    }
                } else {
                    blocked("invalid", "the directory refuses it: " + detail, "a push, or a mapping, that changes it");
                }
            }
            case "denied" -> {
                boolean blocked = write.line().change().about().situation() == Situation.BLOCKED;
                String waits = blocked ? "another primary group of the account" : "rights of the service account";
                blocked("denied", "the directory does not permit it: " + detail, waits);
            }
            case "failed" -> blocked("failed", detail, "the next try, which comes by itself");
            default -> {
                // moved and superseded: it is planned again; of what is suppressed the suppressions tell
            }
        }
    }

    /** What an administrator turned down or took back. */
    void leftAlone(List<Suppression> suppressions) {
        for (Suppression one : suppressions) {
            boolean entry = one.attribute().equals(Suppression.ENTRY);
            blocked(
                    "suppressed",
                    (entry ? "the entry" : one.attribute()) + " is left as it is: " + one.shown() + " was not to "
                            + (one.comes() ? "come" : "go"),
                    "suppression " + one.id() + " being lifted (DELETE /api/v1/suppressions/" + one.id()
                            + "), or something else being wanted");
        }
    }

    /** What holds up everything. */
    void around(Reconciliation.Status status, Resource resource, boolean paused, boolean open) {
        if (paused) {
            blocked(
                    "paused",
                    "the source " + resource.source() + " is paused: its pushes are turned away",
                    "POST /api/v1/sources/" + resource.source() + "/resume");
        }
        if (!status.directoryUp()) {
            blocked(
                    "directory_down",
                    "the directory " + status.url() + " cannot be reached"
                            + status.lastContact()
                                    .map(at -> "; last contact " + at)
                                    .orElse(""),
                    "the directory");
        }
        DirectoryStates.State state = states.load();
        boolean accepted = state.accepted(mapping.hash());
        if (!accepted) {
            blocked(
                    "first_contact",
                    "no plan was accepted yet under this mapping, so nothing is written",
                    status.held().map(run -> "approval of run " + run.id()).orElse("a plan, and its approval"));
        }
        boolean behind = resource.journal() > state.reconciled() && blocked.isEmpty();
        if (behind) {
            pending.add(new Pending(
                    "",
                    "",
                    "pushed at position " + resource.journal() + "; reconciled is " + state.reconciled()
                            + ": its run comes or is under way"));
        }
        if (accepted && status.autoSync() && open && blocked.isEmpty() && !behind) {
            status.held().ifPresent(this::behind);
        }
        if (accepted && !status.autoSync() && (behind || open)) {
            blocked(
                    "switched_off",
                    "reconcile.auto-sync is off: nothing is written by itself",
                    "a sync run that an operator asks for");
        }
    }

    /** Everything was looked at, and this was not written. */
    private void behind(RunRow held) {
        blocked(
                "held",
                "it waits behind run " + held.id() + ", which is held"
                        + held.verdict().map(verdict -> ": " + verdict.line()).orElse(""),
                "approval or rejection of run " + held.id());
    }
}
