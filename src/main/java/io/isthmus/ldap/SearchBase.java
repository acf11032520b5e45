package io.isthmus.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import java.util.Set;

/**
 * What a run reads of one subtree.
 *
 * @param base root of the subtree
 * @param scope which of its entries
 * @param attributes names of the attributes to read; the anchor, objectClass and what the flavour needs come on top
 */
public record SearchBase(DN base, Filter scope, Set<String> attributes) {
    public SearchBase {
        attributes = Set.copyOf(attributes);
    }
}
