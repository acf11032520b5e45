package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exchanges of identity providers, changed at random: whatever comes, never a 5xx, never an answer that is no SCIM, and never a
 * change after an error. {@code -Disthmus.fuzz.seed=…} repeats a run, {@code -Disthmus.fuzz.requests=…} makes it longer.
 */
class FuzzIT {
    private static final long SEED = Long.getLong("isthmus.fuzz.seed", 20_260_101L);
    private static final int REQUESTS = Integer.getInteger("isthmus.fuzz.requests", 3000);
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern RESOURCE = Pattern.compile("/scim/v2/((?:Users|Groups)/[0-9a-f-]{36})(?:[/?;].*)?");

    @TempDir
    static Path home;

    private static IsthmusServer isthmus;
    private static Provider okta;
    private static String token;
    private final List<String> users = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();

    @BeforeAll
    static void start() {
        isthmus = Alone.declaring(home);
        okta = Provider.of(isthmus, "okta");
        token = isthmus.sourceToken("okta");
    }

    @AfterAll
    static void stop() {
        if (isthmus != null) {
            isthmus.close();
        }
    }

    @Test
    void noChangedExchangeIsAnsweredWithAFailureOrWithAChangeAfterAnError() {
        List<Exchanges.Request> exchanges = Exchanges.all();
        assertThat(exchanges).hasSizeGreaterThan(90);
        String stranger = Provider.of(isthmus, "entra").user("fuzz.stranger", "");
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            Random random = new Random(SEED + 31L * i);
            fillUp(i);
            List<String> ids = new ArrayList<>(users);
            ids.addAll(groups);
            ids.addAll(List.of(stranger, "nobody", "", "%00", "a".repeat(300)));
            Exchanges.Request exchange = exchanges.get(random.nextInt(exchanges.size()));
            Mutation.Draft sent = new Mutation(random).mutated(draft(exchange, i), ids);
            statuses.merge(
                    check("seed " + SEED + ", request " + i + ", from " + exchange.name(), sent), 1, Integer::sum);
        }
        // otherwise nothing was tried
        assertThat(statuses.keySet()).as(statuses.toString()).contains(200, 201, 204, 400, 404, 409);
        assertThat(isthmus.log()).doesNotContain("a request failed");
    }

    /** Those that a request deleted are replaced. */
    private void fillUp(int i) {
        for (int at = 0; users.size() < 4; at++) {
            users.add(okta.user(
                    "fuzz." + i + "." + at,
                    ",\"urn:acme:scim:2.0:Staff\":{\"badge\":\"7\",\"desk\":{\"building\":\"B\"}}"));
        }
        for (int at = 0; groups.size() < 3; at++) {
            groups.add(okta.group("fuzz " + i + "." + at, users));
        }
    }

    private Mutation.Draft draft(Exchanges.Request exchange, int i) {
        List<String> headers = new ArrayList<>();
        exchange.headers().forEach((name, value) -> headers.add(name + ": " + value));
        // names of its own for every other one, since the same name is refused before much else is looked at
        String body = i % 2 == 0 ? exchange.body() : exchange.body().replace("acme.test", i + ".acme.test");
        return new Mutation.Draft(
                exchange.method(),
                filled(exchange.target()),
                headers,
                filled(body).getBytes(StandardCharsets.UTF_8));
    }

    private String filled(String text) {
        Matcher found = VARIABLE.matcher(text);
        return found.replaceAll(variable -> {
            String name = variable.group(1);
            int number = name.charAt(name.length() - 1) - '0';
            List<String> of = name.matches("e?g\\d|kg|ag") ? groups : users;
            return of.get(Math.floorMod(number, of.size()));
        });
    }

    private int check(String about, Mutation.Draft sent) {
        Matcher resource = RESOURCE.matcher(sent.target());
        String touched = resource.matches() ? "/" + resource.group(1) : "";
        State before = State.of(touched);
        byte[] request = bytes(sent);
        Wire.Answer answer = Wire.send(isthmus.port(), request);
        String story = about + "\n" + new String(request, StandardCharsets.UTF_8).replace(token, "***") + "\n-> "
                + answer.head() + "\n" + answer.body();
        boolean me = answer.status() == 501 && sent.target().contains("/Me");
        assertThat(answer.status()).as(story).isBetween(200, me ? 501 : 499);
        boolean scim = !answer.body().isEmpty() && isBelowScim(sent.target());
        if (scim) {
            assertThat(answer.header("Content-Type")).as(story).isEqualTo("application/scim+json");
        }
        if (answer.status() < 400) {
            forget(touched);
            return answer.status();
        }
        if (scim) {
            JsonNode error = IsthmusServer.json(answer.body());
            assertThat(error.path("status").textValue()).as(story).isEqualTo(Integer.toString(answer.status()));
            assertThat(error.at("/schemas/0").asText()).as(story).endsWith("2.0:Error");
        }
        assertThat(State.of(touched)).as(story).isEqualTo(before);
        return answer.status();
    }

    /** Changed paths may lead out of what speaks SCIM. */
    private static boolean isBelowScim(String target) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : target.split("\\?", 2)[0].replace("%2e", ".").split("/", -1)) {
            String bare = name.replaceFirst(";.*", "");
            if (bare.equals("..")) {
                names.pollLast();
            } else if (!bare.isEmpty() && !bare.equals(".")) {
                names.addLast(bare);
            }
        }
        return String.join("/", names).concat("/").startsWith("scim/v2/");
    }

    private void forget(String touched) {
        if (!touched.isEmpty() && okta.send("GET", touched, "").status() == 404) {
            String id = touched.substring(touched.lastIndexOf('/') + 1);
            users.remove(id);
            groups.remove(id);
        }
    }

    /** How things stand: how many there are, and what is named. */
    private record State(int total, String version, String resource) {
        static State of(String touched) {
            int total = okta.expect(200, "POST", "/.search", "{\"count\":0}")
                    .path("totalResults")
                    .asInt();
            if (touched.isEmpty()) {
                return new State(total, "", "");
            }
            Provider.Answer read = okta.send("GET", touched, "");
            return new State(total, read.header("ETag"), read.text());
        }
    }

    private static byte[] bytes(Mutation.Draft sent) {
        StringBuilder head = new StringBuilder(sent.method() + " " + sent.target() + " HTTP/1.1\r\n");
        List<String> own = List.of("Host: localhost", "Authorization: Bearer " + token);
        own.stream()
                .filter(header -> sent.headers().stream()
                        .noneMatch(given -> given.startsWith(header.substring(0, header.indexOf(':') + 1))))
                .forEach(header -> head.append(header).append("\r\n"));
        sent.headers().forEach(header -> head.append(header).append("\r\n"));
        head.append("Connection: close\r\nContent-Length: ")
                .append(sent.body().length)
                .append("\r\n\r\n");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        whole.writeBytes(sent.body());
        return whole.toByteArray();
    }
}
