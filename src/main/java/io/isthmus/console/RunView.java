package io.isthmus.console;

import io.isthmus.plan.Verdict;
import io.isthmus.reconcile.ChangeRow;
import io.isthmus.reconcile.RunReports;
import io.isthmus.reconcile.RunRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A run as its page shows it; everything in it is text that the template escapes. */
record RunView(
        String id,
        String kind,
        String status,
        String verdict,
        boolean held,
        String error,
        List<Fact> facts,
        List<String> advice,
        List<Count> situations,
        List<Tally> tallies,
        Filter filter,
        List<Section> sections,
        String shown,
        String next) {

    /** @param code whether it is to be copied */
    record Fact(String name, String value, boolean code) {}

    /** @param share of the largest, in percent */
    record Count(String name, String label, String meaning, String number, long share) {}

    record Tally(String base, String type, String outcome, String number, String link) {}

    /** @param on whether less than everything is shown */
    record Filter(String q, List<Choice> types, List<Choice> outcomes, boolean on) {}

    record Choice(String value, boolean selected) {}

    /** Changes of one type below one base. */
    record Section(String base, String type, String number, List<ChangeView> changes) {}

    static final List<String> TYPES = List.of("add", "modify", "rename", "delete");
    static final List<String> OUTCOMES = List.of(
            "planned",
            "applied",
            "converged",
            "moved",
            "superseded",
            "suppressed",
            "held",
            "invalid",
            "denied",
            "failed");

    /** @param more whether other changes follow those of the page */
    static RunView of(
            RunRow run, List<RunReports.Count> counts, RunReports.Search search, List<ChangeRow> page, boolean more) {
        return new RunView(
                run.id(),
                lower(run.kind()),
                lower(run.status()),
                run.verdict().map(Verdict::line).orElse("No verdict was given."),
                open(run) && run.verdict().filter(Verdict::held).isPresent(),
                run.error().map(Shown::value).orElse(""),
                facts(run),
                advice(run),
                situations(run),
                counts.stream().map(RunView::tally).toList(),
                filter(search),
                sections(page),
                shown(search, page.size(), more),
                more
                        ? "?" + query(search) + "after="
                                + page.get(page.size() - 1).id() + "#changes"
                        : "");
    }

    private static List<Fact> facts(RunRow run) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(whose(run), run.by().map(Shown::value).orElse("nobody"), false));
        facts.add(new Fact("Began", Shown.time(run.started()), false));
        run.finished()
                .ifPresent(end -> facts.add(new Fact(
                        "Ended",
                        Shown.time(end) + ", after " + Shown.duration(Duration.between(run.started(), end)),
                        false)));
        run.expires()
                .filter(until -> open(run))
                .ifPresent(until -> facts.add(new Fact("Can be approved until", Shown.time(until), false)));
        facts.add(new Fact("Covers", run.complete() ? "everything" : "some entries only", false));
        facts.add(new Fact("Journal", "as of push " + Shown.number(run.journal()), false));
        facts.add(new Fact("Run", run.id(), true));
        run.hash().ifPresent(hash -> facts.add(new Fact("Plan", hash, true)));
        facts.add(new Fact("Mapping", Shown.value(run.mapping()), true));
        return facts;
    }

    /** A run that was decided about belongs to whoever decided. */
    private static String whose(RunRow run) {
        boolean asked = run.kind() == RunRow.Kind.PLAN || run.kind() == RunRow.Kind.UNDO;
        boolean taken = (run.kind() == RunRow.Kind.SOON || run.kind() == RunRow.Kind.WATCH)
                && run.by().filter(lower(run.kind())::equals).isEmpty();
        return switch (run.status()) {
            case REJECTED -> "Rejected by";
            case APPROVED, APPLYING, DONE -> run.hash().isPresent() && (asked || taken) ? "Approved by" : "By";
            default -> "By";
        };
    }

    private static boolean open(RunRow run) {
        return run.status() == RunRow.Status.HELD || run.status() == RunRow.Status.PLANNED;
    }

    private static List<String> advice(RunRow run) {
        return open(run) ? List.of("isthmus approve " + run.id(), "isthmus reject " + run.id()) : List.of();
    }

    private static List<Count> situations(RunRow run) {
        long largest =
                run.counts().values().stream().mapToLong(Long::longValue).max().orElse(0);
        return run.counts().entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(count -> new Count(
                        count.getKey(),
                        Shown.word(count.getKey()),
                        Meanings.of(count.getKey()),
                        Shown.number(count.getValue()),
                        Math.max(1, count.getValue() * 100 / largest)))
                .toList();
    }

    private static Tally tally(RunReports.Count count) {
        return new Tally(
                Shown.value(count.base()),
                count.type(),
                count.outcome(),
                Shown.number(count.changes()),
                "?q=" + Shown.encoded(count.base()) + "&type=" + count.type() + "&outcome=" + count.outcome()
                        + "#changes");
    }

    private static Filter filter(RunReports.Search search) {
        return new Filter(
                search.text().orElse(""),
                choices(TYPES, search.type()),
                choices(OUTCOMES, search.outcome()),
                search.text().isPresent()
                        || search.type().isPresent()
                        || search.outcome().isPresent());
    }

    private static List<Choice> choices(List<String> values, Optional<String> selected) {
        return values.stream()
                .map(value -> new Choice(value, selected.filter(value::equals).isPresent()))
                .toList();
    }

    private static List<Section> sections(List<ChangeRow> page) {
        Map<List<String>, List<ChangeView>> sections = new LinkedHashMap<>();
        for (ChangeRow row : page) {
            String base =
                    Optional.ofNullable(row.change().dn().getParentString()).orElse("");
            sections.computeIfAbsent(List.of(base, row.change().type()), key -> new ArrayList<>())
                    .add(ChangeView.of(row));
        }
        List<Section> all = new ArrayList<>();
        sections.forEach((key, changes) ->
                all.add(new Section(Shown.value(key.get(0)), key.get(1), Shown.number(changes.size()), changes)));
        return all;
    }

    private static String shown(RunReports.Search search, int size, boolean more) {
        boolean all = filter(search).equals(filter(RunReports.Search.all(false)));
        if (size == 0) {
            return all ? "There are none." : "None is like that.";
        }
        return Shown.number(size)
                + (size == 1 ? " change" : " changes")
                + (all ? "" : " like that")
                + (more ? " on this page; more follow" : "");
    }

    private static String query(RunReports.Search search) {
        return search.text().map(text -> "q=" + Shown.encoded(text) + "&").orElse("")
                + search.type().map(type -> "type=" + type + "&").orElse("")
                + search.outcome().map(outcome -> "outcome=" + outcome + "&").orElse("");
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
