package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

    /** The server answers, but not with what was asked for. */
    static final class Refused extends IllegalStateException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** @throws Unreached when there is no answer; Refused when it is a refusal */
    JsonNode call(String method, String path, String body) {
        HttpResponse<String> response =
                send(method, path, body, "application/json", HttpResponse.BodyHandlers.ofString());
        JsonNode json = json(response.body());
        if (response.statusCode() >= 400) {
            throw new Refused(
                    response.statusCode(), json.path("detail").asText("the server answers " + response.statusCode()));
        }
        return json;
    }

    /** Copies an answer as it comes. @throws Unreached when there is no answer; IllegalStateException when it is a refusal */
    void copy(String path, String accept, OutputStream to) {
        HttpResponse<InputStream> response = send("GET", path, "", accept, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() >= 400) {
                throw new IllegalStateException("the server answers " + response.statusCode());
            }
            body.transferTo(to);
            to.flush();
        } catch (IOException failed) {
            throw unreached(failed);
        }
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body.isEmpty() ? "{}" : body);
        } catch (IOException notOurs) {
            throw new IllegalStateException(
                    "the answer is not JSON; does ISTHMUS_URL name an Isthmus server?", notOurs);
        }
    }

    private <T> HttpResponse<T> send(
            String method, String path, String body, String accept, HttpResponse.BodyHandler<T> handler) {
        String bearer =
                token.orElseThrow(() -> new IllegalStateException("set ISTHMUS_TOKEN to an administrator's token"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + bearer)
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .timeout(Duration.ofSeconds(90))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return client.send(request, handler);
        } catch (IOException failed) {
            throw unreached(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unreached("interrupted");
        }
    }

    private Unreached unreached(IOException failed) {
        return new Unreached("no answer from " + url + ": " + failed.getClass().getSimpleName() + " "
                + Optional.ofNullable(failed.getMessage()).orElse("")
                + "; is the server running, is ISTHMUS_URL right?");
    }
}
