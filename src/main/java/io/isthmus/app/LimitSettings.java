package io.isthmus.app;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.plan.Limited;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.PrivilegedGroups;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.plan.SafetyLimits.Limit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The guard's limits as {@code isthmus.limits} has them. */
final class LimitSettings {
    private LimitSettings() {}

    static SafetyLimits of(Settings.Limits keys) {
        Settings.MembersRemoved members = keys.membersRemoved();
        return SafetyLimits.of(
                keys.minPopulation(),
                Map.of(
                        Limited.CREATES, new Limit(keys.creates(), 0),
                        Limited.DISABLES,
                                new Limit(
                                        keys.disables().count(), keys.disables().percent()),
                        Limited.DELETES,
                                new Limit(keys.deletes().count(), keys.deletes().percent()),
                        Limited.RECREATES,
                                new Limit(
                                        keys.recreates().count(),
                                        keys.recreates().percent()),
                        Limited.ATTRIBUTE_CHANGES,
                                new Limit(0, keys.attributeChanges().percent())),
                new MemberLimits(
                        members.perGroupPercent(),
                        members.perGroupMin(),
                        new Limit(members.count(), members.percent()),
                        members.minPopulation(),
                        keys.groupsEmptied()),
                new PrivilegedGroups(keys.privileged().groups().orElse(List.of()).stream()
                        .map(LimitSettings::pattern)
                        .flatMap(Optional::stream)
                        .toList()),
                keys.privileged().membersChanged(),
                keys.window());
    }

    /** The DN that a pattern is, if it is one. */
    static Optional<DN> pattern(String text) {
        try {
            return Optional.of(new DN(text)).filter(dn -> !dn.isNullDN());
        } catch (LDAPException wrong) {
            return Optional.empty();
        }
    }
}
