package io.isthmus.directory.flavour;

import java.util.Optional;

/**
 * OpenLDAP: identity is entryUUID (RFC 4530), an account is locked for good by {@code pwdAccountLockedTime: 000001010000Z}
 * (draft-behera-ldap-password-policy), which only means something under the ppolicy overlay. Any other time in that attribute is
 * a lock by failed logins: not ours, but in the way when we lock.
 */
public final class OpenLdap extends LockByValue {
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
}
