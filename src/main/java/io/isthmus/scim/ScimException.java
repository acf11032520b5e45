package io.isthmus.scim;

import java.util.Objects;

/** Thrown by parsing and folding when a request is to be refused; carries the answer. */
public final class ScimException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ScimError error;

    public ScimException(ScimError error) {
        super(error.status() + " " + error.scimType().orElse("") + " " + error.detail(), null, false, false);
        this.error = Objects.requireNonNull(error);
    }

    public ScimError error() {
        return error;
    }
}
