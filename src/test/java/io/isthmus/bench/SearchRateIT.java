package io.isthmus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.e2e.IsthmusServer;
import io.isthmus.store.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Look-ups by filter beside a bare Quarkus REST endpoint (src/test/bare), and walks over a million users by index and by cursor. */
@Tag("bench")
class SearchRateIT {
    private static final int USERS = Users.scaled(1_000_000);
    private static final int PAGE = 100;
    private static final int PAIRS = 5;
    private static final Duration ROUND = Users.scaled(Duration.ofSeconds(4));

    @TempDir
    static Path home;

    private final AtomicLong numbers = new AtomicLong();
    private IsthmusServer isthmus;
    private String token;

    @Test
    void searches() throws IOException, InterruptedException, SQLException {
        isthmus = Users.server(home, "ldap://127.0.0.1:1", "auto-sync: false").start();
        Process bare = null;
        try {
            token = isthmus.sourceToken("okta");
            EmbeddedPostgres.Attached database = EmbeddedPostgres.attach(home.resolve("data"));
            fill(database);
            int port = free();
            bare = bare(port, database);
            lookUps(port, bare.pid());
            walks();
        } finally {
            if (bare != null) {
                bare.destroy();
            }
            isthmus.close();
        }
    }

    /** Rows as the journal would have written them; pushing a million users is another benchmark. */
    private static void fill(EmbeddedPostgres.Attached database) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into resource select '01a2' || lpad(n::text, 32, '0'), 'okta', 'USER', 1, n, now(), now(),"
                            + " null::timestamptz, true, 'u' || n || '@example.com', '00u-u' || n, 'given family u' || n,"
                            + " array['u' || n || '@example.com'], jsonb_build_object('userName', 'u' || n || '@example.com', 'active',"
                            + " true, 'displayName', 'Given Family u' || n, 'externalId', '00u-u' || n, 'title', 'Controller', 'name',"
                            + " jsonb_build_object('givenName', 'Given u' || n, 'familyName', 'Family u' || n), 'emails',"
                            + " jsonb_build_array(jsonb_build_object('value', 'u' || n || '@example.com', 'type', 'work', 'primary', true)))"
                            + " from generate_series(1, " + USERS + ") n");
            statement.execute("insert into resource_count values ('okta USER', " + USERS + ")"
                    + " on conflict (scope) do update set live = excluded.live");
            statement.execute("vacuum analyze resource, email");
        }
    }

    private void lookUps(int bare, long pid) {
        byte[] warm = filter(7);
        Load.forTime(isthmus.port(), 32, Users.scaled(Duration.ofSeconds(40)), numbers, number -> warm);
        Load.forTime(bare, 32, Users.scaled(Duration.ofSeconds(15)), numbers, SearchRateIT::bare);
        Results.title(
                "GET /Users?filter=userName eq, " + USERS + " users",
                "clients | Isthmus /s | bare endpoint /s | ratio | CPU ms/op Isthmus | CPU ms/op bare");
        for (int clients : new int[] {1, 8, 32}) {
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            long[] cpu = new long[4];
            for (int i = 0; i < PAIRS; i++) {
                long before = Cpu.millis(isthmus.pid());
                long done = Load.forTime(isthmus.port(), clients, ROUND, numbers, number -> filter(number % USERS + 1));
                cpu[0] += Cpu.millis(isthmus.pid()) - before;
                cpu[1] += done;
                ours.add(done / (ROUND.toMillis() / 1e3));
                before = Cpu.millis(pid);
                done = Load.forTime(bare, clients, ROUND, numbers, SearchRateIT::bare);
                cpu[2] += Cpu.millis(pid) - before;
                cpu[3] += done;
                theirs.add(done / (ROUND.toMillis() / 1e3));
            }
            Results.row(
                    clients,
                    Results.shown(Results.of(ours)),
                    Results.shown(Results.of(theirs)),
                    Results.shown(Results.of(Results.ratios(ours, theirs))),
                    (double) cpu[0] / cpu[1],
                    (double) cpu[2] / cpu[3]);
        }
    }

    private byte[] filter(long number) {
        return Load.request(
                "GET",
                "/scim/v2/Users?filter=userName%20eq%20%22u" + number + "%40example.com%22&startIndex=1&count=100",
                token,
                "");
    }

    private static byte[] bare(long number) {
        return Load.request(
                "GET", "/Users?filter=userName%20eq%20%22u" + (number % USERS + 1) + "%40example.com%22", "", "");
    }

    private void walks() {
        Results.title(
                "A walk over " + USERS + " users in pages of " + PAGE,
                "by | first 200 pages ms | last 200 pages ms | ratio");
        List<Double> byIndex = new ArrayList<>();
        for (long start = 1; start <= USERS; start += PAGE) {
            String path = "/Users?startIndex=" + start + "&count=" + PAGE;
            JsonNode page = timed(path, byIndex);
            assertThat(page.path("totalResults").asLong()).isEqualTo(USERS);
            assertThat(page.path("Resources")).isNotEmpty();
        }
        row("startIndex", byIndex);
        List<Double> byCursor = new ArrayList<>();
        String cursor = "";
        long seen = 0;
        do {
            JsonNode page = timed("/Users?count=" + PAGE + "&cursor=" + cursor, byCursor);
            seen += page.path("Resources").size();
            cursor = page.path("nextCursor").asText("");
        } while (!cursor.isEmpty());
        assertThat(seen).isEqualTo(USERS);
        row("cursor", byCursor);
        List<Double> cold = new ArrayList<>();
        timed("/Users?startIndex=" + (USERS - 3 * PAGE + 7) + "&count=" + PAGE, cold);
        Results.note("a cold jump to the end: " + Results.number(cold.get(0)) + " ms");
    }

    private static void row(String by, List<Double> millis) {
        int some = Math.min(200, millis.size() / 2);
        double first = Results.of(millis.subList(millis.size() / 10, millis.size() / 10 + some))
                .median();
        double last =
                Results.of(millis.subList(millis.size() - some, millis.size())).median();
        Results.row(by, first, last, last / first);
    }

    private JsonNode timed(String path, List<Double> millis) {
        long start = System.nanoTime();
        String body = isthmus.scim("GET", path, token, "").body();
        millis.add((System.nanoTime() - start) / 1e6);
        return IsthmusServer.json(body);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Built by the Maven at hand from a project of its own, so that nothing of the product runs in it. */
    private static Process bare(int port, EmbeddedPostgres.Attached database) throws IOException, InterruptedException {
        Path project = Files.createDirectory(home.resolve("bare"));
        Path sources = Path.of(System.getProperty("isthmus.test.basedir", "."), "src/test/bare");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = project.resolve(sources.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        int built = new ProcessBuilder("mvn", "-B", "-q", "-ntp", "package")
                .directory(project.toFile())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(built).as("building src/test/bare").isZero();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx512m",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.datasource.jdbc.url=" + database.jdbcUrl(),
                        "-Dquarkus.datasource.username=" + database.username(),
                        "-Dquarkus.datasource.password=" + database.password(),
                        "-jar",
                        project.resolve("target/quarkus-app/quarkus-run.jar").toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("bare.log").toFile())
                .start();
        Awaitility.await("the bare endpoint")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> {
                    new java.net.Socket("127.0.0.1", port).close();
                    return true;
                });
        return process;
    }
}
