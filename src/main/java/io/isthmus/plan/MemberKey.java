package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.mapping.MemberRule;
import java.util.Locale;

/** What two values have in common that name the same member: a DN is never compared as a string. */
public final class MemberKey {
    private MemberKey() {}

    /** The key of a value; of one that should be a DN and is none, the value in lower case. */
    public static String of(MemberRule.As as, String value) {
        if (as == MemberRule.As.UID) {
            return value;
        }
        try {
            return DN.normalize(value);
        } catch (LDAPException notADn) {
            return value.toLowerCase(Locale.ROOT);
        }
    }
}
