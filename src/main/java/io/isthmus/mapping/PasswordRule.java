package io.isthmus.mapping;

/**
 * What becomes of passwords.
 *
 * @param from what is done with a password that an identity provider sends
 * @param initial what a created entry gets when none was sent
 */
public record PasswordRule(From from, Initial initial) {
    /** Passwords are left alone. */
    public static final PasswordRule NONE = new PasswordRule(From.IGNORE, Initial.NONE);

    /** A password that was sent. */
    public enum From {
        /** it is dropped */
        IGNORE,
        /** it is written to the entry and kept nowhere else */
        PASS
    }

    /** The password of a created entry. */
    public enum Initial {
        NONE,
        /** one that nobody knows, for servers that want one before an account can be enabled (Active Directory) */
        RANDOM
    }
}
