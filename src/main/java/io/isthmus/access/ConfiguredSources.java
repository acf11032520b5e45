package io.isthmus.access;

import java.util.Set;
import java.util.TreeSet;

/** The sources that the settings name; others that the database remembers get no new tokens. */
public record ConfiguredSources(Set<String> names) {
    public ConfiguredSources {
        names = Set.copyOf(names);
    }

    public boolean has(String source) {
        return names.contains(source);
    }

    /** What there is, for people who wrote another. */
    public String told() {
        return names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names));
    }
}
