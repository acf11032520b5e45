package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import java.util.Set;

/**
 * What a change does to references.
 *
 * @param comes resources whose entries it comes to name
 * @param goes DNs of entries that it ceases to name
 */
public record Naming(Set<String> comes, Set<DN> goes) {
    /** Of a change that writes no reference. */
    public static final Naming NONE = new Naming(Set.of(), Set.of());

    public Naming {
        comes = Set.copyOf(comes);
        goes = Set.copyOf(goes);
    }
}
