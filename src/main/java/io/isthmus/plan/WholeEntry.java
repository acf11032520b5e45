package io.isthmus.plan;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SecretAttributes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An entry with everything that is on it, mapped or not: kept for undo, and held against the entry before it is deleted.
 *
 * @param values by attribute, those that are text
 * @param binary by attribute, the others in Base64
 * @param lost attributes whose values are secret, so that they are not kept
 * @param modified when it was last modified, as the server writes it, so that a changed secret shows; empty if not known
 */
public record WholeEntry(
        Map<String, List<String>> values, Map<String, List<String>> binary, List<String> lost, String modified) {
    /** they say when an entry was modified, also by a change of what we cannot read; the others also within one second */
    private static final List<String> MODIFIED = List.of("modifyTimestamp", "entryCSN", "uSNChanged");

    /**
     * Servers and their plug-ins write it when groups gain or lose the entry, which is no change of what the entry is; on 389 DS that
     * moves the time of its modification as well.
     */
    private static final String MEMBER_OF = "memberOf";

    /** What has to be asked for. */
    public static final Set<String> ATTRIBUTES = Set.of("*", MODIFIED.get(0), MODIFIED.get(1), MODIFIED.get(2));

    public WholeEntry {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        binary = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(binary));
        lost = List.copyOf(lost);
    }

    /** One that has text only. */
    public static WholeEntry of(Map<String, List<String>> values) {
        return new WholeEntry(values, Map.of(), List.of(), "");
    }

    /** An entry that was read with {@link #ATTRIBUTES}. */
    public static WholeEntry of(ActualEntry entry) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        Map<String, List<String>> binary = new LinkedHashMap<>();
        List<String> lost = new ArrayList<>();
        for (Attribute attribute : new TreeMap<>(entry.attributes()).values()) {
            String name = attribute.getName();
            if (name.equals(ActualEntry.PRIMARY_GROUP) || name.equals(ActualEntry.GROUP_NUMBER)) {
                continue;
            }
            if (SecretAttributes.holds(name)) {
                lost.add(name);
            } else if (Stream.of(attribute.getValueByteArrays()).allMatch(WholeEntry::isText)) {
                values.put(name, List.of(attribute.getValues()));
            } else {
                binary.put(
                        name,
                        Stream.of(attribute.getValueByteArrays())
                                .map(Base64.getEncoder()::encodeToString)
                                .toList());
            }
        }
        values.keySet().removeIf(name -> contains(MODIFIED, name));
        List<String> modified = MODIFIED.stream()
                .flatMap(name -> entry.attribute(name).stream())
                .map(Attribute::getValue)
                .toList();
        return new WholeEntry(values, binary, lost, String.join(" ", modified));
    }

    private static boolean isText(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .chars()
                    .noneMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t');
        } catch (CharacterCodingException binary) {
            return false;
        }
    }

    /** Names of the attributes in which the two differ, also those that only one has; empty when they are the same entry. */
    public Set<String> differences(WholeEntry now) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        differ(values, now.values, names);
        differ(binary, now.binary, names);
        Stream.concat(lost.stream(), now.lost.stream())
                .filter(name -> !(contains(lost, name) && contains(now.lost, name)))
                .forEach(names::add);
        boolean byGroups = names.remove(MEMBER_OF);
        names.removeIf(ServerKept::isBackLink);
        boolean touched = !byGroups && !modified.isEmpty() && !now.modified.isEmpty() && !modified.equals(now.modified);
        if (names.isEmpty() && touched) {
            names.add(lost.isEmpty() ? "something that cannot be read" : String.join(" or ", lost));
        }
        return names;
    }

    /** The other entries that it names of its own accord. */
    Set<DN> references() {
        return values.entrySet().stream()
                .filter(attribute -> !ServerKept.isBackLink(attribute.getKey()))
                .flatMap(attribute -> attribute.getValue().stream())
                .filter(value -> value.indexOf('=') > 0)
                .flatMap(value -> dn(value).stream())
                .collect(Collectors.toSet());
    }

    private static Optional<DN> dn(String value) {
        try {
            return Optional.of(new DN(value));
        } catch (LDAPException text) {
            return Optional.empty();
        }
    }

    private static boolean contains(Collection<String> names, String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static void differ(Map<String, List<String>> one, Map<String, List<String>> other, Set<String> to) {
        Map<String, List<String>> before = comparable(one);
        Map<String, List<String>> now = comparable(other);
        Stream.concat(before.keySet().stream(), now.keySet().stream())
                .filter(name -> !before.getOrDefault(name, List.of()).equals(now.getOrDefault(name, List.of())))
                .forEach(to::add);
    }

    private static Map<String, List<String>> comparable(Map<String, List<String>> values) {
        Map<String, List<String>> comparable = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.forEach(
                (name, list) -> comparable.put(name, list.stream().sorted().toList()));
        return comparable;
    }
}
