package io.isthmus.reconcile;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an entry looks like when it is as desired, as bytes: its normalised DN and, of each attribute that is ours, all values.
 * An entry that matches needs no planning; one that does not is compared under the matching rules.
 */
@SuppressWarnings("ByteBufferBackingArray") // each is one that wraps a whole array
final class Image {
    private Image() {}

    /** @param values by lower-case attribute name, as they were last seen to be both desired and there */
    static byte[] of(DN dn, Map<String, List<String>> values) {
        Map<String, List<String>> sorted = new TreeMap<>(values);
        sorted.values().removeIf(List::isEmpty);
        byte[] name = utf8(dn.toNormalizedString());
        int size = 4 + name.length + 4;
        for (Map.Entry<String, List<String>> entry : sorted.entrySet()) {
            size += 8 + utf8(entry.getKey()).length;
            for (String value : entry.getValue()) {
                size += 4 + utf8(value).length;
            }
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        put(out, name);
        out.putInt(sorted.size());
        sorted.forEach((attribute, list) -> {
            put(out, utf8(attribute));
            out.putInt(list.size());
            list.forEach(value -> put(out, utf8(value)));
        });
        return out.array();
    }

    /** Compares entries with images, one after the other: names of attributes are mostly the same from one to the next. */
    static final class Comparison {
        private final List<byte[]> bytes = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final MemberDigest.Ordered members = new MemberDigest.Ordered();

        /** Whether the entry stands where the image says and its attributes of the image hold exactly the image's values. */
        boolean matches(byte[] image, ActualEntry actual) {
            ByteBuffer in = ByteBuffer.wrap(image);
            // normalising costs more than all the rest, and what comes back is mostly as it was written
            if (!Image.equals(in, utf8(actual.dn().toString()))
                    && !Image.equals(in.rewind(), utf8(actual.dn().toNormalizedString()))) {
                return false;
            }
            int attributes = in.getInt();
            for (int place = 0; place < attributes; place++) {
                if (!same(in, name(place, in), actual)) {
                    return false;
                }
            }
            return true;
        }

        private boolean same(ByteBuffer in, String name, ActualEntry actual) {
            if (MemberDigest.isOne(name)) {
                in.getInt();
                int length = in.getInt();
                String remembered = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
                in.position(in.position() + length);
                return members.matches(name, remembered, actual);
            }
            Attribute there = actual.attributes().get(name);
            return there != null && Image.same(in, there.getRawValues());
        }

        /** The name that comes next: the string of before where the bytes are, whose hash is known. Interned, as those of what was read. */
        private String name(int place, ByteBuffer in) {
            int length = in.getInt();
            int from = in.position();
            in.position(from + length);
            if (place < names.size()) {
                byte[] before = bytes.get(place);
                if (Arrays.equals(in.array(), from, from + length, before, 0, before.length)) {
                    return names.get(place);
                }
            }
            byte[] name = Arrays.copyOfRange(in.array(), from, from + length);
            String text = new String(name, StandardCharsets.UTF_8).intern();
            if (place < names.size()) {
                bytes.set(place, name);
                names.set(place, text);
            } else if (place == names.size()) {
                bytes.add(name);
                names.add(text);
            }
            return text;
        }
    }

    /** Whether the values that come next are those; usually they are, in the same order. */
    private static boolean same(ByteBuffer in, ASN1OctetString[] there) {
        int wanted = in.getInt();
        if (wanted != there.length) {
            return false;
        }
        for (int i = 0; i < wanted; i++) {
            int start = in.position();
            boolean found = equals(in, there[i].getValue());
            for (int other = 0; other < wanted && !found; other++) {
                found = equals(in.position(start), there[other].getValue());
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    /** Compares in place what comes next, and steps over it. */
    private static boolean equals(ByteBuffer in, byte[] bytes) {
        int length = in.getInt();
        int from = in.position();
        in.position(from + length);
        return Arrays.equals(in.array(), from, from + length, bytes, 0, bytes.length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ByteBuffer out, byte[] bytes) {
        out.putInt(bytes.length).put(bytes);
    }
}
