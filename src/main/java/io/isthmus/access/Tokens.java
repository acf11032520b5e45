package io.isthmus.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Issues, checks and revokes tokens: {@code ism_<id>_<256 random bits>}, stored as SHA-256, found by id. */
public interface Tokens {
    /** Who a token speaks for; empty for one that is unknown, wrong, expired or revoked, all the same way and time. */
    Optional<Caller> check(String token);

    /**
     * A new token of a source; the source comes into being with its first token. Shown here once and never again.
     *
     * @throws TwoTokensLive if the source has as many as it may have
     */
    Issued issueForSource(String source, Set<String> scopes, Optional<Instant> expires, String actor);

    /** A new token of an administrator. */
    Issued issueForAdministrator(String name, Caller.Role role, Optional<Instant> expires, String actor);

    /** Stores a token that was chosen outside (bootstrap), replacing an earlier one of the same id. */
    void adopt(String token, String name, Caller.Role role);

    /** Whether any token with the role admin is live. */
    boolean anyAdministrator();

    /** Ends a source's token at once on this node and within seconds on others; false if there is none. */
    boolean revoke(String source, String id, String actor);

    /**
     * The same of an administrator's token.
     *
     * @throws LastAdministrator if nobody would be left who may make another
     */
    boolean revokeAdministrator(String id, String actor);

    /** Reads again what is known of tokens and sources: a change is in force on this node at once. */
    void refresh();

    /** The tokens of a source, without their secrets. */
    List<Listed> of(String source);

    /** The tokens of administrators, oldest first, without their secrets. */
    List<Administrator> administrators();

    /** A token at its one showing. */
    record Issued(String id, String token, Set<String> scopes, Optional<Instant> expires) {}

    /** A token in a list. */
    record Listed(
            String id, Set<String> scopes, Instant created, Optional<Instant> lastUsed, Optional<Instant> expires) {}

    /** An administrator's token in a list. */
    record Administrator(
            String id,
            String name,
            Caller.Role role,
            Instant created,
            Optional<Instant> lastUsed,
            Optional<Instant> expires) {}
}
