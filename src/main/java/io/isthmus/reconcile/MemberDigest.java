package io.isthmus.reconcile;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All values of a group's members in some bytes: enough to see that none came and none went. One digest of them in the order in
 * which they were read, since servers mostly keep to it and it costs a third, and one whatever their order.
 */
final class MemberDigest {
    private static final String MARK = "#";
    private static final int HEAD = 16;

    private MemberDigest() {}

    /** An entry without its members: what is kept of it when it has to be planned. @param attributes lower-case names */
    static ActualEntry without(ActualEntry entry, Set<String> attributes) {
        Map<String, Attribute> reduced = new HashMap<>(entry.attributes());
        reduced.keySet().removeAll(attributes);
        return new ActualEntry(entry.anchor(), entry.dn(), reduced);
    }

    /** What an image remembers of a group's members, under a name that no attribute has. */
    static Map<String, List<String>> remembered(String attribute, Optional<Attribute> members) {
        ASN1OctetString[] values = values(members);
        return Map.of(MARK + attribute.toLowerCase(Locale.ROOT), List.of(ordered(values) + "-" + unordered(values)));
    }

    /** Whether an image remembers members under that name. */
    static boolean isOne(String name) {
        return name.startsWith(MARK);
    }

    private static ASN1OctetString[] values(Optional<Attribute> members) {
        return members.map(Attribute::getRawValues).orElse(new ASN1OctetString[0]);
    }

    private static String ordered(ASN1OctetString[] values) {
        return new Ordered().of(values);
    }

    /** Digests of the members of one entry after the other, which come as they are read: each is touched once, and nothing grows. */
    static final class Ordered {
        private static final int ROOM = 1 << 13;

        private final MessageDigest sha = sha256();
        private final ByteBuffer room = ByteBuffer.allocate(ROOM);

        /** Whether the entry has the members that were remembered under that name. */
        boolean matches(String name, String remembered, ActualEntry actual) {
            ASN1OctetString[] values = values(actual.attribute(name.substring(MARK.length())));
            return remembered.startsWith(of(values) + "-") || remembered.endsWith("-" + unordered(values));
        }

        private String of(ASN1OctetString[] values) {
            for (ASN1OctetString value : values) {
                put(value.getValue());
            }
            flush();
            return HexFormat.of().formatHex(sha.digest(), 0, HEAD);
        }

        private void put(byte[] value) {
            if (Integer.BYTES + value.length > room.remaining()) {
                flush();
            }
            room.putInt(value.length);
            if (value.length <= room.remaining()) {
                room.put(value);
            } else {
                flush();
                sha.update(value);
            }
        }

        private void flush() {
            sha.update(room.flip());
            room.clear();
        }
    }

    /** The number of values is part of it, so that both halves tell as much. */
    private static String unordered(ASN1OctetString[] values) {
        MessageDigest sha = sha256();
        long high = 0;
        long low = 0;
        for (ASN1OctetString value : values) {
            ByteBuffer digest = ByteBuffer.wrap(sha.digest(value.getValue()));
            high += digest.getLong();
            low += digest.getLong();
        }
        return values.length + "." + Long.toHexString(high) + "." + Long.toHexString(low);
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
