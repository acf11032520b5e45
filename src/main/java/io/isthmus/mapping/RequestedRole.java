package io.isthmus.mapping;

import java.util.Optional;

/** One role as an identity provider asks for it (RFC 7643 section 4.1.2), at least one of the two being there, as it was sent. */
public record RequestedRole(Optional<String> value, Optional<String> display) {}
