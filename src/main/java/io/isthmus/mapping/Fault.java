package io.isthmus.mapping;

/**
 * Something wrong in the mapping file.
 *
 * @param line from 1
 * @param key path of the key, like {@code users[0].attributes.mail.from}
 * @param message what is wrong and what to write instead
 */
public record Fault(String file, int line, String key, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + key + ": " + message;
    }
}
