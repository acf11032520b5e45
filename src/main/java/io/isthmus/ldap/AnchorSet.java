package io.isthmus.ldap;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Anchors of many entries, kept small: of each of the servers' identifiers only its 128 bits. */
public final class AnchorSet {
    private static final int HEX = 16;
    private final Set<UUID> bits = new HashSet<>();

    public void add(Anchor anchor) {
        bits.add(bits(anchor));
    }

    public boolean contains(Anchor anchor) {
        return bits.contains(bits(anchor));
    }

    public int size() {
        return bits.size();
    }

    /** Wherever a server puts its hyphens. */
    private static UUID bits(Anchor anchor) {
        BigInteger number = new BigInteger(anchor.value().replace("-", ""), HEX);
        return new UUID(number.shiftRight(Long.SIZE).longValue(), number.longValue());
    }
}
