package io.isthmus.directory;

import java.security.SecureRandom;

/** A password on its way to an entry. Nothing that prints, compares or stores objects gets to see it. */
public final class Password {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LENGTH = 32;
    private static final String[] KINDS = {
        "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!#$%&*+-./:=?@^_~"
    };

    private final String secret;

    private Password(String secret) {
        this.secret = secret;
    }

    /** One that somebody chose. */
    public static Password of(String secret) {
        return new Password(secret);
    }

    /**
     * One that nobody knows: 32 characters with some of each kind that Active Directory's complexity rule counts (upper case,
     * lower case, digits, others).
     */
    public static Password random() {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            String kind = KINDS[i < KINDS.length ? i : RANDOM.nextInt(KINDS.length)];
            text.insert(RANDOM.nextInt(text.length() + 1), kind.charAt(RANDOM.nextInt(kind.length())));
        }
        return new Password(text.toString());
    }

    /** The secret, for the one write that it is meant for. */
    public String secret() {
        return secret;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Password[]";
    }
}
