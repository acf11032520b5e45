package io.isthmus.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the token of a source may do: no scope at all is every scope, and any token may read. */
public final class Scopes {
    public static final String READ = "read";
    public static final String USERS = "users";
    public static final String GROUPS = "groups";
    /** Every scope there is. */
    public static final Set<String> ALL = Set.of(READ, USERS, GROUPS);

    private Scopes() {}

    /** The scope that writing a kind of resource needs, given as {@code User}, {@code Users} or {@code /Users/…}; empty if it has none. */
    public static Optional<String> toWrite(String kind) {
        String first = kind.replaceFirst("^/+", "").split("/", 2)[0].toLowerCase(Locale.ROOT);
        return switch (first) {
            case "user", "users" -> Optional.of(USERS);
            case "group", "groups" -> Optional.of(GROUPS);
            default -> Optional.empty();
        };
    }

    /** Whether these scopes let a kind of resource be written; one without a scope of its own by whoever may write anything. */
    public static boolean mayWrite(Set<String> scopes, String kind) {
        return scopes.isEmpty()
                || toWrite(kind).map(scopes::contains).orElse(scopes.contains(USERS) || scopes.contains(GROUPS));
    }
}
