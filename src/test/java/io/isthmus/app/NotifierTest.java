package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.isthmus.plan.Verdict;
import io.isthmus.reconcile.Deviations;
import io.isthmus.reconcile.NoticeStates;
import io.isthmus.reconcile.Notices;
import io.isthmus.reconcile.RunRow;
import io.isthmus.store.JdbcNoticeStates;
import io.isthmus.store.JdbcRuns;
import io.isthmus.store.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over a real database and a local HTTP server. */
class NotifierTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);

    private record Got(String event, String signature, byte[] body) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException malformed) {
                throw new IllegalStateException(malformed);
            }
        }
    }

    private final DataSource database = TestDatabase.fresh();
    private final JdbcRuns runs = new JdbcRuns(database, "main");
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            got.add(new Got(
                    exchange.getRequestHeaders().getFirst("Isthmus-Event"),
                    exchange.getRequestHeaders().getFirst("Isthmus-Signature"),
                    exchange.getRequestBody().readAllBytes()));
            int status = answers.isEmpty() ? 204 : answers.remove(0);
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        TestDatabase.close(database);
    }

    private Webhook hook() {
        return new Webhook(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook"), Optional.of("s3cret"));
    }

    private Notifier notifier(Channel... channels) {
        return new Notifier(
                runs,
                Deviations.NONE,
                new JdbcNoticeStates(database, "main"),
                EnumSet.allOf(Notices.Occasion.class),
                List.of(channels),
                new Delivery(pauses::add),
                "main",
                Optional.of("https://isthmus.example.com/"),
                CLOCK);
    }

    private String run(RunRow.Status status) {
        String id = runs.newId();
        runs.save(new RunRow(
                id,
                RunRow.Kind.SYNC,
                status,
                true,
                "m",
                Optional.of("sha256:x"),
                1,
                CLOCK.instant(),
                Optional.of(CLOCK.instant()),
                Optional.of("anna"),
                Optional.empty(),
                Map.of("pending", 30L),
                Map.of("held", 30L),
                Optional.of(new Verdict(true, "disables", 30, 240, 25, "30 disables are over 25")),
                Optional.empty()));
        return id;
    }

    @Test
    void aHeldRunIsPostedOnceSignedAndAlsoAfterARestart() throws Exception {
        String held = run(RunRow.Status.HELD);
        notifier(hook()).look();
        notifier(hook()).look();
        assertThat(got).hasSize(1);
        Got post = got.get(0);
        assertThat(post.event()).isEqualTo("held");
        assertThat(post.signature()).isEqualTo("sha256=" + Webhook.signature("s3cret", post.body()));
        JsonNode json = post.json();
        assertThat(json.path("at").asText()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(json.path("line").asText()).isEqualTo("30 disables are over 25");
        assertThat(json.at("/run/id").asText()).isEqualTo(held);
        assertThat(json.at("/run/counts/pending").asInt()).isEqualTo(30);
        assertThat(json.path("link").asText()).isEqualTo("https://isthmus.example.com/api/v1/runs/" + held);
    }

    @Test
    void theSignatureIsTheOneOfTheTextbook() throws Exception {
        // RFC 4231, test case 2
        assertThat(Webhook.signature("Jefe", "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void ofTwoNodesOneTells() {
        run(RunRow.Status.HELD);
        NoticeStates states = new JdbcNoticeStates(database, "main");
        NoticeStates.Told before = states.load();
        NoticeStates.Told now =
                new NoticeStates.Told(Optional.of("set"), Optional.of("r"), Optional.empty(), Optional.empty());
        assertThat(states.replace(before, now)).isTrue();
        assertThat(states.replace(before, now)).isFalse();
        assertThat(states.load()).isEqualTo(now);
    }

    @Test
    void aReceiverInTroubleIsAskedAgainAFewTimesAndThenLeftAlone() {
        answers.addAll(List.of(500, 429));
        run(RunRow.Status.HELD);
        notifier(hook()).look();
        assertThat(got).hasSize(3);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(5));
        got.clear();
        answers.addAll(List.of(500, 500, 500, 500, 500));
        run(RunRow.Status.FAILED);
        notifier(hook()).look();
        assertThat(got).hasSize(4);
    }

    @Test
    void aRefusalAndARedirectionAreNotRepeatedAndTheOtherChannelIsToldAllTheSame() {
        answers.add(302);
        List<String> mails = new ArrayList<>();
        run(RunRow.Status.HELD);
        notifier(hook(), new Channel() {
                    @Override
                    public String name() {
                        return "test";
                    }

                    @Override
                    public void send(Message message) {
                        mails.add(message.subject() + "\n" + message.text());
                    }
                })
                .look();
        assertThat(got).hasSize(1);
        assertThat(pauses).isEmpty();
        assertThat(mails).hasSize(1);
        assertThat(mails.get(0))
                .startsWith("[Isthmus main] held\n30 disables are over 25\n")
                .contains("isthmus approve ");
    }
}
