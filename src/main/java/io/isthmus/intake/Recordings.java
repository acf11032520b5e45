package io.isthmus.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of recorded exchanges: a directory a source, numbered, bounded in count and age, for the owner's eyes only. One thread. */
final class Recordings {
    private static final Pattern NUMBERED = Pattern.compile("(\\d{6,})-.*\\.json");
    private static final FileAttribute<?> OWN_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWN_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    private final Duration keep;
    private final int most;
    private final Map<String, Deque<Path>> files = new HashMap<>();

    /**
     * @param keep how long; zero is for ever
     * @param most files a source
     */
    Recordings(Path root, Duration keep, int most) {
        this.root = root;
        this.keep = keep;
        this.most = most;
    }

    /** Whether there is anything that may grow old. */
    boolean exist() {
        return Files.isDirectory(root);
    }

    /** Writes an exchange under the next number of its source; what is over the bound goes. */
    Path write(Exchange exchange) throws IOException {
        Path directory = root.resolve(exchange.source());
        Files.createDirectories(directory, OWN_DIRECTORY);
        Deque<Path> known = known(exchange.source());
        long number = known.isEmpty() ? 1 : number(known.getLast()).orElse(0L) + 1;
        String name = String.format("%06d-%s", number, Fixture.name(exchange));
        // whole or not at all: whoever collects the files must not meet half of one
        Path half = directory.resolve(".half");
        Files.deleteIfExists(half);
        Files.createFile(half, OWN_FILE);
        Files.write(half, Fixture.text(exchange, exchange.source() + "/" + name).getBytes(StandardCharsets.UTF_8));
        Path file = Files.move(half, directory.resolve(name + ".json"), StandardCopyOption.ATOMIC_MOVE);
        known.addLast(file);
        while (known.size() > most) {
            Files.deleteIfExists(known.removeFirst());
        }
        return file;
    }

    /** Removes what is older than it may be. */
    void sweep(Instant now) throws IOException {
        if (keep.isZero() || !exist()) {
            return;
        }
        for (Path directory : list(root, Files::isDirectory)) {
            for (Path file : list(directory, path -> number(path).isPresent())) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(keep))) {
                    Files.deleteIfExists(file);
                }
            }
        }
        files.values().forEach(Recordings::forgetRemoved);
    }

    /** But for the last one, which the next number comes from. */
    private static void forgetRemoved(Deque<Path> known) {
        while (known.size() > 1 && !Files.exists(known.getFirst())) {
            known.removeFirst();
        }
    }

    private Deque<Path> known(String source) throws IOException {
        Deque<Path> known = files.get(source);
        if (known == null) {
            known = new ArrayDeque<>(
                    list(root.resolve(source), file -> number(file).isPresent()));
            files.put(source, known);
        }
        return known;
    }

    private static List<Path> list(Path directory, Predicate<Path> which) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.filter(which)
                    .sorted(Comparator.comparing(path -> number(path).orElse(0L)))
                    .toList();
        }
    }

    private static Optional<Long> number(Path file) {
        Matcher matcher = NUMBERED.matcher(file.getFileName().toString());
        return matcher.matches() && matcher.group(1).length() < 18
                ? Optional.of(Long.parseLong(matcher.group(1)))
                : Optional.empty();
    }
}
