package io.isthmus.report;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Accounts of Active Directory in LDIF (MS-ADTS 2.2.16): the lock is a bit beside others, which no record can set without knowing
 * them; and accounts are created locked, since none is opened without a password, which no report holds.
 */
final class AccountControl {
    static final String ATTRIBUTE = "userAccountControl";
    static final String CREATED_LOCKED = "it is created locked: Active Directory opens no account that has no password";

    private static final int ACCOUNT_DISABLE = 0x2;
    private static final int NORMAL_ACCOUNT = 0x200;
    private static final Set<String> ACCOUNTS = Set.of("user", "inetorgperson", "computer");
    private static final Set<String> LOGIN_NAMES = Set.of("samaccountname", "userprincipalname");

    private AccountControl() {}

    /** Whether an entry of these classes is an account. */
    static boolean isAccount(List<String> classes) {
        return classes.stream().anyMatch(name -> ACCOUNTS.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether no two entries of the domain, or of the forest, may have the same value (MS-ADTS 3.1.1.5.2.2). */
    static boolean unique(String attribute) {
        return LOGIN_NAMES.contains(attribute.toLowerCase(Locale.ROOT));
    }

    /** What it is created with. @param bits what it shall have, if that is known */
    static Attribute locked(List<String> bits) {
        int known = bits.stream().findFirst().map(Integer::parseInt).orElse(NORMAL_ACCOUNT);
        return new Attribute(ATTRIBUTE, Integer.toString(known | ACCOUNT_DISABLE));
    }

    /** What a person has to do so that it is locked or open, once all records are applied. @param dn where it stands then */
    static String byHand(boolean locks, DN dn) {
        return "by hand: " + (locks ? "set" : "clear") + " ACCOUNTDISABLE (2), and no other bit, in " + ATTRIBUTE
                + " of " + dn;
    }

    /** The same of one that was created. */
    static String byHandOpen(DN dn) {
        return "by hand: password first (unicodePwd, over TLS), then clear ACCOUNTDISABLE (2) in " + ATTRIBUTE + " of "
                + dn;
    }
}
