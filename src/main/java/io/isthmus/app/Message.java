package io.isthmus.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.reconcile.Notices.Notice;
import io.isthmus.reconcile.RunRow;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What is sent of a notice.
 *
 * @param id of this message, so that a receiver can tell a repetition
 * @param link to the run's page, where the public URL is known
 */
record Message(String id, Instant at, String directory, Notice notice, Optional<RunRow> run, Optional<String> link) {

    String subject() {
        String what = notice.occasion() == notice.about()
                ? notice.occasion().label()
                : notice.occasion().label() + " (" + notice.about().label() + ")";
        return "[Isthmus " + directory + "] " + what;
    }

    String text() {
        StringBuilder text = new StringBuilder()
                .append(notice.line())
                .append("\n\nDirectory: ")
                .append(directory)
                .append("\nRun: ")
                .append(notice.run());
        run.ifPresent(row -> text.append(" (")
                .append(lower(row.kind()))
                .append(", ")
                .append(lower(row.status()))
                .append(")\nSituations: ")
                .append(row.counts())
                .append("\nChanges: ")
                .append(row.changes()));
        link.ifPresent(url -> text.append("\nReport: ").append(url));
        if (run.filter(row -> row.status() == RunRow.Status.HELD).isPresent()) {
            text.append("\n\nDecide with:  isthmus approve ")
                    .append(notice.run())
                    .append("  or  isthmus reject ")
                    .append(notice.run());
        }
        return text.append('\n').toString();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("at", at.toString())
                .put("event", notice.occasion().label())
                .put("about", notice.about().label())
                .put("directory", directory)
                .put("line", notice.line());
        ObjectNode about = json.putObject("run").put("id", notice.run());
        run.ifPresent(row -> {
            about.put("kind", lower(row.kind())).put("status", lower(row.status()));
            ObjectNode counts = about.putObject("counts");
            row.counts().forEach(counts::put);
            ObjectNode changes = about.putObject("changes");
            row.changes().forEach(changes::put);
        });
        return json.put("link", link.orElse(null));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
