package io.isthmus.mapping;

import java.util.List;
import java.util.stream.Stream;

/**
 * One role of the catalogue.
 *
 * @param role its name, unique whatever the case
 * @param line line of the file on which it begins, from 1
 * @param match texts that select it, whether they come as value or as display; without any it is only given by default
 * @param grants what it gives
 */
public record RoleRule(String role, int line, List<String> match, List<Grant> grants) {
    public RoleRule {
        match = List.copyOf(match);
        grants = List.copyOf(grants);
    }

    /** Whether one user may have both: a role that is only given by default stands alone. */
    public boolean meets(RoleRule other) {
        return role.equals(other.role) || !(match.isEmpty() || other.match.isEmpty());
    }

    /** The same, selected by one more text. */
    RoleRule with(String text) {
        return new RoleRule(
                role, line, Stream.concat(match.stream(), Stream.of(text)).toList(), grants);
    }
}
