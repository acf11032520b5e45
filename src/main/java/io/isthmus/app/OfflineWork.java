package io.isthmus.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.cli.Offline;
import io.isthmus.directory.Capabilities;
import io.isthmus.directory.Directory;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.intake.BodyReader;
import io.isthmus.intake.Normaliser;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.References;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.UserBody;
import io.isthmus.store.Archive;
import io.isthmus.store.EmbeddedPostgres;
import io.isthmus.store.JournalCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The offline commands: settings, mapping, directory and database without a container. */
final class OfflineWork implements Offline {

    @Override
    public Outcome checkMapping(boolean directory) {
        SettingsCheck.Checked checked = SettingsCheck.check();
        String file = checked.settings().mappingFile();
        List<String> lines = new ArrayList<>();
        if (directory) {
            try (Directory live = new LdapDirectory(Wiring.directorySettings(checked.settings()))) {
                SchemaCheck.faults(checked.mapping(), live.schema(), live.capabilities())
                        .forEach(fault -> lines.add(fault.in(file)));
            }
        }
        boolean well = lines.isEmpty();
        if (well) {
            lines.add(file + " is valid: " + checked.mapping().users().size() + " rule(s) for users, "
                    + checked.mapping().hash());
        }
        return new Outcome(well, lines);
    }

    @Override
    public Outcome tryMapping(Path file) {
        MappingSet mapping = SettingsCheck.check().mapping();
        ObjectNode body;
        try {
            body = UserBody.understood(Normaliser.userBody(BodyReader.read(Files.readAllBytes(file))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        }
        Instant now = Instant.now();
        Resource resource = new Resource(
                "00000000-0000-0000-0000-000000000000",
                ResourceType.USER,
                "try",
                1,
                1,
                now,
                now,
                Optional.empty(),
                body);
        Desired desired = mapping.desire(resource, References.NONE, now);
        if (desired instanceof Desired.OutOfScope none) {
            return new Outcome(false, List.of("no rule has this user: " + none.why()));
        }
        if (desired instanceof Desired.Invalid invalid) {
            return new Outcome(
                    false,
                    List.of("rule " + invalid.rule().name() + ": " + invalid.attribute() + ": " + invalid.why()));
        }
        return new Outcome(true, ldif(((Desired.Wanted) desired).entry()));
    }

    private static List<String> ldif(DesiredEntry entry) {
        com.unboundid.ldap.sdk.Entry ldap = new com.unboundid.ldap.sdk.Entry(entry.dn());
        ldap.addAttribute("objectClass", entry.rule().objectClasses().toArray(new String[0]));
        List<String> notes = new ArrayList<>();
        entry.attributes().forEach((name, values) -> {
            if (name.startsWith("@")) {
                notes.add("# the account is locked in the server's own way");
            } else if (!values.values().isEmpty()) {
                ldap.addAttribute(name, values.values().toArray(new String[0]));
            }
        });
        entry.pending().forEach(reference -> notes.add("# " + reference + " is resolved when that user is known"));
        List<String> lines = new ArrayList<>(List.of(ldap.toLDIF()));
        lines.addAll(notes);
        return lines;
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
            lines.add("can disable  " + (found.canDisable() ? "yes" : "no"));
            found.details().entrySet().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(entry -> lines.add(String.format("%-17s%s", entry.getKey(), entry.getValue())));
            return new Outcome(true, lines);
        }
    }

    @Override
    public Outcome verifyJournal() {
        return withDatabase(database -> {
            JournalCheck.Result result = JournalCheck.verify(database);
            List<String> lines = new ArrayList<>(result.differences());
            boolean same = result.differences().isEmpty();
            lines.add(result.records() + " records fold to " + result.resources() + " resources: "
                    + (same ? "journal and view agree" : "journal and view DIFFER"));
            return new Outcome(same, lines);
        });
    }

    @Override
    public Outcome backup(Path file) {
        return withDatabase(
                database -> new Outcome(true, List.of(Archive.write(database, file) + " rows written to " + file)));
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
        org.flywaydb.core.Flyway.configure().dataSource(database).load().migrate();
        return new Outcome(true, List.of(Archive.read(database, file) + " rows restored from " + file));
    }

    @FunctionalInterface
    private interface Use {
        Outcome with(DataSource database);
    }

    private static Outcome withDatabase(Use use) {
        SettingsCheck.Checked checked = SettingsCheck.check();
        Optional<String> url = url(checked);
        if (url.isPresent()) {
            return use.with(yours(checked, url.get()));
        }
        try (EmbeddedPostgres.Attached attached =
                EmbeddedPostgres.attach(Path.of(checked.settings().dataDir()))) {
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
