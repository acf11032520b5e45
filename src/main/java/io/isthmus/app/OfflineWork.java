package io.isthmus.app;

import io.isthmus.cli.Offline;
import io.isthmus.directory.Capabilities;
import io.isthmus.directory.Directory;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.store.Archive;
import io.isthmus.store.EmbeddedPostgres;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The offline commands: settings, mapping, directory and database without a container. */
final class OfflineWork implements Offline {

    @Override
    public Outcome checkMapping(boolean directory) {
        try {
            return checked(SettingsCheck.check(), directory);
        } catch (WrongSettings wrong) {
            return new Outcome(false, wrong.faults());
        }
    }

    private static Outcome checked(SettingsCheck.Checked checked, boolean directory) {
        String file = checked.settings().mappingFile();
        List<String> lines = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        if (directory) {
            try (Directory live = new LdapDirectory(Wiring.directorySettings(checked.settings()))) {
                SchemaCheck.faults(
                                checked.mapping(),
                                live.schema(),
                                live.capabilities(),
                                dn -> live.entry(dn, Set.of("objectClass")).isPresent())
                        .forEach(fault -> lines.add(fault.in(file)));
                SchemaCheck.doubt(checked.mapping(), live.capabilities())
                        .ifPresent(doubt -> notes.add("note: " + doubt));
            }
        }
        Outcome tests = MappingTests.run(trial(checked), Path.of(file));
        boolean well = lines.isEmpty() && tests.well();
        lines.addAll(tests.lines());
        lines.addAll(notes);
        if (well) {
            lines.add(file + " is valid: " + checked.mapping().users().size() + " rule(s) for users, "
                    + checked.mapping().groups().size() + " for groups, "
                    + checked.mapping().roles().catalogue().size() + " role(s), "
                    + checked.mapping().hash());
        }
        return new Outcome(well, lines);
    }

    @Override
    public Outcome tryMapping(Path file) {
        return trial(SettingsCheck.check()).of(file);
    }

    private static MappingTrial trial(SettingsCheck.Checked checked) {
        return new MappingTrial(checked.mapping(), DeclaredSchemas.extensions(checked.settings()));
    }

    @Override
    public Outcome probeDirectory() {
        SettingsCheck.Checked checked = SettingsCheck.check();
        try (Directory directory = new LdapDirectory(Wiring.directorySettings(checked.settings()))) {
            Capabilities found = directory.capabilities();
            List<String> lines = new ArrayList<>();
            lines.add("server       " + directory.url()
                    + found.vendor().map(vendor -> ", " + vendor).orElse(""));
            lines.add("flavour      " + found.flavour());
            lines.add("anchor       " + found.anchorAttribute());
            String able = found.lockInDoubt().isPresent() ? "unknown" : "yes";
            lines.add("can disable  " + (found.canDisable() ? able : "no"));
            found.details().entrySet().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(entry -> lines.add(String.format("%-21s%s", entry.getKey(), entry.getValue())));
            return new Outcome(true, lines);
        }
    }

    @Override
    public Outcome verifyJournal(Consumer<String> progress) {
        return withDatabase(database -> JournalTools.verify(database, progress));
    }

    @Override
    public Outcome exportJournal(long after, PrintStream to) {
        return withDatabase(database -> JournalTools.export(database, after, to));
    }

    @Override
    public Replayed replayJournal(Path mapping, boolean csv, PrintStream to) {
        SettingsCheck.Checked checked = SettingsCheck.check();
        return withDatabase(database -> JournalTools.replay(database, checked, mapping, csv, to));
    }

    @Override
    public Outcome backup(Path file, boolean over) {
        return withDatabase(database -> {
            long rows = over ? Archive.writeOver(database, file) : Archive.write(database, file);
            return new Outcome(true, List.of(rows + " rows written to " + file));
        });
    }

    @Override
    public Outcome restore(Path file) {
        SettingsCheck.Checked checked = SettingsCheck.check();
        Optional<String> url = url(checked);
        if (url.isPresent()) {
            return restored(yours(checked, url.get()), file);
        }
        // the lock decides: beside a live server this refuses and names it
        try (EmbeddedPostgres own =
                EmbeddedPostgres.start(Path.of(checked.settings().dataDir()))) {
            return restored(source(own.jdbcUrl(), own.username(), own.password()), file);
        }
    }

    private static Outcome restored(DataSource database, Path file) {
        return new Outcome(true, List.of(Archive.read(database, file) + " rows restored from " + file));
    }

    @FunctionalInterface
    private interface Use<T> {
        T with(DataSource database);
    }

    private static <T> T withDatabase(Use<T> use) {
        SettingsCheck.Checked checked = SettingsCheck.check();
        Optional<String> url = url(checked);
        if (url.isPresent()) {
            return use.with(yours(checked, url.get()));
        }
        Path data = Path.of(checked.settings().dataDir());
        if (!Files.isDirectory(data.resolve("postgres"))) {
            throw new IllegalStateException("there is no database in " + data
                    + "; set isthmus.data-dir to the server's, or work in its directory");
        }
        try (EmbeddedPostgres.Attached attached = EmbeddedPostgres.attach(data)) {
            return use.with(source(attached.jdbcUrl(), attached.username(), attached.password()));
        }
    }

    private static Optional<String> url(SettingsCheck.Checked checked) {
        return checked.config().getOptionalValue("quarkus.datasource.jdbc.url", String.class);
    }

    private static DataSource yours(SettingsCheck.Checked checked, String url) {
        return source(
                url,
                checked.config()
                        .getOptionalValue("quarkus.datasource.username", String.class)
                        .orElse(""),
                checked.config()
                        .getOptionalValue("quarkus.datasource.password", String.class)
                        .orElse(""));
    }

    private static DataSource source(String url, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }
}
