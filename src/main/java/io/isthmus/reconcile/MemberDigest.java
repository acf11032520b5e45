package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All values of a group's members in some bytes, whatever their order: enough to see that none came and none went. */
final class MemberDigest {
    private MemberDigest() {}

    /** The virtual attribute that stands for the members of an entry. */
    static String name(String attribute) {
        return "@" + attribute.toLowerCase(Locale.ROOT);
    }

    /** A group's entry, a digest in the place of its members. @param attributes lower-case names of those that hold members */
    static ActualEntry reduced(ActualEntry entry, Set<String> attributes) {
        Map<String, Attribute> reduced = new HashMap<>(entry.attributes());
        for (String attribute : attributes) {
            Optional<Attribute> members = Optional.ofNullable(reduced.remove(attribute));
            reduced.put(name(attribute), new Attribute(name(attribute), of(members)));
        }
        return new ActualEntry(entry.anchor(), entry.dn(), reduced);
    }

    /** What an image remembers of a group's members. */
    static Map<String, List<String>> remembered(String attribute, Optional<Attribute> members) {
        return Map.of(name(attribute), List.of(of(members)));
    }

    private static String of(Optional<Attribute> members) {
        return of(members.map(Attribute::getValueByteArrays).orElse(new byte[0][]));
    }

    private static String of(byte[][] values) {
        MessageDigest sha = sha256();
        long high = 0;
        long low = 0;
        for (byte[] value : values) {
            ByteBuffer digest = ByteBuffer.wrap(sha.digest(value));
            high += digest.getLong();
            low += digest.getLong();
        }
        return values.length + "-" + Long.toHexString(high) + Long.toHexString(low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Lower-case names. */
    static Set<String> names(Collection<String> attributes) {
        return attributes.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}
