package io.isthmus.report;

import java.util.Locale;
import java.util.Set;

/** Attributes whose values no report shows. */
final class Secrets {
    private static final Set<String> NAMES =
            Set.of("unicodepwd", "userpkcs12", "pwdhistory", "krbprincipalkey", "sambantpassword");

    private Secrets() {}

    static boolean holds(String attribute) {
        String name = attribute.toLowerCase(Locale.ROOT);
        return name.contains("password") || NAMES.contains(name);
    }
}
