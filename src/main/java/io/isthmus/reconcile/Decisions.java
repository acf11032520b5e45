package io.isthmus.reconcile;

import io.isthmus.directory.Directory;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.EntryScope;
import io.isthmus.plan.Link;
import io.isthmus.plan.Pair;
import io.isthmus.plan.Ruling;
import io.isthmus.plan.Situation;
import io.isthmus.plan.Suppressed;
import io.isthmus.plan.Suppression;
import io.isthmus.scim.Resource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes what a person decides about a resource that could not be paired by itself: looks at the directory whether it can be meant
 * so, and records it. The next plan honours it.
 */
final class Decisions {
    private final Parts parts;
    private final PlanMaker maker;

    Decisions(Parts parts) {
        this.parts = parts;
        this.maker = new PlanMaker(
                parts.directory(),
                parts.mapping(),
                parts.resources(),
                parts.links(),
                parts.imports().entries(),
                Rulings.NONE,
                parts.clock());
    }

    /**
     * What was recorded.
     *
     * @param resources to be planned again
     * @param cut a resource whose link ends at once, since its entry is another's from now on
     */
    record Made(Ruling ruling, Set<String> resources, Optional<String> cut) {}

    Made decide(String id, Ruling.Action action, Optional<Anchor> anchor, String actor) {
        try {
            return decided(id, action, anchor, actor);
        } catch (DirectoryFailure away) {
            throw new ReconcileProblem(
                    "directory-unavailable",
                    "whether it can be meant so is looked up in the directory, which does not answer: "
                            + away.getMessage());
        }
    }

    private Made decided(String id, Ruling.Action action, Optional<Anchor> anchor, String actor) {
        Resource resource = parts.resources().byIds(List.of(id)).stream()
                .findFirst()
                .orElseThrow(() -> new ReconcileProblem("not-found", "there is no resource " + id));
        PlanDraft draft = new PlanDraft();
        Optional<Pair> pair = maker.decide(List.of(id), Map.of(), Set.of(), false, draft).stream()
                .map(PlanMaker.Decision::pair)
                .findFirst();
        if (pair.isEmpty()) {
            return without(resource, action, draft, actor);
        }
        return switch (action) {
            case ADOPT -> adopt(pair.get(), anchor, actor);
            case CREATE -> create(pair.get(), actor);
            case UNLINK -> unlink(pair.get(), actor);
            case RELINK -> relink(pair.get(), anchor, actor);
            case IGNORE -> ignore(pair.get(), actor);
        };
    }

    /** The mapping makes no entry of it. */
    private Made without(Resource resource, Ruling.Action action, PlanDraft draft, String actor) {
        boolean invalid = draft.any(Situation.INVALID::equals);
        if (!invalid || action != Ruling.Action.IGNORE) {
            throw refused((invalid ? "the mapping can make no entry of " : "no rule of the mapping has ")
                    + resource.name() + "; correct it at the identity provider, or the mapping"
                    + (invalid ? ", or ignore it" : ""));
        }
        parts.rulings().suppress(List.of(Suppressed.invalid(resource.id())), occasion(actor));
        return made(resource.id(), Ruling.Action.IGNORE, Optional.empty(), actor);
    }

    private Made adopt(Pair pair, Optional<Anchor> anchor, String actor) {
        refuseLinked(pair, "relink gives it another entry");
        List<ActualEntry> candidates =
                pair.candidates().isEmpty() ? pair.actual().stream().toList() : pair.candidates();
        if (candidates.isEmpty()) {
            throw refused("no entry matches " + name(pair) + "; relink takes the anchor of any entry");
        }
        if (anchor.isEmpty() && candidates.size() > 1) {
            throw new ReconcileProblem("invalid-request", "say which entry by its anchor: " + listed(candidates));
        }
        ActualEntry entry = candidates.stream()
                .filter(one -> anchor.map(one.anchor()::equals).orElse(true))
                .findFirst()
                .orElseThrow(() -> new ReconcileProblem(
                        "invalid-request",
                        "the anchor is none of the entries that match, which are " + listed(candidates)));
        return given(pair, entry, Ruling.Action.ADOPT, actor);
    }

    private Made relink(Pair pair, Optional<Anchor> anchor, String actor) {
        Anchor wanted = anchor.orElseThrow(
                () -> new ReconcileProblem("invalid-request", "relink needs the anchor of the entry that is meant"));
        Directory directory = parts.directory();
        ActualEntry entry =
                directory.find(ReadScope.wider(parts.mapping()), List.of(directory.anchorFilter(wanted))).stream()
                        .filter(found -> found.anchor().equals(wanted))
                        .findFirst()
                        .orElseThrow(() -> refused("no entry has the anchor " + wanted.value()));
        if (pair.link().flatMap(Link::anchor).filter(wanted::equals).isPresent()) {
            throw refused(name(pair) + " is linked to " + entry.dn() + " already");
        }
        return given(pair, entry, Ruling.Action.RELINK, actor);
    }

    /** The entry becomes the resource's; from a resource of another source it is taken, since that is what was decided. */
    private Made given(Pair pair, ActualEntry entry, Ruling.Action action, String actor) {
        if (EntryScope.isProtected(parts.mapping(), entry)) {
            throw refused(entry.dn() + " is protected by the mapping");
        }
        if (!EntryScope.has(pair.desired().rule(), entry)) {
            throw refused(entry.dn() + " is not in the scope of the rule "
                    + pair.desired().rule().name() + ": "
                    + pair.desired().rule().scope() + " below "
                    + pair.desired().rule().base());
        }
        String id = pair.desired().resource().id();
        Optional<String> other = Optional.ofNullable(
                        parts.links().ofAnchors(List.of(entry.anchor())).get(entry.anchor()))
                .map(Link::resource)
                .filter(resource -> !resource.equals(id));
        other.ifPresent(resource -> handOver(pair, entry, resource, actor));
        endOf(id);
        Made made = made(id, action, Optional.of(entry.anchor()), actor);
        Set<String> both = new HashSet<>(made.resources());
        other.ifPresent(both::add);
        return new Made(made.ruling(), both, other);
    }

    private void handOver(Pair pair, ActualEntry entry, String resource, String actor) {
        Resource first = parts.resources().byIds(List.of(resource)).stream()
                .findFirst()
                .orElseThrow(
                        () -> refused(entry.dn() + " belongs to resource " + resource + "; unlink that one first"));
        boolean same = first.source().equals(pair.desired().resource().source());
        if (same && first.deleted().isPresent()) {
            // nobody asks for anything of it any more
            return;
        }
        if (same) {
            throw refused(entry.dn() + " belongs to " + first.name() + " (resource " + resource
                    + ") of the same source; unlink that one first");
        }
        maker.decide(List.of(resource), Map.of(), Set.of(), false, new PlanDraft()).stream()
                .map(decision -> Suppressed.entry(decision.pair().desired()))
                .forEach(one -> parts.rulings().suppress(List.of(one), occasion(actor)));
        made(resource, Ruling.Action.IGNORE, Optional.empty(), actor);
    }

    private Made create(Pair pair, String actor) {
        refuseLinked(pair, "unlink it first");
        var dn = pair.desired().dn();
        if (parts.directory().entry(dn, Set.of("objectClass")).isPresent()) {
            throw refused("an entry stands at " + dn + " already; give " + name(pair)
                    + " another name at the identity provider, or adopt that entry");
        }
        String id = pair.desired().resource().id();
        endOf(id);
        return made(id, Ruling.Action.CREATE, Optional.empty(), actor);
    }

    private Made unlink(Pair pair, String actor) {
        if (pair.link().flatMap(Link::anchor).isEmpty()) {
            throw refused(name(pair) + " is not linked to an entry");
        }
        return left(pair, Ruling.Action.UNLINK, actor);
    }

    private Made ignore(Pair pair, String actor) {
        refuseLinked(pair, "unlink it, or reject the run whose change you do not want");
        return left(pair, Ruling.Action.IGNORE, actor);
    }

    private Made left(Pair pair, Ruling.Action action, String actor) {
        parts.rulings().suppress(List.of(Suppressed.entry(pair.desired())), occasion(actor));
        return made(pair.desired().resource().id(), action, Optional.empty(), actor);
    }

    /** A later decision goes before what was decided to be left alone. */
    private void endOf(String id) {
        parts.rulings().suppressions(List.of(id), parts.mapping().hash()).getOrDefault(id, List.of()).stream()
                .filter(one -> one.attribute().equals(Suppression.ENTRY))
                .forEach(one -> parts.rulings().end(List.of(one.id())));
    }

    private Made made(String id, Ruling.Action action, Optional<Anchor> anchor, String actor) {
        // as exact as the database keeps the time of links
        Ruling ruling = new Ruling(
                action,
                anchor,
                parts.clock().instant().plus(1, ChronoUnit.MICROS).truncatedTo(ChronoUnit.MICROS));
        parts.rulings().decide(id, ruling, actor);
        return new Made(ruling, Set.of(id), Optional.empty());
    }

    private static void refuseLinked(Pair pair, String instead) {
        if (pair.link().flatMap(Link::anchor).isPresent() && pair.situation() != Situation.MISSING) {
            throw refused(name(pair) + " is linked to " + pair.link().get().dn() + "; " + instead);
        }
    }

    private static String listed(List<ActualEntry> entries) {
        List<String> names = new ArrayList<>();
        entries.forEach(entry -> names.add(entry.anchor().value() + " (" + entry.dn() + ")"));
        return names.stream().limit(20).collect(Collectors.joining(", "));
    }

    private static String name(Pair pair) {
        return pair.desired().resource().name();
    }

    private static ReconcileProblem refused(String why) {
        return new ReconcileProblem("not-decidable", why);
    }

    private Rulings.Occasion occasion(String actor) {
        return new Rulings.Occasion(
                actor, Optional.empty(), parts.mapping().hash(), parts.clock().instant());
    }
}
