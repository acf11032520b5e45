package io.isthmus.mapping;

import java.util.Locale;
import java.util.Set;

/**
 * Attributes that hold one value on every server (SINGLE-VALUE in RFC 4519, 2798 and 2307), for checks without a directory;
 * with one, its schema is asked as well.
 */
final class SingleValued {
    private static final Set<String> NAMES = Set.of(
            "c",
            "countryname",
            "dc",
            "domaincomponent",
            "displayname",
            "employeenumber",
            "preferredlanguage",
            "uidnumber",
            "gidnumber",
            "gecos",
            "homedirectory",
            "loginshell");

    private SingleValued() {}

    static boolean contains(String attribute) {
        return NAMES.contains(attribute.toLowerCase(Locale.ROOT));
    }
}
