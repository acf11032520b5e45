package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls a running server's admin API. */
final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final String url = address(System.getenv("ISTHMUS_URL"));
    private final String token = credential(System.getenv("ISTHMUS_TOKEN"));
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Where the server is. @throws IllegalStateException that says what to write */
    static String address(@Nullable String given) {
        String text = given == null || given.isBlank() ? "http://127.0.0.1:8080" : given.trim();
        try {
            URI uri = URI.create(text);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
                return text.replaceAll("/+$", "");
            }
        } catch (IllegalArgumentException none) {
            throw new IllegalStateException(wrong(text), none);
        }
        throw new IllegalStateException(wrong(text));
    }

    private static String wrong(String url) {
        return "ISTHMUS_URL is \"" + url + "\"; write the server's address, like https://isthmus.example.com";
    }

    /** The token is in no message, whatever is wrong with it. */
    static String credential(@Nullable String given) {
        String text = given == null ? "" : given.strip();
        if (text.isEmpty()) {
            throw new IllegalStateException("set ISTHMUS_TOKEN to an administrator's token");
        }
        if (!text.matches("[!-~]+")) {
            throw new IllegalStateException(
                    "ISTHMUS_TOKEN has characters that no token has; set it to an administrator's token");
        }
        return text;
    }

    /** As a part of a path or query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

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
        if (response.statusCode() >= 400) {
            throw refused(response.statusCode(), response.body());
        }
        return json(response.body());
    }

    /** Takes one page of a list after the other; returns how many items they had. @param path with a query */
    long pages(String path, Consumer<JsonNode> to) {
        String after = "";
        long items = 0;
        do {
            JsonNode page = call("GET", path + "&after=" + encoded(after), "");
            to.accept(page);
            items += page.path("items").size();
            after = page.path("next").asText("");
        } while (!after.isEmpty());
        return items;
    }

    /** All items of a list. */
    ArrayNode items(String path) {
        ArrayNode items = JSON.createArrayNode();
        pages(path + "?limit=1000", page -> items.addAll((ArrayNode) page.path("items")));
        return items;
    }

    private static Refused refused(int status, String body) {
        if (status == 401) {
            return new Refused(status, "the server does not know the token in ISTHMUS_TOKEN, or it has expired");
        }
        String otherwise = "the server answers " + status;
        try {
            return new Refused(status, JSON.readTree(body).path("detail").asText(otherwise));
        } catch (IOException notOurs) {
            return new Refused(status, otherwise + "; does ISTHMUS_URL name an Isthmus server?");
        }
    }

    /** Copies an answer as it comes. @throws Unreached when there is no answer; IllegalStateException when it is a refusal */
    void copy(String path, String accept, OutputStream to) {
        HttpResponse<InputStream> response = send("GET", path, "", accept, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() >= 400) {
                throw refused(response.statusCode(), new String(body.readNBytes(65536), StandardCharsets.UTF_8));
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
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token)
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
