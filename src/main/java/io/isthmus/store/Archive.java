package io.isthmus.store;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** Backup and restore: all tables of one consistent moment in one versioned file, embedded and external database alike. */
public final class Archive {
    /** with the version of the schema, and the columns of each table */
    static final String FORMAT = "isthmus-backup-2";

    /** of versions before 0.1: neither */
    static final String FIRST_FORMAT = "isthmus-backup-1";

    static final List<String> TABLES = List.of(
            "source",
            "token",
            "journal_head",
            "journal",
            "resource",
            "member",
            "former_name",
            "checkpoint",
            "checkpoint_resource",
            "checkpoint_member",
            "imported",
            "link",
            "claim",
            "membership",
            "granted",
            "reference",
            "settled",
            "directory_state",
            "directory_pause",
            "user_role",
            "unmatched_role",
            "run",
            "change",
            "suppression",
            "decision",
            "deviation",
            "source_population",
            "notice_state",
            "audit",
            "audit_checkpoint");
    /** What is not kept: the schema's own history, jobs, what follows from other tables or from the nodes that run, and secrets of this database. */
    static final List<String> LEFT_OUT = List.of(
            "flyway_schema_history",
            "resource_count",
            "email",
            "secret",
            "password",
            "self_check",
            "absence",
            "watch_cookie",
            "lease",
            "run_order",
            "mapping_in_force");

    private Archive() {}

    private static OutputStream owned(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.newOutputStream(file);
    }

    /**
     * Writes the file, complete or not at all and for its owner only; returns the number of rows.
     *
     * @throws IllegalStateException if there is something of this name already
     */
    public static long write(DataSource database, Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalStateException(file + " exists; name another file, or write over it with --force");
        }
        return written(database, file);
    }

    /** The same in place of a file that may be there; it stays until the new one is complete. */
    public static long writeOver(DataSource database, Path file) {
        return written(database, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static long written(DataSource database, Path file, CopyOption... options) {
        if (Files.isDirectory(file)) {
            throw new IllegalStateException(file + " is a directory; name a file in it");
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".part");
        try (Connection connection = database.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            long rows = 0;
            try (DataOutputStream out =
                    new DataOutputStream(new GZIPOutputStream(new BufferedOutputStream(owned(fresh))))) {
                out.writeUTF(FORMAT);
                out.writeInt(version(connection));
                for (String table : TABLES) {
                    rows += copyOut(connection, table, out);
                }
                out.writeUTF("end");
                out.writeLong(rows);
            } finally {
                connection.rollback();
            }
            Files.move(fresh, file, options);
            return rows;
        } catch (SQLException failed) {
            throw new StoreException(failed);
        } catch (IOException failed) {
            throw new UncheckedIOException("the backup was not written: " + failed.getMessage(), failed);
        }
    }

    /** Of a database that is yet to be brought up to date, what it has. */
    private static long copyOut(Connection connection, String table, DataOutputStream out)
            throws SQLException, IOException {
        List<String> columns = columns(connection, table);
        if (columns.isEmpty()) {
            return 0;
        }
        String list = String.join(", ", columns);
        out.writeUTF(table);
        out.writeUTF(list);
        Blocks.Output blocks = new Blocks.Output(out);
        long rows = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy " + table + " (" + list + ") to stdout", blocks);
        blocks.finish();
        return rows;
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        return Sql.list(
                connection,
                "select quote_ident(attname) from pg_attribute where attrelid = to_regclass(?) and attnum > 0"
                        + " and not attisdropped and attgenerated = '' order by attnum",
                statement -> statement.setString(1, table),
                row -> row.getString(1));
    }

    /** Of the schema. */
    private static int version(Connection connection) throws SQLException {
        return Sql.list(
                        connection,
                        "select max(version::int) from flyway_schema_history where success and version is not null",
                        Sql.none(),
                        row -> row.getInt(1))
                .get(0);
    }

    /**
     * Reads a file into an empty database, made as it was when the file was written, and brings it up to date; returns the number
     * of rows. Nothing is kept of a damaged file.
     */
    public static long read(DataSource database, Path file) {
        return new Restore(database, file).run();
    }
}
