package io.isthmus.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Secrets come from the environment (through an expression) or from files. */
final class Secrets {
    private Secrets() {}

    static String value(Optional<String> given, Optional<String> file) {
        return given.orElseGet(() -> {
            try {
                return Files.readString(Path.of(file.orElseThrow())).strip();
            } catch (IOException unreadable) {
                throw new UncheckedIOException("the secret file " + file.orElse("") + " cannot be read", unreadable);
            }
        });
    }
}
