package io.isthmus.mapping;

import java.util.List;

/** Desired values of one attribute (never empty strings, no duplicates) and what the rule claims of it. */
public record DesiredValues(List<String> values, Ownership ownership) {
    public DesiredValues {
        values = List.copyOf(values);
    }
}
