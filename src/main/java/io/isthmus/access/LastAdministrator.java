package io.isthmus.access;

/** Without this token none with the role admin would be live: nobody could make tokens any more, or revoke them. */
public final class LastAdministrator extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LastAdministrator(String id, String name) {
        super("token " + id + " (" + name
                + ") is the last live one with the role admin, and only an admin can make tokens;"
                + " first make another");
    }
}
