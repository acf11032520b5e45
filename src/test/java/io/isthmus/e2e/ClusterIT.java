package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes share a database and a directory. */
class ClusterIT {
    /** lease and operation time-out (20 s together), a look, and much slack for a loaded machine */
    private static final Duration HEALED = Duration.ofSeconds(90);
    /** what the setting has by default */
    private static final int CONNECTIONS = 8;

    private static final String TWICE =
            "select count(*) from (select resource_id from change where type = 'add' and outcome = 'applied'"
                    + " group by resource_id having count(*) > 1) t";

    private static final Map<IsthmusServer, String> TOKENS = new ConcurrentHashMap<>();

    @TempDir
    Path home;

    @Test
    void whatEitherAcceptsArrivesAndBothNameTheWriter() {
        try (Pair pair = new Pair(home, Pair.SWITCHES).start()) {
            assertThat(Pair.writes(pair.a)).isTrue();
            assertThat(Pair.writes(pair.b)).isFalse();
            assertThat(Pair.writer(pair.b)).isEqualTo(Pair.writer(pair.a));
            // a server is probed by writes that it has to refuse
            await(() ->
                    assertThat(pair.b.status().at("/directory/up").asBoolean()).isTrue());
            long probes = pair.wayOfB.writes();
            hire(pair, 0, 60);
            await(() -> assertThat(pair.entries("u-")).hasSize(60));
            assertThat(pair.wayOfB.writes()).isEqualTo(probes);
            JsonNode run = pair.b.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}");
            JsonNode done = pair.b.admin("GET", "/api/v1/runs/" + run.path("id").asText() + "?wait=60s", "");
            assertThat(done.path("status").asText()).isEqualTo("done");
            assertThat(done.at("/counts/in_sync").asInt()).isEqualTo(60);
            await(() ->
                    assertThat(pair.b.status().at("/journal/pending").asInt()).isZero());

            // a clean stop hands over at once; a lease that is not given back lasts for 20 s, less half a second
            pair.a.stop();
            long stopped = System.nanoTime();
            hire(pair.b, 60, 61);
            await(() -> assertThat(pair.entries("u-")).hasSize(61));
            assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(14));
            assertThat(Pair.writes(pair.b)).isTrue();
        }
    }

    @Test
    void aWriterThatIsKilledIsReplacedAndNothingIsDoneTwice() {
        try (Pair pair = new Pair(home, Pair.SWITCHES).start()) {
            CompletableFuture<Void> pushes = CompletableFuture.runAsync(() -> hire(pair.b, 0, 400));
            await(() -> assertThat(pair.wayOfA.writes()).isGreaterThan(40));
            pair.a.kill9();
            long killed = System.nanoTime();
            pushes.join();
            await(() -> assertThat(pair.entries("u-")).hasSize(400));
            System.out.println(
                    "healed " + Duration.ofNanos(System.nanoTime() - killed) + " after the writer was killed");
            await(() ->
                    assertThat(pair.b.status().at("/journal/pending").asInt()).isZero());
            assertThat(pair.number(TWICE)).isZero();
            assertThat(pair.number("select count(*) from change where outcome in ('failed', 'invalid')"))
                    .isZero();
            assertThat(pair.number("select count(*) from link where created_by_us and anchor is not null"))
                    .isEqualTo(400);
            assertThat(pair.number("select count(*) from run where status in ('PLANNING', 'APPLYING', 'APPROVED')"))
                    .isZero();
            // it comes back, and waits
            pair.a.start();
            assertThat(Pair.writes(pair.a)).isFalse();
            assertThat(Pair.writer(pair.a)).isEqualTo(Pair.writer(pair.b));
        }
    }

    @Test
    void aWriterThatIsStoppedForHalfAMinuteWritesAndRecordsNothingAfterwards() throws Exception {
        try (Pair pair = new Pair(home, Pair.SWITCHES).start()) {
            hire(pair.a, 0, 5);
            await(() -> assertThat(pair.entries("u-")).hasSize(5));
            // in the middle of a run: writes are carried out whose answers it does not get before it stops
            pair.wayOfA.arm();
            hire(pair.b, 5, 300);
            assertThat(pair.wayOfA.awaitWrite()).isTrue();
            pair.a.signal("STOP");
            long stopped = System.nanoTime();
            long atStop;
            try {
                pair.wayOfA.release();
                await(() -> assertThat(pair.entries("u-")).hasSize(300));
                hire(pair.b, 300, 310);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> System.nanoTime() - stopped
                                > Duration.ofSeconds(30).toNanos());
                atStop = pair.wayOfA.writes();
            } finally {
                pair.a.signal("CONT");
            }
            await(() -> assertThat(pair.a.log()).contains("does not write any more"));
            long written = quiet(pair.wayOfA::writes);
            // what had passed the gate when it was stopped may still go, one a connection: it is held against what it
            // expects
            assertThat(written - atStop).isLessThanOrEqualTo(CONNECTIONS);
            long recorded = pair.number("select epoch from lease");
            hire(pair, 310, 330);
            await(() -> assertThat(pair.entries("u-")).hasSize(330));
            await(() -> assertThat(Pair.writer(pair.a)).isEqualTo(Pair.writer(pair.b)));
            await(() ->
                    assertThat(pair.b.status().at("/journal/pending").asInt()).isZero());
            assertThat(pair.wayOfA.writes()).isEqualTo(written);
            assertThat(pair.number("select epoch from lease")).isEqualTo(recorded);
            assertThat(Pair.writes(pair.b)).isTrue();
            assertThat(pair.number(TWICE)).isZero();
            assertThat(pair.number("select count(*) from link where created_by_us and anchor is not null"))
                    .isEqualTo(330);
            assertThat(pair.a.log()).contains("does not write any more");
        }
    }

    @Test
    void theScheduledRunHappensOnceOnTwoNodesAndIsMadeUpForAfterADowntime() {
        // a scheduled run is left out while the watch has everything read
        String schedule = Pair.SWITCHES + ", watch: \"off\", full-schedule: \"0/5 * * * * ?\"";
        try (Pair pair = new Pair(home, schedule).start()) {
            String runs = "select count(*) from run where kind = 'FULL' and actor = 'schedule'";
            await(() -> assertThat(pair.number(runs)).isGreaterThanOrEqualTo(5));
            assertThat(pair.number("select count(*) from (select floor(extract(epoch from started) / 5) from run"
                            + " where kind = 'FULL' and actor = 'schedule' group by 1 having count(*) > 1) t"))
                    .isZero();
            assertThat(
                            pair.number(
                                    "select count(*) from run where kind = 'FULL' and actor = 'schedule' and status not in ('DONE', 'PLANNING', 'APPLYING')"))
                    .isZero();
            pair.a.stop();
            pair.b.stop();
            // one that was due yesterday, while no node was up
            ZonedDateTime due =
                    ZonedDateTime.now(ZoneId.systemDefault()).minusDays(1).truncatedTo(ChronoUnit.HOURS);
            reschedule(pair, "0 0 %d %d %d ?".formatted(due.getHour(), due.getDayOfMonth(), due.getMonthValue()));
            pair.a.start();
            pair.a.stop();
            pair.update("delete from run");
            assertThat(pair.update("update qrtz_triggers set next_fire_time = "
                            + due.toInstant().toEpochMilli() + " where trigger_name like '%full-run%'"))
                    .isEqualTo(1);
            pair.a.start();
            pair.b.start();
            await(() -> assertThat(pair.number(runs)).isEqualTo(1));
            pair.a.stop();
            pair.a.start();
            assertThat(pair.number(runs)).isEqualTo(1);
        }
    }

    private static void reschedule(Pair pair, String cron) {
        for (IsthmusServer node : List.of(pair.a, pair.b)) {
            Path settings = node.home().resolve("config/application.yaml");
            try {
                Files.writeString(settings, Files.readString(settings).replace("0/5 * * * * ?", cron));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    @Test
    void pauseAndMappingHoldForBothAndAreKept() throws Exception {
        try (Pair pair =
                new Pair(home, Pair.SWITCHES.replace("accept-first-plan: true", "accept-first-plan: false")).start()) {
            hire(pair.a, 0, 1);
            approveHeld(pair.b);
            await(() -> assertThat(pair.entries("u-")).hasSize(1));

            pair.b.admin("POST", "/api/v1/directory/pause", "");
            hire(pair.a, 1, 3);
            pair.a.stop();
            pair.a.start();
            assertThat(pair.a.status().at("/directory/paused").asBoolean()).isTrue();
            assertThat(pair.a.status().at("/journal/pending").asInt()).isEqualTo(2);
            await(() ->
                    assertThat(pair.a.status().at("/directory/up").asBoolean()).isTrue());
            IsthmusServer.Ran nagios = pair.a.command("status");
            assertThat(nagios.exit()).isEqualTo(1);
            assertThat(nagios.output()).startsWith("ISTHMUS WARNING - the directory is paused by");
            assertThat(pair.a
                            .exchange("GET", "/q/health/group/provisioning", "", "")
                            .body())
                    .contains("paused by");
            assertThat(pair.a
                            .exchange("POST", "/api/v1/runs", "Bearer " + IsthmusServer.ADMIN, "{\"kind\":\"sync\"}")
                            .body())
                    .contains("urn:isthmus:problem:directory-paused");
            assertThat(pair.entries("u-")).hasSize(1);
            pair.a.admin("POST", "/api/v1/directory/resume", "");
            await(() -> assertThat(pair.entries("u-")).hasSize(3));

            Path mapping = pair.a.home().resolve("config/mapping.yaml");
            String text = Files.readString(mapping);
            Files.writeString(mapping, text.replace("rdn: uid", "rdn: nonsense"));
            JsonNode problem = IsthmusServer.json(pair.a
                    .exchange("POST", "/api/v1/mapping/reload", "Bearer " + IsthmusServer.ADMIN, "")
                    .body());
            assertThat(problem.path("type").asText()).isEqualTo("urn:isthmus:problem:invalid-mapping");
            assertThat(problem.at("/faults/0").asText()).matches("config/mapping.yaml:\\d+: .*");
            Files.writeString(mapping, text.replace("title:           title", "title:           userType"));
            JsonNode reloaded = pair.a.admin("POST", "/api/v1/mapping/reload", "");
            assertThat(reloaded.path("changed").asBoolean()).isTrue();
            hire(pair.a, 3, 4);
            await(() -> assertThat(pair.b.status().at("/held/run").asText())
                    .isEqualTo(reloaded.at("/run/id").asText()));
            assertThat(pair.entries("u-")).hasSize(3);
            approveHeld(pair.b);
            await(() -> assertThat(pair.entries("u-")).hasSize(4));
            JsonNode audit = pair.a.admin("GET", "/api/v1/audit?limit=1000", "");
            assertThat(audit.findValuesAsText("action"))
                    .contains("directory.pause", "directory.resume", "mapping.reload");
        }
    }

    private static void approveHeld(IsthmusServer node) {
        await(() -> assertThat(node.status().path("held").isObject()).isTrue());
        String held = node.status().at("/held/run").asText();
        JsonNode run = node.admin("GET", "/api/v1/runs/" + held + "?wait=60s", "");
        node.admin(
                "POST",
                "/api/v1/runs/" + held + "/approve",
                "{\"hash\":\"" + run.path("hash").asText() + "\"}");
    }

    /** Half by each. */
    private static void hire(Pair pair, int from, int to) {
        hire(pair.a, from, (from + to) / 2);
        hire(pair.b, (from + to) / 2, to);
    }

    private static void hire(IsthmusServer node, int from, int to) {
        String token = TOKENS.computeIfAbsent(node, it -> it.sourceToken("okta"));
        assertThat(token).isNotEmpty();
        for (int i = from; i < to; i++) {
            assertThat(node.scim("POST", "/Users", token, Setup.user("u-" + i, ",\"title\":\"Engineer\""))
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    /** A number that has stayed the same for some seconds. */
    private static long quiet(LongSupplier number) {
        AtomicLong last = new AtomicLong(number.getAsLong());
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .atMost(HEALED)
                .until(() -> last.getAndSet(number.getAsLong()) == last.get());
        return last.get();
    }

    private static void await(ThrowingRunnable assertion) {
        Awaitility.await().atMost(HEALED).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
    }
}
