package io.isthmus.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The operating system's side of the embedded server: initdb, start, stop, and what a killed owner left behind. */
final class PostgresProcess {
    private static final Logger LOG = Logger.getLogger(PostgresProcess.class);

    private final Path binaries;
    private final Path home;
    private final Path data;
    private final int port;
    private final List<String> as;
    private volatile Process process;

    private PostgresProcess(Path binaries, Path home, int port, List<String> as) {
        this.binaries = binaries;
        this.home = home;
        this.data = home.resolve("postgres");
        this.port = port;
        this.as = as;
    }

    static PostgresProcess in(Path home, int port) {
        return new PostgresProcess(PostgresBinaries.extractedBelow(home), home, port, unprivileged());
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it is not. */
    private static List<String> unprivileged() {
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
    }

    /** So that a Ctrl-C on the terminal reaches us and not the server beneath us. */
    private static List<String> ownSession() {
        return Files.isExecutable(Path.of("/usr/bin/setsid")) ? List.of("/usr/bin/setsid") : List.of();
    }

    int port() {
        return port;
    }

    long pid() {
        return orphan().map(ProcessHandle::pid).orElseGet(() -> process.pid());
    }

    void initialise(String user, Path passwordFile) {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        run(List.of(
                binaries.resolve("bin/initdb").toString(),
                "--pgdata=" + data,
                "--username=" + user,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C"));
    }

    void start() {
        List<String> command = new ArrayList<>(ownSession());
        command.addAll(as);
        command.addAll(List.of(binaries.resolve("bin/postgres").toString(), "-D", data.toString(), "-p", "" + port));
        settings().forEach(setting -> command.addAll(List.of("-c", setting)));
        try {
            Path log = home.resolve("postgres.log");
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException("PostgreSQL does not start", failed);
        }
        awaitReady();
    }

    private static List<String> settings() {
        return List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "shared_buffers=128MB",
                "max_connections=80",
                "max_wal_size=2GB",
                "checkpoint_completion_target=0.9",
                "wal_compression=on",
                "timezone=UTC",
                "jit=off");
    }

    /** Ready when postmaster.pid says so in its eighth line. */
    private void awaitReady() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "PostgreSQL ended with " + process.exitValue() + "; see " + home.resolve("postgres.log"));
            }
            try {
                List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
                if (lines.size() >= 8
                        && lines.get(0).trim().equals(Long.toString(process.pid()))
                        && lines.get(7).trim().equals("ready")) {
                    return;
                }
            } catch (IOException notYet) {
                LOG.trace("no postmaster.pid yet");
            }
            pause(20);
        }
        throw new IllegalStateException("PostgreSQL is not ready after 60 s; see " + home.resolve("postgres.log"));
    }

    /** Stops the server that a killed owner of the directory left running. */
    void stopOrphan() {
        orphan().ifPresent(orphan -> {
            LOG.warnf("stopping PostgreSQL process %d that an earlier process left behind", orphan.pid());
            orphan.destroy();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
            while (orphan.isAlive() && System.nanoTime() < end) {
                pause(20);
            }
            if (orphan.isAlive()) {
                orphan.destroyForcibly();
            }
        });
    }

    private Optional<ProcessHandle> orphan() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
            return ProcessHandle.of(pid)
                    .filter(handle -> handle.info().command().orElse("postgres").endsWith("postgres"));
        } catch (IOException | RuntimeException none) {
            return Optional.empty();
        }
    }

    void awaitEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fast shutdown: sessions end, everything is written. */
    void stop() {
        if (!process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(pid())).start().waitFor();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException failed) {
            process.destroy();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void pause() {
        pause(1000);
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(List<String> arguments) {
        List<String> command = new ArrayList<>(as);
        command.addAll(arguments);
        try {
            Files.createDirectories(
                    data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Process ran = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(ran.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (ran.waitFor() != 0) {
                throw new IllegalStateException("initdb failed: " + output);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot run " + command.get(0), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
