package io.isthmus.directory;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the server was found to do, by trying rather than by its root DSE.
 *
 * @param flavour {@code openldap}, {@code 389ds}, {@code ad} or {@code in-memory}
 * @param vendor name and version as the server tells them, if it does
 * @param anchorAttribute operational attribute with the immutable identity
 * @param canDisable whether an account can be locked so that it can no longer bind, as far as that shows
 * @param details by stable key ({@code memberOf}, {@code refint}, {@code ppolicy}, {@code pwdLockout}, {@code pagedResults},
 *     {@code permissiveModify}, {@code assertion}, {@code postRead}, {@code contentSync}, {@code memberRequired}, {@code lock}): what was
 *     found, for {@code directory probe}, {@code status} and the log
 */
public record Capabilities(
        String flavour,
        Optional<String> vendor,
        String anchorAttribute,
        boolean canDisable,
        Map<String, String> details) {
    public Capabilities {
        details = Map.copyOf(details);
    }

    /** What was not found out about locking, in the words of the probe; empty where nothing is in doubt. */
    public Optional<String> lockInDoubt() {
        return canDisable
                ? Stream.of("ppolicy", "pwdLockout")
                        .map(key -> key + " " + details.getOrDefault(key, ""))
                        .filter(found -> found.contains(" unknown"))
                        .reduce((one, other) -> one + "; " + other)
                : Optional.empty();
    }
}
