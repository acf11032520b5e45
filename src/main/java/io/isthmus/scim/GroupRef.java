package io.isthmus.scim;

/** A group that a user is a direct member of, as {@code User.groups} shows it (RFC 7643 section 4.1.2). */
public record GroupRef(String id, String display) {}
