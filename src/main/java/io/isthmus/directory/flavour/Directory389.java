package io.isthmus.directory.flavour;

import io.isthmus.ldap.Anchor;
import java.util.Optional;
import java.util.UUID;

/**
 * 389 Directory Server and Red Hat Directory Server: identity is nsUniqueId, an account is locked by {@code nsAccountLock: true}
 * (389 DS administration guide, "Manually inactivating users"): a bind then fails with 53, unwilling to perform.
 */
public final class Directory389 extends LockByValue {
    public Directory389() {
        super("nsUniqueId", "nsAccountLock", "true");
    }

    @Override
    public String name() {
        return "389ds";
    }

    @Override
    public Optional<String> raise(String account) {
        return Optional.of(
                "the server ends searches of this account early; set nsSizeLimit, nsPagedSizeLimit, nsTimeLimit, nsLookThroughLimit and"
                        + " nsPagedLookThroughLimit to -1 on " + account);
    }

    /** The same digits, in four groups of eight. */
    @Override
    public Anchor anchor(UUID inControl) {
        String digits = inControl.toString().replace("-", "");
        return new Anchor(digits.replaceAll("(.{8})(?!$)", "$1-"));
    }
}
