package io.isthmus.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What real servers of the tests have in common that run as plain processes. */
final class LocalServer {
    private LocalServer() {}

    /** Skips the test by name, with the line that installs what is missing, or fails it where that is required. */
    static void require(String name, boolean there, String missing) {
        if (required(name)) {
            Assertions.assertTrue(there, missing);
        }
        Assumptions.assumeTrue(there, missing);
    }

    /** Whether {@code -Drequire=…} names it. */
    static boolean required(String name) {
        return Arrays.asList(System.getProperty("isthmus.test.require", "").split("[,\\s]+"))
                .contains(name);
    }

    /** Runs a command to its end. */
    static void run(List<String> command, int seconds) throws IOException {
        Path out = Files.createTempFile("isthmus-server", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command.get(0) + " failed: " + Files.readString(out));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            Files.deleteIfExists(out);
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException leftBehind) {
            throw new UncheckedIOException(leftBehind);
        }
    }
}
