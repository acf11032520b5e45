package io.isthmus.intake;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jboss.logging.Logger;

/** A request's body on its way to the endpoint; keeps its beginning, and a digest once it is too large to be kept. */
final class CopyingStream extends FilterInputStream {
    private static final Logger LOG = Logger.getLogger(CopyingStream.class);
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final MessageDigest digest = RecordedBody.sha256();
    private long seen;
    private boolean ended;

    CopyingStream(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        if (read < 0) {
            ended = true;
        } else {
            seen += read;
            digest.update(into, offset, read);
            int room = Math.max(0, Math.min(read, RecordedBody.MOST - kept.size()));
            kept.write(into, offset, room);
        }
        return read;
    }

    /** By reading: what is skipped belongs to the body too. */
    @Override
    public long skip(long bytes) throws IOException {
        byte[] skipped = new byte[(int) Math.max(0, Math.min(bytes, 8192))];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads on where nobody did: what is refused is worth as much as what is understood. */
    void readOn() {
        byte[] buffer = new byte[8192];
        try {
            while (!ended && seen <= RecordedBody.MOST) {
                read(buffer, 0, buffer.length);
            }
        } catch (IOException broken) {
            // what there is of it is noted as broken off
            LOG.debug("a request's body ended early", broken);
        }
    }

    RecordedBody body() {
        if (seen == 0) {
            return new RecordedBody.None();
        }
        return seen <= RecordedBody.MOST || !ended
                ? new RecordedBody.Whole(kept.toByteArray(), ended)
                : new RecordedBody.Digest(seen, HexFormat.of().formatHex(digest.digest()));
    }
}
