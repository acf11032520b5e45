package io.isthmus.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** HTTP by hand: a client library would tidy up what a test wants to send. */
final class Wire {
    private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Wire() {}

    /** @param body as text, with what is no UTF-8 replaced */
    record Answer(int status, String head, String body) {
        String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).trim())
                    .findFirst()
                    .orElse("");
        }
    }

    /** Sends these bytes and reads until the server, which they have to ask for it, closes the connection. */
    static Answer send(int port, byte[] request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return answer(socket.getInputStream().readAllBytes());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Answer answer(byte[] bytes) {
        int end = indexOf(bytes, BLANK_LINE, 0);
        if (end < 0) {
            return new Answer(0, "", new String(bytes, StandardCharsets.UTF_8));
        }
        String head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        byte[] body = Arrays.copyOfRange(bytes, end + 4, bytes.length);
        Answer raw = new Answer(Integer.parseInt(head.split(" ", 3)[1]), head, "");
        boolean chunked = raw.header("Transfer-Encoding").equalsIgnoreCase("chunked");
        return new Answer(raw.status(), head, new String(chunked ? joined(body) : body, StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[] chunks) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int at = 0;
        while (at < chunks.length) {
            int line = indexOf(chunks, new byte[] {'\r', '\n'}, at);
            int length = Integer.parseInt(new String(chunks, at, line - at, StandardCharsets.US_ASCII).trim(), 16);
            if (length == 0) {
                break;
            }
            whole.write(chunks, line + 2, length);
            at = line + 2 + length + 2;
        }
        return whole.toByteArray();
    }

    private static int indexOf(byte[] bytes, byte[] what, int from) {
        for (int at = from; at <= bytes.length - what.length; at++) {
            if (Arrays.equals(bytes, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }
}
