package io.isthmus.app;

import io.isthmus.cli.Offline.Outcome;
import io.isthmus.cli.Offline.Replayed;
import io.isthmus.mapping.Fault;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.isthmus.reconcile.Replay;
import io.isthmus.report.ChangeLine;
import io.isthmus.report.ChangesCsv;
import io.isthmus.report.ChangesLdif;
import io.isthmus.report.LdifServer;
import io.isthmus.store.AuditChain;
import io.isthmus.store.JdbcMemberships;
import io.isthmus.store.JdbcResources;
import io.isthmus.store.JdbcShared;
import io.isthmus.store.JournalCheck;
import io.isthmus.store.JournalRecords;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The journal's tools, on a database. */
final class JournalTools {
    private JournalTools() {}

    static Outcome verify(DataSource database, Consumer<String> progress) {
        JournalCheck.Result journal = JournalCheck.verify(
                database, (done, of) -> progress.accept(String.format("%,d of %,d records", done, of)));
        AuditChain.Result audit = AuditChain.verify(database);
        List<String> lines = new ArrayList<>(journal.differences());
        lines.addAll(audit.differences());
        lines.add("audit trail: " + audit.rows() + " rows"
                + (audit.after() == 0 ? "" : " after " + audit.after() + ", where it was cut by retention") + ", "
                + (audit.differences().isEmpty() ? "the chain holds" : "the chain is BROKEN"));
        lines.add(journal.records() + " records "
                + (journal.from() == 0 ? "" : "after the checkpoint at " + journal.from() + " ") + "fold to "
                + journal.resources() + " resources: "
                + (journal.differences().isEmpty() ? "journal and view agree" : "journal and view DIFFER"));
        return new Outcome(
                journal.differences().isEmpty() && audit.differences().isEmpty(), lines);
    }

    static Outcome export(DataSource database, long after, PrintStream to) {
        Writer writer = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
        long[] records = {0, after};
        JournalRecords journal = new JournalRecords(database);
        try {
            journal.stream(after, record -> {
                records[0]++;
                records[1] = record.position();
                line(writer, record.json().toString());
            });
            writer.flush();
        } catch (IOException | UncheckedIOException closed) {
            return new Outcome(false, List.of("the output was closed after " + records[0] + " records"));
        }
        List<String> lines = new ArrayList<>();
        long gone = journal.compactedTo();
        if (after < gone) {
            lines.add("records up to " + gone + " were compacted (retention.journal) and are not among them");
        }
        lines.add(records[0] + " records, the last at position " + records[1]);
        return new Outcome(true, lines);
    }

    private static void line(Writer to, String line) {
        try {
            to.write(line);
            to.write('\n');
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static Replayed replay(DataSource database, SettingsCheck.Checked checked, Path file, boolean csv, PrintStream to) {
        List<String> faults = new ArrayList<>();
        Optional<MappingSet> other = read(file, faults);
        return other.map(mapping -> replay(database, checked, mapping, csv, to))
                .orElseGet(() -> new Replayed(false, new Outcome(false, faults)));
    }

    private static Replayed replay(
            DataSource database, SettingsCheck.Checked checked, MappingSet other, boolean csv, PrintStream to) {
        Map<String, List<String>> mayReference = Wiring.mayReference(checked.settings());
        JdbcResources resources = new JdbcResources(database, database, mayReference);
        long position = resources.position();
        Writer writer = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
        try (Lines lines = csv ? new Csv(writer) : new Ldif(writer)) {
            Replay.Result result = new Replay(
                            inForce(database, checked),
                            other,
                            resources,
                            new JdbcMemberships(database, database, mayReference),
                            resources::all,
                            Instant.now(),
                            lines)
                    .run();
            lines.close();
            writer.flush();
            String found = result.same()
                    ? "the same under both mappings"
                    : result.counts().entrySet().stream()
                            .map(entry -> entry.getValue() + " " + entry.getKey())
                            .collect(Collectors.joining(", "));
            return new Replayed(
                    result.same(),
                    new Outcome(
                            true, List.of(result.compared() + " resources at position " + position + ": " + found)));
        } catch (IOException | UncheckedIOException closed) {
            return new Replayed(false, new Outcome(false, List.of("the output was closed too early")));
        }
    }

    /** What the server works with, which the file may be ahead of; the file where no server ever ran. */
    private static MappingSet inForce(DataSource database, SettingsCheck.Checked checked) {
        return new JdbcShared(database, checked.settings().directory().name())
                .mapping()
                .map(text -> MappingReader.read(text.content(), text.name()))
                .filter(MappingResult.Valid.class::isInstance)
                .map(valid -> ((MappingResult.Valid) valid).mapping())
                .orElse(checked.mapping());
    }

    private static Optional<MappingSet> read(Path file, List<String> faults) {
        try {
            MappingResult result = MappingReader.read(Files.readString(file), file.toString());
            if (result instanceof MappingResult.Valid valid) {
                return Optional.of(valid.mapping());
            }
            ((MappingResult.Faulty) result)
                    .faults().stream().map(Fault::toString).forEach(faults::add);
        } catch (IOException unreadable) {
            faults.add("--mapping: the file " + file + " cannot be read");
        }
        return Optional.empty();
    }

    /** Where differences go. */
    private interface Lines extends Consumer<ChangeLine>, AutoCloseable {
        void write(ChangeLine line) throws IOException;

        @Override
        default void accept(ChangeLine line) {
            try {
                write(line);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        void close() throws IOException;
    }

    private static final class Csv implements Lines {
        private final ChangesCsv csv;
        private boolean closed;

        Csv(Writer to) throws IOException {
            csv = new ChangesCsv(to);
        }

        @Override
        public void write(ChangeLine line) throws IOException {
            csv.write(line);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                csv.close();
            }
        }
    }

    private static final class Ldif implements Lines {
        private final ChangesLdif ldif;

        Ldif(Writer to) throws IOException {
            ldif = new ChangesLdif(to, LdifServer.UNKNOWN);
        }

        @Override
        public void write(ChangeLine line) throws IOException {
            ldif.write(line);
        }

        @Override
        public void close() {
            // whoever gave the writer closes it
        }
    }
}
