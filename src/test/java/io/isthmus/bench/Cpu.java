package io.isthmus.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** CPU time of processes from {@code /proc}, in milliseconds; a tick is taken for 10 ms. */
final class Cpu {
    private Cpu() {}

    /** Of a process and its children. */
    static long millis(long pid) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                            .filter(path -> path.getFileName().toString().matches("\\d+"))
                            .mapToLong(path -> ticks(path, pid))
                            .sum()
                    * 10;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long ticks(Path process, long pid) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean counts =
                    process.getFileName().toString().equals(Long.toString(pid)) || Long.parseLong(fields[1]) == pid;
            return counts ? Long.parseLong(fields[11]) + Long.parseLong(fields[12]) : 0;
        } catch (IOException ended) {
            return 0;
        }
    }

    /** The PostgreSQL of a data directory. */
    static long postmaster(Path data) {
        try {
            return Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
