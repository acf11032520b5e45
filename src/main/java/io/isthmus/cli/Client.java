package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Calls a running server's admin API. */
final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final String url = Optional.ofNullable(System.getenv("ISTHMUS_URL")).orElse("http://127.0.0.1:8080");
    private final Optional<String> token = Optional.ofNullable(System.getenv("ISTHMUS_TOKEN"));
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** The server cannot be reached. */
    static final class Unreached extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreached(String message) {
            super(message);
        }
    }

    /** @throws Unreached when there is no answer; IllegalStateException when it is a refusal */
    JsonNode call(String method, String path, String body) {
        HttpRequest.BodyPublisher publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header(
                        "Authorization",
                        "Bearer "
                                + token.orElseThrow(() ->
                                        new IllegalStateException("set ISTHMUS_TOKEN to an administrator's token")))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(90))
                .method(method, publisher)
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode json = JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
            if (response.statusCode() >= 400) {
                throw new IllegalStateException(
                        json.path("detail").asText("the server answers " + response.statusCode()));
            }
            return json;
        } catch (IOException failed) {
            throw new Unreached(
                    "no answer from " + url + ": " + failed.getClass().getSimpleName() + " "
                            + Optional.ofNullable(failed.getMessage()).orElse("")
                            + "; is the server running, is ISTHMUS_URL right?");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unreached("interrupted");
        }
    }
}
