package io.isthmus.store;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A stream of unknown length inside another: blocks with their length, ended by an empty one. */
final class Blocks {
    private static final int BLOCK = 1 << 16;

    private Blocks() {}

    static final class Output extends OutputStream {
        private final DataOutputStream out;
        private final ByteArrayOutputStream block = new ByteArrayOutputStream(BLOCK);

        Output(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            block.write(value);
            flushFull();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            block.write(bytes, offset, length);
            flushFull();
        }

        private void flushFull() throws IOException {
            if (block.size() >= BLOCK) {
                writeBlock();
            }
        }

        private void writeBlock() throws IOException {
            out.writeInt(block.size());
            block.writeTo(out);
            block.reset();
        }

        void finish() throws IOException {
            if (block.size() > 0) {
                writeBlock();
            }
            out.writeInt(0);
        }
    }

    static final class Input extends InputStream {
        private final DataInputStream in;
        private int left;
        private boolean ended;

        Input(DataInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                left = in.readInt();
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            int count = in.read(bytes, offset, Math.min(left, length));
            if (count < 0) {
                throw new IOException("the file ends too early");
            }
            left -= count;
            return count;
        }
    }
}
