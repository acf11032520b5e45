package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** An identity provider as the tests speak for it: one source's token, and the calls it makes. */
final class Provider {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    private final IsthmusServer server;
    private final String token;

    private Provider(IsthmusServer server, String token) {
        this.server = server;
        this.token = token;
    }

    static Provider of(IsthmusServer server, String source) {
        return new Provider(server, server.sourceToken(source));
    }

    /** What came back; a body that is none is missing. */
    record Answer(int status, HttpHeaders headers, String text) {
        JsonNode body() {
            return text.isEmpty() ? MissingNode.getInstance() : IsthmusServer.json(text);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String scimType() {
            return body().path("scimType").asText("");
        }
    }

    /** @param headers names and values by turns, on top of the token and the type */
    Answer send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url("/scim/v2" + path)))
                .timeout(Duration.ofSeconds(90))
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (Arrays.stream(headers).noneMatch("Content-Type"::equalsIgnoreCase)) {
            request.header("Content-Type", "application/scim+json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    Answer send(String method, String path, String body, String... headers) {
        return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A call that is answered with this status. */
    JsonNode expect(int status, String method, String path, String body) {
        Answer answer = send(method, path, body);
        assertThat(answer.status())
                .as(method + " " + path + ": " + answer.text())
                .isEqualTo(status);
        return answer.body();
    }

    JsonNode get(String path) {
        return expect(200, "GET", path, "");
    }

    /** What a search finds. @param more like {@code &count=3} */
    JsonNode find(String endpoint, String filter, String more) {
        return get(endpoint + "?filter=" + encoded(filter) + more);
    }

    /** Creates a user and returns its id. @param more members of the body, from a comma on */
    String user(String name, String more) {
        return expect(201, "POST", "/Users", Setup.user(name, more)).path("id").asText();
    }

    /** Creates a group and returns its id. */
    String group(String name, Collection<String> members) {
        return expect(201, "POST", "/Groups", groupBody(name, members))
                .path("id")
                .asText();
    }

    static String groupBody(String name, Collection<String> members) {
        return "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"" + name
                + "\",\"members\":" + members(members) + "}";
    }

    static String members(Collection<String> values) {
        return values.stream().map(value -> "{\"value\":\"" + value + "\"}").collect(Collectors.joining(",", "[", "]"));
    }

    /** A PATCH body of these operations. */
    static String patch(String... operations) {
        return "{\"schemas\":[\"" + Alone.PATCH_OP + "\"],\"Operations\":[" + String.join(",", operations) + "]}";
    }

    static String add(Collection<String> members) {
        return patch("{\"op\":\"add\",\"path\":\"members\",\"value\":" + members(members) + "}");
    }

    /** The values of a group's members, as shown. */
    List<String> membersOf(String group) {
        List<String> values = new ArrayList<>();
        get("/Groups/" + group)
                .path("members")
                .forEach(member -> values.add(member.path("value").asText()));
        return values;
    }

    String version(String path) {
        return get(path).at("/meta/version").asText();
    }

    static List<String> texts(JsonNode list, String pointer) {
        List<String> texts = new ArrayList<>();
        list.path("Resources").forEach(one -> texts.add(one.at(pointer).asText(null)));
        return texts;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
