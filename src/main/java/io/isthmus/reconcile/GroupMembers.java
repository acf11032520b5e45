package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.plan.MemberState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who should be in which group of one directory, which memberships are ours, and who refers to whom. Every method is one
 * transaction.
 */
public interface GroupMembers {
    /** Begins the name of a group that no resource stands for; its normalised DN follows. */
    String BY_DN = "dn:";

    /** The target that a group is which stands there and for which no resource stands. */
    static String target(DN group) {
        return BY_DN + group.toNormalizedString();
    }

    /**
     * Memberships that are not recorded as being what they should be.
     *
     * @param targets groups whose members are all looked at
     * @param members resources of which the memberships in whatever group are looked at
     * @param also of the targets: members that are returned whether or not they differ
     */
    List<MemberState> differing(Collection<String> targets, Collection<String> members, Collection<String> also);

    /**
     * All memberships of some resources in groups, whether or not they differ.
     *
     * @param values by group: what its members are named by, now or before
     */
    List<MemberState> named(Map<String, ? extends Collection<String>> values);

    /** Groups that name these resources, or that roles put them into, or in which they are by our doing. */
    Set<String> targetsOf(Collection<String> members);

    /** All memberships of these groups, wanted or ours, in order of the group. */
    List<MemberState> all(Collection<String> targets);

    /** Number of members that each of these groups names or that are ours in it, for planning them in portions. */
    Map<String, Long> sizes(Collection<String> targets);

    /** A group as a member of another. */
    record Nesting(String group, String member) {}

    /** Those of these memberships that would make a group a member of itself, by way of others. */
    Set<Nesting> cyclic(Collection<Nesting> nestings);

    /** Number of members that are ours in each of these groups. */
    Map<String, Long> ours(Collection<String> targets);

    /** Number of memberships that are ours. */
    long count();

    /**
     * Replaces what the roles of users grant. Groups that other users are in now count as unsettled from the same moment on.
     *
     * @param groups by user: the groups, with the names of the roles
     * @return the users whose roles grant something else than before
     */
    Set<String> grant(Map<String, Map<DN, Set<String>>> groups);

    /** Users whose roles put them into the group that stands there. */
    Set<String> grantedTo(DN group);

    /** Replaces what the references of resources name. @param refersTo ids, by the id of who refers to them */
    void refer(Map<String, Set<String>> refersTo);

    /** Who refers to one of these resources. */
    Set<String> referring(Collection<String> resources);

    /** A membership of ours. */
    record Membership(String target, String member, String value) {}

    /** Records values as intended, before they are written. */
    void intend(Collection<Membership> memberships);

    /** Records that the directory holds exactly these values of the memberships. */
    void confirm(Collection<Membership> memberships);

    /**
     * Records results. A value that was applied before under another name stays ours until it is recorded as ended.
     *
     * @param applied what the directory holds by our doing
     * @param ended values that are not ours any more; without a value: whatever is recorded of the membership
     */
    void record(Collection<Membership> applied, Collection<Membership> ended);

    /** What is recorded of a resource, as a group and as a member, is the heir's, where that has nothing of its own. */
    void inherit(String resource, String heir);

    /** Forgets that groups of these resources, and who refers to them, look as they should: they will not for long. */
    void unsettle(Collection<String> members);
}
