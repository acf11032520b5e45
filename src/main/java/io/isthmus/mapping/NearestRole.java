package io.isthmus.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isthmus.scim.Keys;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The role of a catalogue that a request which selects none comes nearest to.
 *
 * @param role its name
 * @param distance how many letters and digits would have to be added, left out or replaced; 0 where only case, marks, blanks
 *     and punctuation differ
 */
public record NearestRole(String role, int distance) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Compares value and display with the names of roles and what selects them; the first of the catalogue wins a tie.
     *
     * @return empty where more than half of the letters differ: then nothing is near
     */
    public static Optional<NearestRole> of(RoleRules rules, RequestedRole request) {
        Set<String> sought = plain(Stream.concat(request.value().stream(), request.display().stream())
                .flatMap(NearestRole::unwrapped)
                .map(RequestedRole::cut));
        return rules.catalogue().stream()
                .flatMap(rule -> near(rule, sought).stream())
                .min(Comparator.comparingInt(NearestRole::distance));
    }

    private static Optional<NearestRole> near(RoleRule rule, Set<String> sought) {
        Set<String> known = plain(Stream.concat(Stream.of(rule.role()), rule.match().stream()));
        return sought.stream()
                .flatMap(text -> known.stream().flatMap(other -> distance(text, other).stream()))
                .min(Comparator.naturalOrder())
                .map(distance -> new NearestRole(rule.role(), distance));
    }

    private static Optional<Integer> distance(String a, String b) {
        int most = Math.max(a.length(), b.length()) / 2;
        return Math.abs(a.length() - b.length()) > most
                ? Optional.empty()
                : Optional.of(EditDistance.between(a, b)).filter(distance -> distance <= most);
    }

    /** Case, marks, blanks and punctuation dropped, as Unicode decomposes them (UAX 15). */
    private static Set<String> plain(Stream<String> texts) {
        Set<String> plain = new TreeSet<>();
        texts.map(text -> Normalizer.normalize(Keys.fold(text), Normalizer.Form.NFKD))
                .map(text -> text.codePoints()
                        .filter(Character::isLetterOrDigit)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .filter(text -> !text.isEmpty())
                .forEach(plain::add);
        return plain;
    }

    /** Entra writes a whole role as JSON into a string, {@code {"id":…,"value":"Admin","displayName":"Admin"}}. */
    private static Stream<String> unwrapped(String text) {
        if (!text.startsWith("{")) {
            return Stream.of(text);
        }
        try {
            JsonNode role = JSON.readTree(text);
            List<String> names = Stream.of("value", "displayName", "display")
                    .flatMap(name -> Optional.ofNullable(role.path(name).textValue()).stream())
                    .toList();
            return names.isEmpty() ? Stream.of(text) : names.stream();
        } catch (JsonProcessingException notJson) {
            return Stream.of(text);
        }
    }
}
