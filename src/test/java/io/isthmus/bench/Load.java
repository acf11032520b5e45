package io.isthmus.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Keep-alive HTTP/1.1 clients that do as little as they can: prepared bytes out, status and length in. */
final class Load {
    /** Makes the n-th request. */
    @FunctionalInterface
    interface Requests {
        byte[] of(long number);
    }

    private Load() {}

    static byte[] request(String method, String path, String token, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/scim+json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[headBytes.length + bytes.length];
        System.arraycopy(headBytes, 0, whole, 0, headBytes.length);
        System.arraycopy(bytes, 0, whole, headBytes.length, bytes.length);
        return whole;
    }

    /** Requests answered 2xx in the given time; any other answer is an error. */
    static long forTime(int port, int clients, Duration time, AtomicLong numbers, Requests requests) {
        long end = System.nanoTime() + time.toNanos();
        return run(port, clients, numbers, requests, number -> System.nanoTime() < end);
    }

    /** Sends so many requests. */
    static long count(int port, int clients, long count, Requests requests) {
        return run(port, clients, new AtomicLong(), requests, number -> number < count);
    }

    @FunctionalInterface
    private interface Goes {
        boolean on(long number);
    }

    private static long run(int port, int clients, AtomicLong numbers, Requests requests, Goes goes) {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<Long>> done = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                done.add(threads.submit(() -> client(port, numbers, requests, goes)));
            }
            long sum = 0;
            for (Future<Long> one : done) {
                sum += one.get();
            }
            return sum;
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        } finally {
            threads.shutdown();
        }
    }

    private static long client(int port, AtomicLong numbers, Requests requests, Goes goes) throws IOException {
        long done = 0;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
            for (long number = numbers.getAndIncrement(); goes.on(number); number = numbers.getAndIncrement()) {
                socket.getOutputStream().write(requests.of(number));
                answer(in);
                done++;
            }
        }
        return done;
    }

    private static void answer(InputStream in) throws IOException {
        String status = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).trim());
            }
        }
        byte[] body = in.readNBytes(length);
        if (!status.startsWith("HTTP/1.1 2")) {
            throw new IOException(status + " " + new String(body, StandardCharsets.UTF_8));
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
