package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import java.util.Optional;

/** Resolves what a reference (manager, owner, …) names to the DN of the entry that stands for it. */
@FunctionalInterface
public interface References {
    /** No reference resolves. */
    References NONE = (source, value) -> Optional.empty();

    /**
     * The DN of the entry linked to the user that {@code value} names: by id, then by the same source's externalId, then by
     * its userName (reconciliation.md, rule 6). Empty while it is unknown or not yet in the directory.
     */
    Optional<DN> dnOf(String source, String value);
}
