package io.isthmus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.e2e.IsthmusServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One member into and out of a small and a large group, in turns; and a large PUT beside another source's pushes. */
@Tag("bench")
class GroupRateIT {
    private static final int LARGE = Users.scaled(100_000);
    private static final int ROUNDS = Users.scaled(400);

    @TempDir
    static Path home;

    private IsthmusServer isthmus;
    private String token;
    private long number;

    @Test
    void groups() {
        isthmus = Users.server(home, "ldap://127.0.0.1:1", "auto-sync: false").start();
        try {
            token = isthmus.sourceToken("okta");
            String small = created("small", 10);
            String large = created("large", LARGE);
            turns(small, large, ROUNDS / 2, false);
            turns(small, large, ROUNDS, true);
            largePut(large);
        } finally {
            isthmus.close();
        }
    }

    private void turns(String small, String large, int rounds, boolean told) {
        List<List<Double>> millis = IntStream.range(0, 10)
                .mapToObj(i -> (List<Double>) new ArrayList<Double>())
                .toList();
        for (int i = 0; i < rounds; i++) {
            List<String> groups = i % 2 == 0 ? List.of(small, large) : List.of(large, small);
            for (String group : groups) {
                int column = group.equals(small) ? 0 : 1;
                String member = "m" + number++;
                millis.get(column).add(timed("PATCH", "/Groups/" + group, add(member)));
                millis.get(2 + column).add(timed("PATCH", "/Groups/" + group, remove(member)));
                millis.get(4 + column).add(timed("GET", "/Groups/" + group + "?excludedAttributes=members", ""));
                millis.get(6 + column)
                        .add(timed(
                                "GET",
                                "/Groups?filter=id%20eq%20%22" + group + "%22%20and%20members%20eq%20%22m7%22"
                                        + "&excludedAttributes=members",
                                ""));
            }
        }
        if (told) {
            Results.title(
                    "One member, in a group of 10 and of " + LARGE, "request | ms at 10 | ms at " + LARGE + " | ratio");
            row("PATCH add", millis.get(0), millis.get(1));
            row("PATCH remove", millis.get(2), millis.get(3));
            row("GET without members", millis.get(4), millis.get(5));
            row("GET id eq and members eq", millis.get(6), millis.get(7));
        }
    }

    private static void row(String request, List<Double> small, List<Double> large) {
        double one = median(small);
        double other = median(large);
        Results.row(request, one, other, other / one);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private void largePut(String group) {
        String entra = isthmus.sourceToken("entra");
        List<Double> alone = pushes(entra, Users.scaled(200));
        int half = LARGE / 2;
        long start = System.nanoTime();
        CompletableFuture<HttpResponse<String>> put = CompletableFuture.supplyAsync(
                () -> isthmus.scim("PUT", "/Groups/" + group, token, body("large", half, LARGE / 4)));
        List<Double> beside = new ArrayList<>();
        do {
            beside.addAll(pushes(entra, 5));
        } while (!put.isDone());
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(put.join().statusCode()).isEqualTo(200);
        Results.note("a PUT of " + half + " members, half of them new, over a group of " + LARGE + ", answer included: "
                + Results.number(seconds) + " s; another source's POST meanwhile: median "
                + Results.number(median(beside)) + " ms, slowest " + Results.number(Collections.max(beside))
                + " ms; alone: median " + Results.number(median(alone)) + " ms");
    }

    private List<Double> pushes(String entra, int count) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            assertThat(isthmus.scim("POST", "/Users", entra, Users.okta("e" + number++))
                            .statusCode())
                    .isEqualTo(201);
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return millis;
    }

    private double timed(String method, String path, String body) {
        long start = System.nanoTime();
        HttpResponse<String> answer = isthmus.scim(method, path, token, body);
        double millis = (System.nanoTime() - start) / 1e6;
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
        return millis;
    }

    private String created(String name, int members) {
        return IsthmusServer.json(isthmus.scim("POST", "/Groups", token, body(name, members, 0))
                        .body())
                .path("id")
                .asText();
    }

    private static String body(String name, int members, int from) {
        return "{\"displayName\":\"" + name + "\",\"members\":["
                + IntStream.range(from, from + members)
                        .mapToObj(i -> "{\"value\":\"m" + i + "\"}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String add(String member) {
        return "{\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"x" + member + "\"}]}]}";
    }

    private static String remove(String member) {
        return "{\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"x" + member + "\\\"]\"}]}";
    }
}
