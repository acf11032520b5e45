package io.isthmus.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is kept of a body until it is written: whole if it is small, else only how to recognise it. */
sealed interface RecordedBody {
    /** Larger ones are not kept. */
    int MOST = 64 * 1024;

    /** There was none, or it was not looked at. */
    record None() implements RecordedBody {}

    /** Bytes as sent, not redacted yet. {@code ended}: whether they were read to their end. */
    record Whole(byte[] bytes, boolean ended) implements RecordedBody {}

    /** Written piece by piece; nothing of it is kept. */
    record Streamed() implements RecordedBody {}

    /** Too large. */
    record Digest(long bytes, String sha256) implements RecordedBody {}

    static RecordedBody of(byte[] bytes) {
        if (bytes.length == 0) {
            return new None();
        }
        return bytes.length <= MOST
                ? new Whole(bytes, true)
                : new Digest(bytes.length, HexFormat.of().formatHex(sha256().digest(bytes)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
