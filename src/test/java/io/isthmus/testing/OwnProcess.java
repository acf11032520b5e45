package io.isthmus.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server as a process of ours, in a folder of its own. */
final class OwnProcess {
    private static final int ATTEMPTS = 1200;

    private final Path home;
    private final int port;
    private Optional<Process> process = Optional.empty();

    OwnProcess(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    static Path fixtures(String server) {
        return Path.of(System.getProperty("isthmus.test.basedir", "."), "ldap-fixtures", server);
    }

    @FunctionalInterface
    interface Preparation {
        void run() throws IOException;
    }

    /** The server once it is prepared; where that fails, nothing of it. */
    static <T extends LdapServer> T orRemoved(T server, Preparation preparation) throws IOException {
        boolean done = false;
        try {
            preparation.run();
            done = true;
            return server;
        } finally {
            if (!done) {
                server.close();
            }
        }
    }

    /** Starts it and waits until it answers. */
    void launch(String... command) {
        Path log = home.resolve("log.txt");
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process = Optional.of(started);
            for (int i = 0; i < ATTEMPTS && started.isAlive(); i++) {
                if (answers()) {
                    return;
                }
                started.waitFor(50, TimeUnit.MILLISECONDS);
            }
            kill9();
            throw new IllegalStateException(command[0] + " does not start: " + Files.readString(log));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private boolean answers() {
        try (LDAPConnection connection = new LDAPConnection("127.0.0.1", port)) {
            return connection.getRootDSE() != null;
        } catch (LDAPException notYet) {
            return false;
        }
    }

    void kill9() {
        process.ifPresent(running -> {
            running.destroyForcibly();
            running.onExit().join();
        });
    }

    void signal(String name) {
        process.filter(Process::isAlive)
                .ifPresent(running -> run(List.of("kill", "-" + name, Long.toString(running.pid()))));
    }

    static void run(List<String> command) {
        try {
            LocalServer.run(command, 60);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends it, also where it is suspended, and removes its folder. */
    void remove() {
        signal("CONT");
        kill9();
        LocalServer.delete(home);
    }

    /** Removes what is in a folder. */
    static void clear(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(folder))
                    .forEach(file -> file.toFile().delete());
        } catch (IOException leftBehind) {
            throw new UncheckedIOException(leftBehind);
        }
    }
}
