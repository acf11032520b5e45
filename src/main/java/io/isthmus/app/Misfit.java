package io.isthmus.app;

import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.RoleRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What of a mapping does not fit the directory.
 *
 * @param about the rule or role
 * @param from line on which that begins
 * @param key the key below it that is meant, or empty for the whole
 * @param value the one of the key's values that is meant, or empty for all
 */
record Misfit(String about, int from, String key, String value, String message) {

    static Misfit of(EntryRule rule, String key, String message) {
        return new Misfit("rule " + rule.name(), rule.line(), key, "", message);
    }

    static Misfit ofClass(EntryRule rule, String name, String message) {
        return new Misfit("rule " + rule.name(), rule.line(), "object-classes", name, message);
    }

    static Misfit of(RoleRule role, int line, String message) {
        return new Misfit("role " + role.role(), line, "", "", message);
    }

    /** With file and line. */
    String in(String file) {
        return file + ":" + line(file) + ": " + about + ": " + message;
    }

    private int line(String file) {
        try {
            List<String> lines = Files.readAllLines(Path.of(file));
            int named = key.isEmpty()
                    ? from
                    : next(lines, from, "^\\s*(-\\s+)?[\"']?" + Pattern.quote(key) + "[\"']?\\s*:.*");
            return value.isEmpty() || key.isEmpty()
                    ? named
                    : next(lines, named, ".*(?<![\\w-])" + Pattern.quote(value) + "(?![\\w-]).*");
        } catch (IOException unreadable) {
            return from;
        }
    }

    /** The first line from there on that matches; the same line where none does. */
    private static int next(List<String> lines, int from, String pattern) {
        Pattern line = Pattern.compile(pattern);
        for (int i = from - 1; i < lines.size(); i++) {
            if (line.matcher(lines.get(i)).matches()) {
                return i + 1;
            }
        }
        return from;
    }
}
