package io.isthmus.reconcile;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an entry looks like when it is as desired, as bytes: its normalised DN and, of each attribute that is ours, all values.
 * An entry that matches needs no planning; one that does not is compared under the matching rules.
 */
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

    /** Whether the entry stands where the image says and its attributes of the image hold exactly the image's values. */
    static boolean matches(byte[] image, ActualEntry actual) {
        ByteBuffer in = ByteBuffer.wrap(image);
        if (!Arrays.equals(take(in), utf8(actual.dn().toNormalizedString()))) {
            return false;
        }
        for (int attributes = in.getInt(); attributes > 0; attributes--) {
            String name = new String(take(in), StandardCharsets.UTF_8);
            byte[][] wanted = new byte[in.getInt()][];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = take(in);
            }
            Optional<Attribute> there = Optional.ofNullable(actual.attributes().get(name));
            if (there.isEmpty() || !same(wanted, there.get().getRawValues())) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(byte[][] wanted, ASN1OctetString[] there) {
        if (wanted.length != there.length) {
            return false;
        }
        for (byte[] value : wanted) {
            boolean found = false;
            for (ASN1OctetString raw : there) {
                found |= Arrays.equals(value, raw.getValue());
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ByteBuffer out, byte[] bytes) {
        out.putInt(bytes.length).put(bytes);
    }

    private static byte[] take(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return bytes;
    }
}
