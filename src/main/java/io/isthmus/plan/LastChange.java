package io.isthmus.plan;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.util.StaticUtils;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.Deviation.Moved;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Who wrote an entry last, and when, as far as its server keeps that (RFC 4512 section 3.4; Active Directory: the time alone). */
public final class LastChange {
    /** What to read of the entry. */
    public static final Set<String> ATTRIBUTES = Set.of("modifiersName", "modifyTimestamp", "whenChanged");

    private LastChange() {}

    /**
     * Empty where the server does not say, and where it was us: what we wrote later hides who wrote before.
     *
     * @param us the account that we write with
     */
    public static Optional<Moved> of(ActualEntry entry, Optional<DN> us) {
        Optional<String> by = entry.attribute("modifiersName").map(Attribute::getValue);
        boolean ours = us.isPresent() && by.flatMap(LastChange::dn).equals(us);
        return ours
                ? Optional.empty()
                : entry.attribute("modifyTimestamp")
                        .or(() -> entry.attribute("whenChanged"))
                        .map(Attribute::getValue)
                        .flatMap(LastChange::time)
                        .map(at -> new Moved(by, at));
    }

    private static Optional<DN> dn(String text) {
        try {
            return Optional.of(new DN(text));
        } catch (LDAPException noDn) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(String generalized) {
        try {
            return Optional.of(StaticUtils.decodeGeneralizedTime(generalized).toInstant());
        } catch (ParseException none) {
            return Optional.empty();
        }
    }
}
