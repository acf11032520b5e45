package io.isthmus.plan;

import java.util.Locale;
import java.util.Set;

/** Attributes that servers keep by themselves although they come with an entry's own. */
public final class ServerKept {
    private static final Set<String> NAMES = Set.of(
            // back-links
            "memberof",
            "directreports",
            "managedobjects",
            // Active Directory
            "badpasswordtime",
            "badpwdcount",
            "distinguishedname",
            "dscorepropagationdata",
            "instancetype",
            "iscriticalsystemobject",
            "lastlogoff",
            "lastlogon",
            "lastlogontimestamp",
            "logoncount",
            "name",
            "objectcategory",
            "objectguid",
            "objectsid",
            "primarygroupid",
            "pwdlastset",
            "samaccounttype",
            "useraccountcontrol",
            "usnchanged",
            "usncreated",
            "whenchanged",
            "whencreated",
            // the ones by which an entry's last change is told
            "modifytimestamp",
            "entrycsn",
            "@primarygroup",
            "@groupnumber");

    /** Of these it keeps what was given when an entry was created. */
    private static final Set<String> GIVEN =
            Set.of("accountexpires", "codepage", "countrycode", "grouptype", "samaccountname");

    private ServerKept() {}

    /** Whether the server may have written it on an entry for which nobody asked for it. */
    static boolean is(String attribute) {
        return NAMES.contains(attribute.toLowerCase(Locale.ROOT)) || isGiven(attribute);
    }

    /** Whether it cannot be given to an entry that is made again. */
    public static boolean refused(String attribute) {
        return is(attribute) && !isGiven(attribute);
    }

    private static boolean isGiven(String attribute) {
        return GIVEN.contains(attribute.toLowerCase(Locale.ROOT));
    }
}
