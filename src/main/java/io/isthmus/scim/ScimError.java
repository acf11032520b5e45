package io.isthmus.scim;

import java.util.Objects;
import java.util.Optional;

/**
 * A refusal in SCIM's terms (RFC 7644 section 3.12).
 *
 * @param status HTTP status
 * @param scimType detail code such as {@code uniqueness}; only with 400 and 409
 * @param detail a sentence for the identity provider's administrator: which attribute, what to do; never echoes a body
 */
public record ScimError(int status, Optional<String> scimType, String detail) {
    private static final int LONGEST_NAME = 100;

    public ScimError {
        Objects.requireNonNull(scimType);
        Objects.requireNonNull(detail);
    }

    public static ScimError of(int status, String detail) {
        return new ScimError(status, Optional.empty(), detail);
    }

    public static ScimError badRequest(String scimType, String detail) {
        return new ScimError(400, Optional.of(scimType), detail);
    }

    public static ScimError invalidValue(String detail) {
        return badRequest("invalidValue", detail);
    }

    /** A name or path that was sent, as a detail may show it: the answer does not grow with it. */
    public static String shown(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }

    public static ScimError uniqueness(String detail) {
        return new ScimError(409, Optional.of("uniqueness"), detail);
    }
}
