package io.isthmus.store;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.PGConnection;

/**
 * Brings a backup into an empty database. The schema is first made as it was when the backup was written, and goes forward from
 * there with the data in it: so every migration finds what it was written for.
 */
final class Restore {
    private static final String EMPTY = "select not exists (select 1 from journal) and not exists (select 1 from token)"
            // old records may have been folded away
            + " and not exists (select 1 from resource)";
    /** By what is in them, backups of the first format tell the schema that they are of; columns came with tables. */
    private static final List<Telling> FIRST = List.of(
            new Telling("imported", 9),
            new Telling("unmatched_role", 8),
            new Telling("membership", 7),
            new Telling("member", 6));

    private static final int OLDEST = 3;

    private record Telling(String table, int version) {}

    /** What a file says of itself, read through to its end. */
    private record Head(boolean first, int version) {}

    private final DataSource database;
    private final Path file;

    Restore(DataSource database, Path file) {
        this.database = database;
        this.file = file;
    }

    /** Returns the number of rows. */
    long run() {
        Head head = head();
        int newest = newest();
        if (head.version() > newest) {
            throw new IllegalStateException(
                    file + " was written by a later version of Isthmus (schema " + head.version() + ", this one knows "
                            + newest + "); restore it with that version or one after it");
        }
        requireEmpty();
        // a schema without data is made anew, as it was then
        Sql.transaction(database, this::dropped);
        Flyway.configure()
                .dataSource(database)
                .target(MigrationVersion.fromVersion(Integer.toString(head.version())))
                .load()
                .migrate();
        long rows = Sql.transaction(database, connection -> restored(connection, head));
        Flyway.configure().dataSource(database).load().migrate();
        return rows;
    }

    /** The schema that this version of the product makes. */
    private int newest() {
        return Stream.of(Flyway.configure().dataSource(database).load().info().all())
                .filter(migration -> migration.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .mapToInt(version -> Integer.parseInt(version.getVersion()))
                .max()
                .orElseThrow();
    }

    private DataInputStream open() throws IOException {
        return new DataInputStream(new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file))));
    }

    /** Reads the whole file, whose checksum comes last: of a damaged one nothing is begun. */
    private Head head() {
        try (DataInputStream in = open()) {
            String format = in.readUTF();
            boolean first = format.equals(Archive.FIRST_FORMAT);
            if (!first && !format.equals(Archive.FORMAT)) {
                throw new IllegalStateException(file + " is not a backup that this version can read");
            }
            int version = first ? 0 : in.readInt();
            Set<String> tables = new HashSet<>();
            for (String table = in.readUTF(); !table.equals("end"); table = in.readUTF()) {
                tables.add(table);
                if (!first) {
                    in.readUTF();
                }
                new Blocks.Input(in).transferTo(java.io.OutputStream.nullOutputStream());
            }
            in.readLong();
            if (in.read() >= 0) {
                throw new IOException("there is something after the end");
            }
            int of = FIRST.stream()
                    .filter(telling -> tables.contains(telling.table()))
                    .mapToInt(Telling::version)
                    .findFirst()
                    .orElse(OLDEST);
            return new Head(first, first ? of : version);
        } catch (IOException failed) {
            throw new IllegalStateException(file + " is damaged or cannot be read; nothing was restored", failed);
        }
    }

    private void requireEmpty() {
        boolean empty = Sql.transaction(
                database,
                connection -> !there(connection, "journal")
                        || Sql.list(connection, EMPTY, Sql.none(), row -> row.getBoolean(1))
                                .get(0));
        if (!empty) {
            throw new IllegalStateException("the database holds data already; restore into an empty one"
                    + " (another isthmus.data-dir, or another database)");
        }
    }

    private static boolean there(Connection connection, String table) throws SQLException {
        return Sql.list(
                        connection,
                        "select to_regclass(?) is not null",
                        statement -> statement.setString(1, table),
                        row -> row.getBoolean(1))
                .get(0);
    }

    /** Our tables, and nothing else that may be in the database. */
    private int dropped(Connection connection) throws SQLException {
        List<String> ours = new ArrayList<>(Archive.TABLES);
        ours.addAll(Archive.LEFT_OUT);
        ours.addAll(Sql.list(
                connection,
                "select tablename from pg_tables where schemaname = current_schema() and tablename like 'qrtz\\_%'",
                Sql.none(),
                row -> row.getString(1)));
        for (String table : ours) {
            Sql.update(connection, "drop table if exists " + table + " cascade", Sql.none());
        }
        Sql.update(connection, "drop function if exists follow_emails", Sql.none());
        return ours.size();
    }

    private long restored(Connection connection, Head head) throws SQLException {
        try (DataInputStream in = open()) {
            in.readUTF();
            if (!head.first()) {
                in.readInt();
            }
            Sql.update(connection, "delete from journal_head", Sql.none());
            long rows = 0;
            for (String table = in.readUTF(); !table.equals("end"); table = in.readUTF()) {
                if (!Archive.TABLES.contains(table)) {
                    throw new IllegalStateException(file + " holds an unknown table " + table);
                }
                String columns = head.first() ? "" : " (" + in.readUTF() + ")";
                rows += connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + table + columns + " from stdin", new Blocks.Input(in));
            }
            if (in.readLong() != rows) {
                throw new IllegalStateException(file + " does not hold what it says; nothing was restored");
            }
            follow(connection);
            return rows;
        } catch (IOException damaged) {
            throw new UncheckedIOException(file + " is damaged; nothing was restored", damaged);
        }
    }

    /** What follows from the data: where identities go on, and totals. */
    private static void follow(Connection connection) throws SQLException {
        List<String> identities = Sql.list(
                connection,
                "select format('select setval(pg_get_serial_sequence(%L, %L), coalesce(max(%I), 0) + 1, false) from %I',"
                        + " table_name, column_name, column_name, table_name) from information_schema.columns"
                        + " where table_schema = current_schema() and is_identity = 'YES'",
                Sql.none(),
                row -> row.getString(1));
        for (String next : identities) {
            Sql.list(connection, next, Sql.none(), row -> 0);
        }
        if (there(connection, "resource_count")) {
            Sql.update(connection, "delete from resource_count", Sql.none());
            Sql.update(
                    connection,
                    "insert into resource_count select source || ' ' || type, count(*) from resource where deleted is null group by 1",
                    Sql.none());
        }
    }
}
