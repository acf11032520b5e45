package io.isthmus.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** Backup and restore: all tables of one consistent moment in one versioned file, embedded and external database alike. */
public final class Archive {
    private static final String FORMAT = "isthmus-backup-1";
    static final List<String> TABLES = List.of(
            "source",
            "token",
            "journal_head",
            "journal",
            "resource",
            "member",
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
            "user_role",
            "unmatched_role",
            "run",
            "change",
            "suppression",
            "decision",
            "deviation",
            "absence",
            "source_population",
            "notice_state",
            "audit",
            "audit_checkpoint");
    /** What is not kept: the schema's own history, jobs, what follows from other tables, and secrets of this database. */
    static final List<String> LEFT_OUT =
            List.of("flyway_schema_history", "resource_count", "secret", "password", "self_check");

    private static final int BLOCK = 1 << 16;

    private Archive() {}

    private static OutputStream owned(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.newOutputStream(file);
    }

    /** Writes the file, complete or not at all and for its owner only; returns the number of rows. */
    public static long write(DataSource database, Path file) {
        Path fresh = file.resolveSibling(file.getFileName() + ".part");
        try (Connection connection = database.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            long rows = 0;
            try (DataOutputStream out =
                    new DataOutputStream(new GZIPOutputStream(new BufferedOutputStream(owned(fresh))))) {
                out.writeUTF(FORMAT);
                for (String table : TABLES) {
                    out.writeUTF(table);
                    rows += copyOut(connection, table, out);
                }
                out.writeUTF("end");
                out.writeLong(rows);
            } finally {
                connection.rollback();
            }
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            return rows;
        } catch (SQLException failed) {
            throw new StoreException(failed);
        } catch (IOException failed) {
            throw new UncheckedIOException("the backup was not written: " + failed.getMessage(), failed);
        }
    }

    private static long copyOut(Connection connection, String table, DataOutputStream out)
            throws SQLException, IOException {
        BlockOutput blocks = new BlockOutput(out);
        long rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy " + table + " to stdout", blocks);
        blocks.finish();
        return rows;
    }

    /** Reads a file into the empty, migrated database; returns the number of rows. Nothing is kept of a damaged file. */
    public static long read(DataSource database, Path file) {
        try (DataInputStream in =
                new DataInputStream(new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file))))) {
            if (!in.readUTF().equals(FORMAT)) {
                throw new IllegalStateException(file + " is not a backup that this version can read");
            }
            return Sql.transaction(database, connection -> restore(connection, in, file));
        } catch (IOException failed) {
            throw new IllegalStateException(file + " is damaged or cannot be read; nothing was restored", failed);
        } catch (UncheckedIOException failed) {
            throw new IllegalStateException(file + " is damaged; nothing was restored", failed);
        }
    }

    private static long restore(Connection connection, DataInputStream in, Path file) throws SQLException {
        boolean empty = Sql.list(
                        connection,
                        "select not exists (select 1 from journal) and not exists (select 1 from token)"
                                + " and not exists (select 1 from checkpoint)",
                        Sql.none(),
                        row -> row.getBoolean(1))
                .get(0);
        if (!empty) {
            throw new IllegalStateException("the database holds data already; restore into an empty one"
                    + " (another isthmus.data-dir, or another database)");
        }
        try {
            long rows = 0;
            Sql.update(connection, "delete from journal_head", Sql.none());
            for (String table = in.readUTF(); !table.equals("end"); table = in.readUTF()) {
                if (!TABLES.contains(table)) {
                    throw new IllegalStateException(file + " holds an unknown table " + table);
                }
                rows += connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + table + " from stdin", new BlockInput(in));
            }
            if (in.readLong() != rows) {
                throw new IllegalStateException(file + " does not hold what it says; nothing was restored");
            }
            for (String identity : List.of("change.id", "suppression.id", "audit.position")) {
                String[] parts = identity.split("\\.");
                Sql.list(
                        connection,
                        "select setval(pg_get_serial_sequence('" + parts[0] + "', '" + parts[1] + "'), coalesce(max("
                                + parts[1] + "), 0) + 1, false) from " + parts[0],
                        Sql.none(),
                        row -> 0);
            }
            Sql.update(
                    connection,
                    "insert into resource_count select source || ' ' || type, count(*) from resource where deleted is null group by 1",
                    Sql.none());
            // a backup of an earlier version: roles are seen when their users are planned
            Sql.update(connection, "delete from settled where not exists (select 1 from user_role)", Sql.none());
            return rows;
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    /** A stream of unknown length inside another: blocks with their length, ended by an empty one. */
    private static final class BlockOutput extends OutputStream {
        private final DataOutputStream out;
        private final ByteArrayOutputStream block = new ByteArrayOutputStream(BLOCK);

        BlockOutput(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            block.write(value);
            flushFull();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            block.write(bytes, offset, length);
            flushFull();
        }

        private void flushFull() throws IOException {
            if (block.size() >= BLOCK) {
                writeBlock();
            }
        }

        private void writeBlock() throws IOException {
            out.writeInt(block.size());
            block.writeTo(out);
            block.reset();
        }

        void finish() throws IOException {
            if (block.size() > 0) {
                writeBlock();
            }
            out.writeInt(0);
        }
    }

    private static final class BlockInput extends InputStream {
        private final DataInputStream in;
        private int left;
        private boolean ended;

        BlockInput(DataInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                left = in.readInt();
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            int count = in.read(bytes, offset, Math.min(left, length));
            if (count < 0) {
                throw new IOException("the file ends too early");
            }
            left -= count;
            return count;
        }
    }
}
