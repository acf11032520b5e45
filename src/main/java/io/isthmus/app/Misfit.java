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
 */
record Misfit(String about, int from, String key, String message) {

    static Misfit of(EntryRule rule, String key, String message) {
        return new Misfit("rule " + rule.name(), rule.line(), key, message);
    }

    static Misfit of(RoleRule role, int line, String message) {
        return new Misfit("role " + role.role(), line, "", message);
    }

    /** With file and line. */
    String in(String file) {
        return file + ":" + line(file) + ": " + about + ": " + message;
    }

    private int line(String file) {
        Pattern line = Pattern.compile("^\\s*[\"']?" + Pattern.quote(key) + "[\"']?\\s*:.*");
        try {
            List<String> lines = Files.readAllLines(Path.of(file));
            for (int i = from - 1; i < lines.size() && !key.isEmpty(); i++) {
                if (line.matcher(lines.get(i)).matches()) {
                    return i + 1;
                }
            }
        } catch (IOException unreadable) {
            return from;
        }
        return from;
    }
}
