package io.isthmus.plan;

import java.util.Locale;
import java.util.Set;

/** Attributes that servers keep by themselves although they come with an entry's own: they are neither compared nor given. */
final class ServerKept {
    private static final Set<String> NAMES = Set.of(
            // plug-ins that write back-links
            "memberof",
            // Active Directory
            "accountexpires",
            "badpasswordtime",
            "badpwdcount",
            "codepage",
            "countrycode",
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

    private ServerKept() {}

    static boolean is(String attribute) {
        return NAMES.contains(attribute.toLowerCase(Locale.ROOT));
    }
}
