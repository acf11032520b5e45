package io.isthmus.directory.flavour;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * OpenLDAP: identity is entryUUID (RFC 4530), an account is locked for good by {@code pwdAccountLockedTime: 000001010000Z}
 * (draft-behera-ldap-password-policy), which only means something under the ppolicy overlay. Any other time in that attribute is
 * a lock by failed logins: not ours, but in the way when we lock.
 */
public final class OpenLdap extends LockByValue {
    /** what back-mdb keeps of a name twice, as written and normalised, beside 20 bytes of its own, in 511 */
    private static final int LONGEST_NAME = 245;

    public OpenLdap() {
        super("entryUUID", "pwdAccountLockedTime", "000001010000Z");
    }

    @Override
    public String name() {
        return "openldap";
    }

    @Override
    public Optional<String> raise(String account) {
        return Optional.of("slapd ends searches of this account early; give it limits dn.exact=\"" + account
                + "\" size=unlimited size.prtotal=unlimited time=unlimited");
    }

    @Override
    public Optional<String> misnamed(DN name, ResultCode code) {
        int bytes = bytes(name.getRDN());
        return Optional.of("its name has " + bytes
                        + " bytes with the attribute before it, and slapd keeps names of up to about "
                        + LONGEST_NAME + ": give it a shorter one at the identity provider, or shorten what attributes."
                        + name.getRDN().getAttributeNames()[0] + " is mapped from")
                .filter(told -> code.equals(ResultCode.OTHER) && bytes > LONGEST_NAME);
    }

    private static int bytes(RDN rdn) {
        int bytes = 0;
        for (int i = 0; i < rdn.getAttributeNames().length; i++) {
            String part = rdn.getAttributeNames()[i] + "=" + rdn.getAttributeValues()[i];
            bytes += part.getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes;
    }
}
