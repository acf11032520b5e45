package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the directory should hold for one resource.
 *
 * @param resource the resource it derives from
 * @param rule the mapping rule that has it
 * @param dn where the entry should stand
 * @param attributes desired values by the attribute name as written in the rule (order kept), {@code objectClass} and the
 *     stamp excluded; an attribute without values is one that the resource does not have. The attribute
 *     {@link io.isthmus.ldap.ActualEntry#DISABLED} is among them (MERGE, value {@code true}) while the account is to be locked
 * @param stamp value for the rule's stamp attribute: the resource's id; empty when the rule has none
 * @param standing what lifecycle asks for
 * @param leaves whether memberships are withdrawn: a user's from all groups, a group's members from the group
 * @param pending references that could not be resolved yet, as {@code attribute=value}
 */
public record DesiredEntry(
        Resource resource,
        EntryRule rule,
        DN dn,
        Map<String, DesiredValues> attributes,
        Optional<String> stamp,
        Standing standing,
        boolean leaves,
        List<String> pending) {

    /** Lifecycle of the resource as the directory should show it. */
    public enum Standing {
        /** to exist and work; created when missing */
        ACTIVE,
        /** deactivated: the inactive ladder is applied; created when missing (disabled from the start) */
        INACTIVE,
        /** deleted over SCIM: the ladder's immediate steps are applied to an entry that exists; never created */
        DELETED,
        /** deleted, and its time on the ladder is over: the entry goes, if we created it and {@code prune} is on */
        DELETE_DUE,
        /**
         * its rule is withdrawn: what is ours of an entry that exists is taken out of it; never created, adopted, moved or
         * deleted
         */
        WITHDRAWN
    }

    public DesiredEntry {
        pending = List.copyOf(pending);
    }

    /** What stands for it in groups that name users (memberUid of RFC 2307): its {@code uid}, else what names the entry. */
    public String uid() {
        return attributes.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase("uid"))
                .flatMap(entry -> entry.getValue().values().stream())
                .findFirst()
                .orElseGet(() -> dn.getRDN().getAttributeValues()[0]);
    }

    /** Whether the resource was deleted. */
    public boolean gone() {
        return standing == Standing.DELETED || standing == Standing.DELETE_DUE;
    }

    /** Whether its rule is withdrawn. */
    public boolean withdrawn() {
        return standing == Standing.WITHDRAWN;
    }

    /** Whether no entry is made or adopted for it. */
    public boolean unwanted() {
        return gone() || withdrawn();
    }

    /** The same, of the resource nothing but its name and what is known about it: all that planning asks for, at a third of the size. */
    public DesiredEntry named() {
        return new DesiredEntry(resource.named(), rule, dn, attributes, stamp, standing, leaves, pending);
    }

    /** The same with other values. */
    public DesiredEntry with(Map<String, DesiredValues> others) {
        return new DesiredEntry(resource, rule, dn, others, stamp, standing, leaves, pending);
    }

    /** The same with other values, of which these references wait for what they name, as {@code attribute=value}. */
    public DesiredEntry waiting(Map<String, DesiredValues> others, Collection<String> references) {
        List<String> all = new ArrayList<>(pending);
        all.addAll(references);
        return new DesiredEntry(resource, rule, dn, others, stamp, standing, leaves, all);
    }

    /** The same, memberships left alone. */
    public DesiredEntry staying() {
        return new DesiredEntry(resource, rule, dn, attributes, stamp, standing, false, pending);
    }

    /** The same with another name: the attributes that make up this name or that are left as they are. */
    public DesiredEntry at(DN other) {
        Map<String, DesiredValues> unnamed = new LinkedHashMap<>(attributes);
        unnamed.keySet()
                .removeIf(
                        name -> dn.getRDN().hasAttribute(name) || other.getRDN().hasAttribute(name));
        return new DesiredEntry(resource, rule, other, unnamed, stamp, standing, leaves, pending);
    }

    /**
     * What a deleted resource's entry is called does not matter any more, only below what it stands: its name is not changed,
     * so that it takes nobody else's. That of a withdrawn rule stays where it is.
     *
     * @param standing the entry's DN
     */
    public DesiredEntry keepingName(DN standing) {
        if (withdrawn()) {
            return at(standing);
        }
        return !gone() || standing.getRDN().equals(dn.getRDN()) ? this : under(standing.getRDN());
    }

    /** The same where it should stand, by another name. */
    public DesiredEntry under(RDN name) {
        return at(new DN(name, dn.getParent()));
    }

    /** Whether an entry carries this resource's stamp. */
    public boolean isStampedOn(ActualEntry there) {
        return stamp.isPresent()
                && there.attribute(rule.stampAttribute().orElseThrow())
                        .filter(attribute -> attribute.hasValue(stamp.get()))
                        .isPresent();
    }
}
