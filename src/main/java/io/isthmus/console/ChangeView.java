package io.isthmus.console;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SecretAttributes;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.reconcile.ChangeRow;
import io.isthmus.report.Parts;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A change as the page of its run shows it.
 *
 * @param before whether there was something before
 * @param after whether there is something after
 */
record ChangeView(
        String id,
        String type,
        String name,
        String dn,
        String newDn,
        String situation,
        String outcome,
        String detail,
        String at,
        String reason,
        String note,
        boolean before,
        boolean after,
        List<Part> parts) {

    /** Values of one attribute, before and after; of many only the first. */
    record Part(String attribute, List<String> before, String moreBefore, List<String> after, String moreAfter) {}

    private static final int MOST = 20;

    static ChangeView of(ChangeRow row) {
        Change change = row.change();
        About about = change.about();
        return new ChangeView(
                Long.toString(row.id()),
                change.type(),
                Shown.value(about.name()),
                Shown.value(change.dn().toString()),
                change instanceof Change.RenameEntry rename
                        ? Shown.value(rename.newDn().toString())
                        : "",
                about.situation().label(),
                row.outcome(),
                Shown.value(row.detail()),
                row.at().map(Shown::time).orElse(""),
                about.reasons().stream().map(ChangeView::reason).collect(Collectors.joining("; ")),
                note(change),
                !(change instanceof Change.AddEntry),
                !(change instanceof Change.DeleteEntry),
                Parts.of(change).stream().map(ChangeView::part).toList());
    }

    private static String reason(About.Reason reason) {
        StringBuilder text = new StringBuilder("rule ").append(Shown.value(reason.rule()));
        if (!reason.source().isEmpty()) {
            text.append(", source ").append(Shown.value(reason.source()));
        }
        if (reason.journal() > 0) {
            text.append(", push ").append(Shown.number(reason.journal()));
        }
        return text.toString();
    }

    private static String note(Change change) {
        if (change.about().situation() == Situation.ADOPTABLE) {
            return change.about().strong()
                    ? "An existing entry becomes ours: it matches by a strong attribute."
                    : "An existing entry becomes ours. It matches by name alone: make sure that it is the same person.";
        }
        return change instanceof Change.ModifyEntry modify
                        && modify.modifications().isEmpty()
                ? "Nothing is written; the entry is linked."
                : "";
    }

    private static Part part(ValueChange change) {
        if (change.attribute().equals(ActualEntry.DISABLED)) {
            boolean locks = !change.add().isEmpty();
            return new Part("account", List.of(locks ? "open" : "locked"), "", List.of(locks ? "locked" : "open"), "");
        }
        if (SecretAttributes.holds(change.attribute())) {
            return new Part(change.attribute(), List.of(), "", List.of(), "not shown");
        }
        return new Part(
                change.attribute(),
                shown(change.delete()),
                more(change.delete()),
                shown(change.add()),
                more(change.add()));
    }

    private static List<String> shown(List<String> values) {
        return values.stream().limit(MOST).map(Shown::value).toList();
    }

    private static String more(List<String> values) {
        return values.size() > MOST ? "and " + Shown.number(values.size() - MOST) + " more, in the CSV" : "";
    }
}
