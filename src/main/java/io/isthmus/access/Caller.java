package io.isthmus.access;

import java.util.Set;

/** Who a token speaks for. */
public sealed interface Caller {
    /** Id of the token. */
    String token();

    /** An identity provider's connection. {@code paused} sources are answered 503. */
    record Source(String token, String name, Set<String> scopes, boolean paused) implements Caller {}

    /** An administrator or script. */
    record Administrator(String token, String name, Role role) implements Caller {}

    /** What administrators may do; each includes the ones before. */
    enum Role {
        VIEWER,
        OPERATOR,
        ADMIN
    }
}
