package io.isthmus.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jboss.logging.Logger;

/**
 * PostgreSQL as a process of ours, durable, reachable from this machine only and with a password. Its data directory belongs to
 * one process at a time: a file lock says who is alive, before any pid file is looked at.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);
    private static final String USER = "isthmus";

    private final Path home;
    private final PostgresProcess process;
    private final String password;
    private final FileChannel lockFile;
    private volatile boolean closing;

    private EmbeddedPostgres(Path home, PostgresProcess process, String password, FileChannel lockFile) {
        this.home = home;
        this.process = process;
        this.password = password;
        this.lockFile = lockFile;
    }

    /**
     * Starts the server of a data directory, which is made if it is not there.
     *
     * @throws IllegalStateException when another process owns the directory (named by its pid), when the platform has no
     *     binaries, or when the server is not durable
     */
    public static EmbeddedPostgres start(Path dataDirectory) {
        try {
            Path home = Files.createDirectories(dataDirectory.toAbsolutePath().normalize());
            FileChannel lock = own(home);
            try {
                return running(home, lock);
            } catch (RuntimeException | IOException failed) {
                lock.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot use the data directory " + dataDirectory, failed);
        }
    }

    /** A connection to the server that a live process of ours runs on the directory, or a server of our own if none does. */
    public static Attached attach(Path dataDirectory) {
        Path home = dataDirectory.toAbsolutePath().normalize();
        try {
            EmbeddedPostgres own = start(home);
            return new Attached(own.jdbcUrl(), USER, own.password, own::close);
        } catch (IllegalStateException owned) {
            try {
                String password =
                        Files.readString(home.resolve("postgres-password")).trim();
                int port = Integer.parseInt(Files.readAllLines(home.resolve("postgres/postmaster.pid"))
                        .get(3)
                        .trim());
                return new Attached(url(port), USER, password, () -> {});
            } catch (IOException | RuntimeException notRunning) {
                owned.addSuppressed(notRunning);
                throw owned;
            }
        }
    }

    /** Where to connect to, and how to let go. */
    public record Attached(String jdbcUrl, String username, String password, Runnable release)
            implements AutoCloseable {
        @Override
        public void close() {
            release.run();
        }
    }

    private static EmbeddedPostgres running(Path home, FileChannel lock) throws IOException {
        String password = password(home);
        PostgresProcess process = PostgresProcess.in(home, freePort());
        process.stopOrphan();
        process.initialise(USER, home.resolve("postgres-password"));
        process.start();
        EmbeddedPostgres started = new EmbeddedPostgres(home, process, password, lock);
        Durability.require(started.jdbcUrl(), USER, password);
        Thread watch = new Thread(started::watch, "postgres-watch");
        watch.setDaemon(true);
        watch.start();
        LOG.infof("embedded PostgreSQL is up on 127.0.0.1:%d, data in %s", process.port(), home);
        return started;
    }

    private static FileChannel own(Path home) throws IOException {
        Path file = home.resolve("isthmus.lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            LOG.debug("the data directory is locked by this very process");
        }
        if (lock == null) {
            String owner = Files.readString(file).trim();
            channel.close();
            throw new IllegalStateException("the data directory " + home + " is in use by process " + owner
                    + "; stop that process, or set isthmus.data-dir to another directory");
        }
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode(
                Long.toString(ProcessHandle.current().pid())));
        channel.force(true);
        return channel;
    }

    private static String password(Path home) throws IOException {
        Path file = home.resolve("postgres-password");
        if (!Files.exists(file)) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).trim();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    /** Starts the server again, on the same port, when it dies under us. */
    private void watch() {
        while (!closing) {
            process.awaitEnd();
            if (!closing) {
                LOG.error("embedded PostgreSQL ended by itself; it is started again");
                try {
                    process.stopOrphan();
                    process.start();
                    LOG.info("embedded PostgreSQL is up again");
                } catch (RuntimeException failed) {
                    LOG.errorf("embedded PostgreSQL does not start: %s", failed.getMessage());
                    process.pause();
                }
            }
        }
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String jdbcUrl() {
        return url(process.port());
    }

    public String username() {
        return USER;
    }

    public String password() {
        return password;
    }

    /** Pid of the server process, for tests that kill it. */
    public long pid() {
        return process.pid();
    }

    public Path home() {
        return home;
    }

    /** Stops the server cleanly. */
    @Override
    public void close() {
        closing = true;
        process.stop();
        try {
            lockFile.close();
        } catch (IOException failed) {
            LOG.warnf("the lock of %s was not released: %s", home, failed.getMessage());
        }
    }
}
