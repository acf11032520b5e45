package io.isthmus.access;

import java.util.Set;

/** The sources that the settings pause, whatever an administrator does over the API. */
public record PausedBySetting(Set<String> names) {
    public boolean has(String source) {
        return names.contains(source);
    }
}
