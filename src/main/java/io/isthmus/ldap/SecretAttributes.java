package io.isthmus.ldap;

import java.util.Locale;
import java.util.Set;

/** Attributes whose values are neither kept nor shown. */
public final class SecretAttributes {
    private static final Set<String> NAMES = Set.of("unicodepwd", "userpkcs12", "pwdhistory", "krbprincipalkey");

    private SecretAttributes() {}

    /** Whether an attribute of this name, in any case and with any options, holds a secret. */
    public static boolean holds(String attribute) {
        String name = attribute.toLowerCase(Locale.ROOT).replaceFirst(";.*", "");
        return name.contains("password") || NAMES.contains(name);
    }
}
