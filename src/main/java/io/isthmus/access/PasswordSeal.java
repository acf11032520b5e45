package io.isthmus.access;

/** Seals passwords on their way to the directory: what is stored cannot be read without a key that is not in the database. */
@FunctionalInterface
public interface PasswordSeal {
    /**
     * The password, sealed for one resource.
     *
     * @param resource id of the user, without which the seal cannot be opened
     */
    byte[] seal(String resource, String password);
}
