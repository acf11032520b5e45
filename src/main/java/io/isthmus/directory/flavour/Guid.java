package io.isthmus.directory.flavour;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/** The binary identifiers of Active Directory as text: GUIDs (MS-DTYP 2.3.4) and the numbers in SIDs (MS-DTYP 2.4.2). */
final class Guid {
    private static final int GUID_BYTES = 16;
    private static final int SID_HEAD = 8;

    private Guid() {}

    /** The usual form in lower case; the first three groups stand in the bytes with the lowest first. */
    static String text(byte[] bytes) {
        if (bytes.length != GUID_BYTES) {
            throw new IllegalArgumentException("a GUID has 16 bytes, not " + bytes.length);
        }
        ByteBuffer swapped = swapped(ByteBuffer.wrap(bytes));
        return new UUID(swapped.getLong(), swapped.getLong()).toString();
    }

    /** The bytes again. */
    static byte[] bytes(String text) {
        UUID uuid = UUID.fromString(text);
        ByteBuffer bytes = ByteBuffer.allocate(GUID_BYTES);
        bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return swapped(bytes.flip()).array();
    }

    private static ByteBuffer swapped(ByteBuffer from) {
        ByteBuffer to = ByteBuffer.allocate(GUID_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        to.putInt(from.getInt()).putShort(from.getShort()).putShort(from.getShort());
        to.order(ByteOrder.BIG_ENDIAN).putLong(from.getLong());
        return to.flip();
    }

    /** The last number of a SID: within its domain it tells the account or group (RID); empty if it has none. */
    static Optional<String> lastOfSid(byte[] sid) {
        return sid.length < SID_HEAD + Integer.BYTES
                ? Optional.empty()
                : Optional.of(Integer.toUnsignedString(
                        ByteBuffer.wrap(sid).order(ByteOrder.LITTLE_ENDIAN).getInt(sid.length - Integer.BYTES)));
    }
}
