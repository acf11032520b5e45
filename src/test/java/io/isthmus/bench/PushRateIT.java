package io.isthmus.bench;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.e2e.IsthmusServer;
import io.isthmus.store.EmbeddedPostgres;
import io.isthmus.testing.OpenLdapServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes a second with durable commits, beside a fixed baseline, fsync'd appends and raw LDAP adds of the same run. */
@Tag("bench")
class PushRateIT {
    private static final int PAIRS = 5;
    private static final int MOST_CLIENTS = 32;
    /** of each, twice a round */
    private static final Duration TURN = Users.scaled(Duration.ofSeconds(2));
    /** at as many clients as the goal is set for a checkpoint or a look of the autovacuum is too much of a short one */
    private static final Duration LONG_TURN = Users.scaled(Duration.ofSeconds(5));

    @TempDir
    static Path home;

    private final AtomicLong numbers = new AtomicLong();
    private IsthmusServer isthmus;
    private long[] productPids;
    private long[] baselinePids;
    private int baselinePort;
    private String token;
    private final List<String> ids = new ArrayList<>();

    /** One measurement. @param javaMillis CPU time of the Java process @param postgresMillis that of PostgreSQL */
    private record Round(long done, double seconds, long javaMillis, long postgresMillis) {
        Round and(Round other) {
            return new Round(
                    done + other.done,
                    seconds + other.seconds,
                    javaMillis + other.javaMillis,
                    postgresMillis + other.postgresMillis);
        }

        double rate() {
            return done / seconds;
        }

        /** milliseconds an operation */
        double java() {
            return (double) javaMillis / done;
        }

        double postgres() {
            return (double) postgresMillis / done;
        }
    }

    @Test
    void pushes() throws IOException {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                EmbeddedPostgres database = EmbeddedPostgres.start(home.resolve("baseline"))) {
            Process baseline = baseline(database);
            try {
                isthmus = Users.server(home.resolve("isthmus"), ldap.url(), "auto-sync: false")
                        .start();
                token = isthmus.sourceToken("okta");
                productPids = new long[] {isthmus.pid(), Cpu.postmaster(home.resolve("isthmus/data/postgres"))};
                baselinePids = new long[] {baseline.pid(), Cpu.postmaster(home.resolve("baseline/postgres"))};
                measure();
            } finally {
                baseline.destroy();
                isthmus.close();
            }
        }
        appends();
        adds();
    }

    private void measure() {
        warmUp();
        Results.title(
                "Pushes, durable commits",
                "operation | clients | Isthmus /s | baseline /s | ratio"
                        + " | CPU ms/op Isthmus: java + postgres | CPU ms/op baseline: java + postgres");
        for (String operation : List.of("POST", "PATCH")) {
            for (int clients : new int[] {1, 8, MOST_CLIENTS}) {
                pair(operation, clients);
            }
        }
    }

    /** A server runs for months: both are measured after the compiler has done its work; what a cold one does is told too. */
    private void warmUp() {
        Duration cold = Users.scaled(Duration.ofSeconds(10));
        Round first = one(isthmus.port(), 32, "POST", cold, productPids);
        Round other = one(baselinePort, 32, "POST", cold, baselinePids);
        Results.note("the first " + cold.toSeconds() + " s after the start, POST at 32 clients: "
                + Results.number(first.rate()) + " /s, baseline " + Results.number(other.rate()) + " /s");
        one(isthmus.port(), 32, "POST", Users.scaled(Duration.ofSeconds(60)), productPids);
        collectIds();
        one(isthmus.port(), 32, "PATCH", Users.scaled(Duration.ofSeconds(20)), productPids);
        one(baselinePort, 32, "POST", Users.scaled(Duration.ofSeconds(20)), baselinePids);
    }

    /** Each round is A B B A: what slows the machine for some seconds, or for good, slows both, and the ratio of a round stands. */
    private void pair(String operation, int clients) {
        List<Round> ours = new ArrayList<>();
        List<Round> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        Duration turn = clients == MOST_CLIENTS ? LONG_TURN : TURN;
        for (int i = 0; i < PAIRS; i++) {
            Round before = one(isthmus.port(), clients, operation, turn, productPids);
            Round base = one(baselinePort, clients, operation, turn, baselinePids)
                    .and(one(baselinePort, clients, operation, turn, baselinePids));
            Round product = before.and(one(isthmus.port(), clients, operation, turn, productPids));
            ours.add(product);
            theirs.add(base);
            ratios.add(product.rate() / base.rate());
        }
        Results.row(
                operation,
                clients,
                Results.shown(Results.of(ours.stream().map(Round::rate).toList())),
                Results.shown(Results.of(theirs.stream().map(Round::rate).toList())),
                Results.shown(Results.of(ratios)),
                cpu(ours),
                cpu(theirs));
    }

    private static String cpu(List<Round> rounds) {
        return Results.number(
                        Results.of(rounds.stream().map(Round::java).toList()).median()) + " + "
                + Results.number(Results.of(rounds.stream().map(Round::postgres).toList())
                        .median());
    }

    private Round one(int port, int clients, String operation, Duration time, long[] pids) {
        long java = Cpu.millis(pids[0]);
        long postgres = Cpu.millis(pids[1]);
        long start = System.nanoTime();
        long done = Load.forTime(port, clients, time, numbers, number -> request(operation, number));
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Round(done, seconds, Cpu.millis(pids[0]) - java, Cpu.millis(pids[1]) - postgres);
    }

    private byte[] request(String operation, long number) {
        return operation.equals("POST")
                ? Load.request("POST", "/scim/v2/Users", token, Users.okta("u" + number))
                : Load.request(
                        "PATCH", "/scim/v2/Users/" + ids.get((int) (number % ids.size())), token, Users.entra(number));
    }

    private void collectIds() {
        IsthmusServer.json(isthmus.scim("GET", "/Users?startIndex=1&count=1000", token, "")
                        .body())
                .path("Resources")
                .forEach(user -> ids.add(user.path("id").asText()));
    }

    private Process baseline(EmbeddedPostgres database) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            baselinePort = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Baseline.class.getName(),
                        Integer.toString(baselinePort),
                        database.jdbcUrl(),
                        database.username(),
                        database.password())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("baseline.log").toFile())
                .start();
        Awaitility.await("the baseline")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> {
                    new java.net.Socket("127.0.0.1", baselinePort).close();
                    return true;
                });
        return process;
    }

    private static void appends() throws IOException {
        List<Double> rounds = new ArrayList<>();
        Path file = home.resolve("appends");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < PAIRS; i++) {
                long end = System.nanoTime() + TURN.toNanos();
                long start = System.nanoTime();
                long done = 0;
                while (System.nanoTime() < end) {
                    channel.write(ByteBuffer.wrap(new byte[4096]));
                    channel.force(false);
                    done++;
                }
                rounds.add(done / ((System.nanoTime() - start) / 1e9));
            }
        }
        Files.delete(file);
        Results.note("fsync'd appends of 4 KiB: " + Results.shown(Results.of(rounds)) + " /s");
    }

    private static void adds() {
        Results.title("Raw LDAP adds of the same entries", "slapd | connections | adds /s");
        for (boolean durable : new boolean[] {true, false}) {
            try (OpenLdapServer ldap = OpenLdapServer.start(durable)) {
                for (int connections : new int[] {1, 8, MOST_CLIENTS}) {
                    List<Double> rounds = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        rounds.add(adds(ldap, connections, "a" + connections + "-" + i + "-"));
                    }
                    Results.row(durable ? "durable" : "nosync", connections, Results.shown(Results.of(rounds)));
                }
            }
        }
    }

    private static double adds(OpenLdapServer ldap, int connections, String prefix) {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        AtomicLong number = new AtomicLong();
        long start = System.nanoTime();
        long end = start + TURN.toNanos();
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                done.add(threads.submit(() -> add(ldap, prefix, number, end)));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        } finally {
            threads.shutdown();
        }
        return number.get() / ((System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private static void add(OpenLdapServer ldap, String prefix, AtomicLong number, long end) {
        try (LDAPConnection connection = ldap.service()) {
            while (System.nanoTime() < end) {
                String name = prefix + number.incrementAndGet();
                connection.add(Arrays.stream(new String[] {
                            "dn: uid=" + name + ",ou=people,dc=example,dc=com",
                            "objectClass: inetOrgPerson",
                            "uid: " + name,
                            "cn: Given Family " + name,
                            "sn: Family " + name,
                            "givenName: Given " + name,
                            "mail: " + name + "@example.com",
                            "telephoneNumber: +46 8 555 01 00",
                            "title: Controller",
                            "employeeNumber: 00u-" + name
                        })
                        .toArray(String[]::new));
            }
        } catch (LDAPException | com.unboundid.ldif.LDIFException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
