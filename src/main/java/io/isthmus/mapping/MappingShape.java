package io.isthmus.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What of a mapping cannot change under existing links without {@code migrate: true}: base, rdn and object classes. */
public final class MappingShape {
    private MappingShape() {}

    /** A line a rule: name, base, rdn, object classes. */
    public static String of(MappingSet mapping) {
        Map<String, String> lines = new TreeMap<>();
        rules(mapping).forEach(rule -> lines.put(key(rule), line(rule)));
        return String.join("\n", lines.values());
    }

    private static Stream<EntryRule> rules(MappingSet mapping) {
        return Stream.concat(mapping.users().stream(), mapping.groups().stream());
    }

    /** Shapes without groups are stored from before there were any, so rules for users keep their bare name. */
    private static String key(EntryRule rule) {
        return rule instanceof GroupRule ? "groups/" + rule.name() : rule.name();
    }

    private static String line(EntryRule rule) {
        List<String> classes = rule.objectClasses().stream()
                .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                .sorted()
                .toList();
        return String.join(
                "\t",
                key(rule),
                rule.base().toNormalizedString(),
                rule.rdn().toLowerCase(java.util.Locale.ROOT),
                String.join(",", classes));
    }

    /** Sentences about rules whose shape changed since {@code accepted} without {@code migrate: true}. */
    public static List<String> incompatible(String accepted, MappingSet now) {
        Map<String, String> before = new TreeMap<>();
        accepted.lines().forEach(line -> before.put(line.substring(0, line.indexOf('\t')), line));
        List<String> faults = new ArrayList<>();
        for (EntryRule rule : rules(now).toList()) {
            String old = before.get(key(rule));
            if (old != null && !old.equals(line(rule)) && !rule.migrate()) {
                faults.add("line " + rule.line() + ": rule " + rule.name()
                        + ": base, rdn or object-classes changed while entries are linked; write migrate: true to the rule"
                        + " if the entries are to be moved, or put back: "
                        + old.substring(old.indexOf('\t') + 1).replace('\t', ' '));
            }
        }
        return faults;
    }
}
