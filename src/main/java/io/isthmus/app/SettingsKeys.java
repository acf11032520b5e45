package io.isthmus.app;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys that there are and what their values look like, told from {@link Settings}; so that every fault is found at once. */
final class SettingsKeys {
    private static final String SOURCES = "isthmus.sources.*.";
    private static final Map<Pattern, Key> KEYS = new LinkedHashMap<>();

    private record Key(String name, Class<?> type, Optional<String> otherwise, boolean mayBeEmpty) {}

    static {
        collect("isthmus", Settings.class);
    }

    private SettingsKeys() {}

    private static void collect(String prefix, Class<?> group) {
        for (Method method : group.getDeclaredMethods()) {
            WithName named = method.getAnnotation(WithName.class);
            String name = named == null
                    ? method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
                    : named.value();
            String key = prefix + "." + name;
            Type type = method.getGenericReturnType();
            if (type instanceof Class<?> plain && plain.isInterface()) {
                collect(key, plain);
            } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
                Class<?> value = (Class<?>) generic.getActualTypeArguments()[1];
                if (value.isInterface()) {
                    collect(key + ".*", value);
                } else {
                    add(key + ".*", value, Optional.empty(), false);
                }
            } else {
                Optional<String> otherwise = Optional.ofNullable(method.getAnnotation(WithDefault.class))
                        .map(WithDefault::value);
                boolean optional = method.getReturnType() == Optional.class;
                add(key, type instanceof Class<?> plain ? plain : String.class, otherwise, optional);
            }
        }
    }

    private static void add(String key, Class<?> type, Optional<String> otherwise, boolean mayBeEmpty) {
        String pattern = Pattern.quote(key).replace("*", "\\E(\"[^\"]+\"|[^.]+)\\Q");
        KEYS.put(Pattern.compile(pattern + "(\\[\\d+\\])?"), new Key(key, type, otherwise, mayBeEmpty));
    }

    private static Optional<Key> known(String key) {
        return KEYS.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(key).matches())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    static boolean isKnown(String key) {
        return known(key).isPresent();
    }

    /** The default of a key, as it would be written. */
    static Optional<String> otherwise(String key) {
        return known(key).flatMap(Key::otherwise);
    }

    /** All keys, those of sources for each of these sources: the environment does not tell where a name has its dashes. */
    static Stream<String> all(Collection<String> sources) {
        return KEYS.values().stream()
                .map(Key::name)
                .flatMap(name -> name.startsWith(SOURCES)
                        ? sources.stream().map(source -> name.replace("*", source))
                        : Stream.of(name).filter(plain -> !plain.endsWith("*")));
    }

    /** What is wrong with a key that has no value, if anything is. */
    static Optional<String> empty(String key) {
        return known(key)
                .filter(found -> !found.mayBeEmpty())
                .map(found -> key + " is empty; write " + found.otherwise().orElse("its value") + ", or leave it out");
    }

    /** What is wrong with a key or its value, if anything is. @param value as written; empty where nothing is written */
    static Optional<String> fault(String key, String value) {
        Optional<Key> known = known(key);
        if (known.isEmpty()) {
            return Optional.of(unknown(key));
        }
        return value.isEmpty()
                ? Optional.empty()
                : wanted(known.get(), value).map(wanted -> key + " is \"" + value + "\"; write " + wanted);
    }

    private static Optional<String> wanted(Key key, String value) {
        Class<?> type = key.type();
        if (type == boolean.class) {
            return value.matches("true|false") ? Optional.empty() : Optional.of("true or false");
        }
        if (type == int.class || type == long.class) {
            long most = key.name().endsWith("port") ? 65535 : Integer.MAX_VALUE;
            boolean fine = value.matches("-?\\d{1,18}")
                    && Long.parseLong(value) >= leastOf(key.name())
                    && Long.parseLong(value) <= most;
            return fine
                    ? Optional.empty()
                    : Optional.of("a whole number from " + Math.max(0, leastOf(key.name())) + " to " + most);
        }
        if (type == double.class) {
            boolean fine = value.matches("\\d{1,3}(\\.\\d+)?") && Double.parseDouble(value) <= 100;
            return fine ? Optional.empty() : Optional.of("a percentage from 0 to 100");
        }
        if (type == Duration.class) {
            return duration(value) ? Optional.empty() : Optional.of("a duration like 500ms, 3s or 5m");
        }
        if (type == MemorySize.class) {
            return size(value) ? Optional.empty() : Optional.of("a size like 512K or 64M");
        }
        return Optional.empty();
    }

    /** A rate has a sentence of its own. */
    private static long leastOf(String key) {
        return key.endsWith(".rate") ? Integer.MIN_VALUE : 0;
    }

    private static boolean duration(String value) {
        try {
            return !new DurationConverter().convert(value).isNegative();
        } catch (RuntimeException wrong) {
            return false;
        }
    }

    private static boolean size(String value) {
        try {
            return new MemorySizeConverter().convert(value).asLongValue() > 0;
        } catch (RuntimeException wrong) {
            return false;
        }
    }

    private static String unknown(String key) {
        List<String> below = below(key);
        String parent = key.replaceAll("\\.[^.]*$", "");
        Optional<Key> plain = known(parent).filter(found -> !found.name().endsWith("*"));
        if (below.isEmpty()
                && KEYS.values().stream().anyMatch(known -> known.name().startsWith(key + ".*"))) {
            return key + " has names below it; write " + key.replaceAll("^.*\\.", "") + ": { okta: … }";
        }
        if (!below.isEmpty()) {
            return key + " has settings below it; write " + key.replaceAll("^.*\\.", "") + ": { "
                    + String.join(": …, ", below) + ": … }";
        }
        if (plain.isPresent()) {
            return key + " is not a known key: " + parent + " has nothing below it; write "
                    + parent.replaceAll("^.*\\.", "") + ": "
                    + wanted(plain.get(), "?").orElse("its value");
        }
        List<String> beside = below(parent);
        return key + " is not a known key; known are " + (beside.isEmpty() ? below("isthmus") : beside);
    }

    /** The keys and groups of a group. */
    private static List<String> below(String group) {
        String prefix = group.replaceAll("^isthmus\\.sources\\.[^.]+$", "isthmus.sources.*") + ".";
        return KEYS.values().stream()
                .map(Key::name)
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()).replaceAll("\\..*$", ""))
                .filter(name -> !name.equals("*"))
                .distinct()
                .sorted()
                .toList();
    }
}
