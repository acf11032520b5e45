package io.isthmus.plan;

/**
 * The guard's limits on members that are removed, as written in the settings.
 *
 * @param perGroupPercent of a group's members that may go at once; 0 is no limit
 * @param perGroupMin groups with fewer members are not held for a percentage
 * @param all of all groups together
 * @param minPopulation memberships of ours from which on a percentage of them counts
 * @param groupsEmptied groups that may lose their last member at once; 0 is no limit
 */
public record MemberLimits(
        double perGroupPercent, long perGroupMin, SafetyLimits.Limit all, long minPopulation, long groupsEmptied) {
    /** Nothing is held. */
    public static final MemberLimits NONE = new MemberLimits(0, 0, new SafetyLimits.Limit(0, 0), 0, 0);
}
