package io.isthmus.plan;

import java.util.Locale;
import java.util.Set;

/** Attributes that servers keep by themselves although they come with an entry's own. */
public final class ServerKept {
    /** Who names the entry, kept on it by the server. */
    private static final Set<String> BACK_LINKS = Set.of("memberof", "directreports", "managedobjects");

    private static final Set<String> NAMES = Set.of(
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
        return NAMES.contains(attribute.toLowerCase(Locale.ROOT)) || isBackLink(attribute) || isGiven(attribute);
    }

    /** Whether it tells who names the entry, which is no part of what the entry is. */
    static boolean isBackLink(String attribute) {
        return BACK_LINKS.contains(attribute.toLowerCase(Locale.ROOT));
    }

    /** Whether it cannot be given to an entry that is made again. */
    public static boolean refused(String attribute) {
        return is(attribute) && !isGiven(attribute);
    }

    private static boolean isGiven(String attribute) {
        return GIVEN.contains(attribute.toLowerCase(Locale.ROOT));
    }
}
