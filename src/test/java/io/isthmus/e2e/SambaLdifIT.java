package io.isthmus.e2e;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** On a real Samba Active Directory, where locks and passwords are for a person to write. */
class SambaLdifIT extends LdifProof {
    private static final Pattern BY_HAND = Pattern.compile(
            "# by hand: (set|clear|password) .*userAccountControl of (CN=.*,DC=test)$",
            Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    @Override
    Site open() {
        return new SambaSite();
    }

    @Override
    void byHand(String ldif) throws LDAPException {
        Matcher asked = BY_HAND.matcher(ldif);
        while (asked.find()) {
            String dn = asked.group(2);
            if (asked.group(1).equals("password")) {
                site.password(dn, "Given-by-hand-1");
            }
            int now = site.admin().getEntry(dn).getAttributeValueAsInteger("userAccountControl");
            int then = asked.group(1).equals("set") ? now | 2 : now & ~2;
            site.admin()
                    .modify(
                            dn,
                            new Modification(ModificationType.REPLACE, "userAccountControl", Integer.toString(then)));
        }
    }
}
