package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import io.isthmus.plan.MemberKey;
import io.isthmus.plan.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Finds out what runs had written that were interrupted before they could note it: the directory is asked before anything is
 * planned, so that limits, undo and reports know of it (rules 12, 23 and 33).
 */
final class Reckoning {
    static final String FOUND = "found written, which was not recorded";

    private static final Logger LOG = Logger.getLogger(Reckoning.class);
    private static final int CHUNK = 500;

    private final Parts parts;
    private final SearchBase whole;
    private final Set<String> runs;

    /** @param runs of which it is not known what they have written, as they come */
    Reckoning(Parts parts, Set<String> runs) {
        this.parts = parts;
        this.runs = runs;
        SearchBase wider = ReadScope.wider(parts.mapping());
        Set<String> attributes = new HashSet<>(wider.attributes());
        attributes.add("*");
        this.whole = new SearchBase(wider.base(), wider.scope(), attributes);
    }

    /** Of these runs it is not known what they have written. */
    void about(Collection<String> interrupted) {
        runs.addAll(interrupted);
    }

    /** @throws io.isthmus.directory.DirectoryFailure where the directory does not tell; the next time is another chance */
    void settle() {
        for (String run : List.copyOf(runs)) {
            settle(run);
            runs.remove(run);
        }
    }

    private void settle(String run) {
        Map<String, Long> counts = new TreeMap<>();
        List<ChangeRow> page = parts.runs().changes(run, 0, CHUNK);
        while (!page.isEmpty()) {
            Map<Long, Runs.Outcome> outcomes = outcomes(page.stream()
                    .filter(row ->
                            row.outcome().equals("failed") && row.detail().equals(Runs.UNKNOWN))
                    .toList());
            if (!outcomes.isEmpty()) {
                parts.runs().record(outcomes, List.of(), List.of());
            }
            for (ChangeRow row : page) {
                String outcome = Optional.ofNullable(outcomes.get(row.id()))
                        .map(Runs.Outcome::outcome)
                        .orElse(row.outcome());
                counts.merge(RunProgress.column(outcome), 1L, Long::sum);
                counts.merge("planned", outcome.equals("suppressed") ? 0L : 1L, Long::sum);
            }
            page = parts.runs().changes(run, page.get(page.size() - 1).id(), CHUNK);
        }
        parts.runs().find(run).ifPresent(row -> parts.runs().save(settled(row, counts)));
        LOG.warnf("run %s was interrupted; as the directory shows: %s", run, counts);
    }

    private static RunRow settled(RunRow row, Map<String, Long> counts) {
        return new RunRow(
                row.id(),
                row.kind(),
                row.status(),
                row.complete(),
                row.mapping(),
                row.hash(),
                row.journal(),
                row.started(),
                row.finished(),
                row.by(),
                row.expires(),
                row.counts(),
                counts,
                row.verdict(),
                row.error().map(why -> why.equals(Runs.INTERRUPTED) ? Runs.SETTLED : why));
    }

    private Map<Long, Runs.Outcome> outcomes(List<ChangeRow> rows) {
        Map<String, Link> links = new HashMap<>();
        if (!rows.isEmpty()) {
            parts.links()
                    .ofResources(rows.stream()
                            .map(row -> row.change().about().resource())
                            .collect(Collectors.toSet()))
                    .forEach(link -> links.put(link.resource(), link));
        }
        List<ChangeRow> entries = new ArrayList<>();
        Map<Target, List<ChangeRow>> groups = new LinkedHashMap<>();
        for (ChangeRow row : rows) {
            if (row.change() instanceof Change.ModifyMembers change) {
                groups.computeIfAbsent(target(change, links), key -> new ArrayList<>())
                        .add(row);
            } else {
                entries.add(row);
            }
        }
        Map<Long, Runs.Outcome> outcomes = new HashMap<>();
        entries(entries, links, outcomes);
        groups.forEach((target, of) -> members(target, of, outcomes));
        return outcomes;
    }

    private void entries(List<ChangeRow> rows, Map<String, Link> links, Map<Long, Runs.Outcome> outcomes) {
        Directory directory = parts.directory();
        List<Filter> filters = rows.stream()
                .map(row -> anchor(row.change())
                        .map(directory::anchorFilter)
                        .orElseGet(() -> Filter.createEqualityFilter(
                                row.change().dn().getRDN().getAttributeNames()[0],
                                row.change().dn().getRDN().getAttributeValues()[0])))
                .toList();
        Map<Anchor, ActualEntry> byAnchor = new HashMap<>();
        Map<DN, ActualEntry> byDn = new HashMap<>();
        if (!filters.isEmpty()) {
            directory.find(whole, filters).forEach(entry -> {
                byAnchor.put(entry.anchor(), entry);
                byDn.put(entry.dn(), entry);
            });
        }
        for (ChangeRow row : rows) {
            Change change = row.change();
            ActualEntry there = anchor(change).map(byAnchor::get).orElseGet(() -> byDn.get(change.dn()));
            Optional<Link> link = Optional.ofNullable(links.get(change.about().resource()));
            outcomes.put(row.id(), outcome(Written.of(change, link, Optional.ofNullable(there))));
        }
    }

    private static Optional<Anchor> anchor(Change change) {
        if (change instanceof Change.ModifyEntry modify) {
            return Optional.of(modify.anchor());
        }
        if (change instanceof Change.DeleteEntry delete) {
            return Optional.of(delete.anchor());
        }
        return change instanceof Change.RenameEntry rename ? Optional.of(rename.anchor()) : Optional.empty();
    }

    /** The attribute of a group that holds its members. */
    private record Target(DN dn, String attribute) {}

    private static Target target(Change.ModifyMembers change, Map<String, Link> links) {
        Link group = links.get(change.about().resource());
        return new Target(group == null ? change.dn() : group.dn(), change.attribute());
    }

    /** One group is read at a time: it may be large. */
    private void members(Target target, List<ChangeRow> rows, Map<Long, Runs.Outcome> outcomes) {
        MemberRule.As as = Undoing.as(parts.mapping(), target.attribute());
        Optional<ActualEntry> group = parts.directory().entry(target.dn(), Set.of(target.attribute()));
        Set<String> holds = group.flatMap(entry -> entry.attribute(target.attribute())).stream()
                .map(Attribute::getValues)
                .flatMap(Arrays::stream)
                .map(value -> MemberKey.of(as, value))
                .collect(Collectors.toSet());
        for (ChangeRow row : rows) {
            Change.ModifyMembers change = (Change.ModifyMembers) row.change();
            outcomes.put(row.id(), outcome(group.isEmpty() ? Written.NOT : Written.of(change, as, holds)));
        }
    }

    private static Runs.Outcome outcome(Written written) {
        return switch (written) {
            case WHOLLY -> new Runs.Outcome("applied", FOUND);
            case PARTLY -> new Runs.Outcome("failed", Runs.IN_PART);
            case NOT -> new Runs.Outcome("superseded", Runs.NOT_WRITTEN);
        };
    }
}
