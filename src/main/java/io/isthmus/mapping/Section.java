package io.isthmus.mapping;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A map of the mapping file whose keys are known. */
record Section(Yaml yaml, Map<String, Yaml> keys) {

    static Section of(Yaml yaml, Set<String> known) {
        return new Section(yaml, yaml.map(known));
    }

    boolean has(String key) {
        return keys.containsKey(key);
    }

    Optional<Yaml> get(String key) {
        return Optional.ofNullable(keys.get(key));
    }

    /** Notes a fault for each that is missing. */
    void require(String... required) {
        for (String key : required) {
            if (!has(key)) {
                yaml.fault(key + " is missing");
            }
        }
    }

    /** A key with nothing behind it is a fault: it would mean the empty string, which nobody wants. */
    Optional<String> text(String key) {
        return get(key).flatMap(value -> {
            if (value.isNull()) {
                value.fault("has no value; write one, or remove the key");
                return Optional.empty();
            }
            return value.text();
        });
    }

    List<String> texts(String key) {
        return get(key).map(Yaml::texts).orElse(List.of());
    }

    Set<String> names(String key) {
        return new LinkedHashSet<>(texts(key));
    }

    boolean flag(String key) {
        return get(key).filter(Scalars::flag).isPresent();
    }
}
