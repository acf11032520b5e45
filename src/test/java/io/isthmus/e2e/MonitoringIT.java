package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.testing.OpenLdapServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What monitoring sees: every metric of the contract, by Prometheus and by StatsD; mails on a change of state; the Nagios line. */
class MonitoringIT {
    /** contract.md, Promises */
    private static final List<String> METRICS = List.of(
            "isthmus_pushes_total{",
            "isthmus_push_seconds",
            "isthmus_journal_pending",
            "isthmus_journal_oldest_pending_seconds",
            "isthmus_runs_total{",
            "isthmus_run_seconds",
            "isthmus_changes_total{",
            "isthmus_entries{",
            "isthmus_roles_total{event=\"granted\"",
            "isthmus_roles_total{event=\"revoked\"",
            "isthmus_roles_total{event=\"unmatched\"",
            "isthmus_roles_total{event=\"defaulted\"",
            "isthmus_directory_up",
            "isthmus_plan_held");

    @TempDir
    Path home;

    @Test
    void monitoringSeesWhatTheContractPromises() throws Exception {
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                LDAPConnection admin = ldap.admin();
                StatsdServer statsd = new StatsdServer();
                MailServer mail = new MailServer();
                IsthmusServer isthmus = server(ldap, statsd, mail).start()) {
            Provider okta = Provider.of(isthmus, "okta");
            okta.user("ann", ",\"title\":\"ours\"");
            String plan = run(isthmus, "plan").path("id").asText();
            IsthmusServer.Ran planned = isthmus.command("plan");
            assertThat(planned.exit()).as(planned.output()).isEqualTo(3);
            assertThat(planned.output()).doesNotContain("\r").contains("run ");
            IsthmusServer.Ran synced = isthmus.command("sync");
            assertThat(synced.exit()).as(synced.output()).isEqualTo(3);
            eventually(() -> assertThat(mail.subjects()).contains("[Isthmus main] held"));
            IsthmusServer.Ran held = isthmus.command("status");
            assertThat(held.exit()).isEqualTo(1);
            assertThat(held.output())
                    .matches("ISTHMUS WARNING - run \\S+ is held for approval \\| pending=.*held=1.*\\n");
            JsonNode waiting = isthmus.status().path("held");
            assertThat(isthmus.command(
                                    "approve",
                                    waiting.path("run").asText(),
                                    "--hash",
                                    waiting.path("hash").asText())
                            .exit())
                    .isZero();
            assertThat(isthmus.command("sync").exit()).isZero();
            eventually(() -> assertThat(mail.subjects()).contains("[Isthmus main] recovered (held)"));
            assertThat(isthmus.command("plan").exit()).isZero();
            assertThat(isthmus.command("status").exit()).isZero();
            okta.user("bob", "");
            assertThat(isthmus.command("plan").exit()).isEqualTo(2);
            admin.modify(
                    "uid=ann,ou=people,dc=example,dc=com",
                    new Modification(ModificationType.REPLACE, "title", "theirs"));
            isthmus.command("sync");
            eventually(() -> assertThat(mail.subjects()).contains("[Isthmus main] drift"));
            IsthmusServer.Ran drift = isthmus.command("status");
            assertThat(drift.exit()).as(drift.output()).isEqualTo(1);
            assertThat(drift.output()).contains("drift=1");
            metrics(isthmus, statsd);
            assertThat(mail.subjects())
                    .containsExactly("[Isthmus main] held", "[Isthmus main] recovered (held)", "[Isthmus main] drift");
            assertThat(mail.text())
                    .contains("To: ops@example.com")
                    .contains("Report: https://isthmus.example.com/api/v1/runs/")
                    .contains("isthmus approve ");
            assertThat(plan).isNotEmpty();
            assertThat(isthmus.command("no-such-command").exit()).isEqualTo(1);
            assertThat(isthmus.command("approve", "no-such-run", "--hash", "x").exit())
                    .isEqualTo(1);
        }
    }

    private static void metrics(IsthmusServer isthmus, StatsdServer statsd) {
        eventually(() -> {
            String text = isthmus.exchange("GET", "/q/metrics", "", "").body();
            assertThat(METRICS.stream().filter(name -> text.lines().noneMatch(line -> line.startsWith(name))))
                    .as("metrics of the contract that are missing")
                    .isEmpty();
            assertThat(statsd.names)
                    .anyMatch(name -> name.startsWith("idp.pushes.") && name.contains(".source.okta"))
                    .anyMatch(name -> name.startsWith("idp.push"))
                    .anyMatch(name -> name.startsWith("idp.runs.kind.sync."))
                    .anyMatch(name -> name.startsWith("idp.run.phase.read"))
                    .anyMatch(name -> name.startsWith("idp.changes."))
                    .anyMatch(name -> name.startsWith("idp.entries.situation."))
                    .anyMatch(name -> name.startsWith("idp.roles.event.defaulted"))
                    .contains(
                            "idp.journal_pending.statistic.value",
                            "idp.directory_up.statistic.value",
                            "idp.plan_held.statistic.value");
        });
    }

    private static void eventually(ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
    }

    private static JsonNode run(IsthmusServer isthmus, String kind) {
        String id = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"" + kind + "\"}")
                .path("id")
                .asText();
        return isthmus.admin("GET", "/api/v1/runs/" + id + "?wait=60s", "");
    }

    private IsthmusServer server(OpenLdapServer ldap, StatsdServer statsd, MailServer mail) {
        String settings = Setup.settings(ldap.url(), "auto-sync: false, self-heal: false, watch: \"off\"")
                + """
                  http: { public-url: "https://isthmus.example.com" }
                  statsd: { host: 127.0.0.1, port: %d, prefix: idp }
                  notify: { mail-to: [ops@example.com], on: [held, drift, recovered] }
                quarkus:
                  mailer: { from: isthmus@example.com, host: 127.0.0.1, port: %d }
                """.formatted(statsd.port(), mail.port());
        return IsthmusServer.in(
                home, settings, Setup.mapping(), Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD));
    }

    /** Takes what comes by StatsD. */
    private static final class StatsdServer implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final Set<String> names = ConcurrentHashMap.newKeySet();

        StatsdServer() throws SocketException {
            Thread thread = new Thread(this::take, "statsd");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        private void take() {
            byte[] buffer = new byte[65536];
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                try {
                    socket.receive(packet);
                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)
                            .lines()
                            .forEach(line -> names.add(line.replaceAll(":.*", "")));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** As much of SMTP as a mail needs. */
    private static final class MailServer implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final List<String> mails = new CopyOnWriteArrayList<>();

        MailServer() throws IOException {
            Thread thread = new Thread(this::take, "smtp");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        List<String> subjects() {
            return mails.stream()
                    .flatMap(String::lines)
                    .filter(line -> line.startsWith("Subject: "))
                    .map(line -> line.substring(9))
                    .toList();
        }

        String text() {
            return String.join("\n", mails).replace("=\n", "").replace("=3D", "=");
        }

        private void take() {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    Thread thread = new Thread(() -> talk(client), "smtp-session");
                    thread.setDaemon(true);
                    thread.start();
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void talk(Socket client) {
            try (client;
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                    OutputStream out = client.getOutputStream()) {
                say(out, "220 test");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("DATA")) {
                        say(out, "354 go on");
                        StringBuilder mail = new StringBuilder();
                        for (String part = in.readLine(); part != null && !part.equals("."); part = in.readLine()) {
                            mail.append(part).append('\n');
                        }
                        mails.add(mail.toString());
                    }
                    say(out, line.startsWith("QUIT") ? "221 bye" : "250 test");
                }
            } catch (IOException gone) {
                return;
            }
        }

        private static void say(OutputStream out, String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
