package io.isthmus.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that are told which to listen on. They are below those that the system gives to whoever asks for any, since
 * between the look and the start of the server, or while it is restarted, a connection or another server would get such a one.
 */
public final class FreePorts {
    private static final int FROM = 12_000;
    private static final int NUMBER = 20_000;
    private static final int ATTEMPTS = 500;
    /** of this JVM no two get the same; another one begins elsewhere */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(NUMBER));

    private FreePorts() {}

    /** One on the loopback address. */
    public static int one() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = FROM + Math.floorMod(NEXT.getAndIncrement(), NUMBER);
            if (free(port)) {
                return port;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
