package io.isthmus.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.isthmus.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged product as a process of its own, set up as an operator would: a directory with {@code config/} and data. */
public final class IsthmusServer implements AutoCloseable {
    /** The administrator's token of every server under test. */
    public static final String ADMIN = "ism_bootstrap_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path home;
    private final int port;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private final Map<String, String> environment;
    private Process process;

    private IsthmusServer(Path home, int port, Map<String, String> environment) {
        this.home = home;
        this.port = port;
        this.environment = environment;
    }

    /** A server in an empty directory, with these settings (the YAML below {@code isthmus:}) and mapping; not started yet. */
    public static IsthmusServer in(Path home, String settings, String mapping, Map<String, String> environment) {
        try {
            Files.createDirectories(home.resolve("config"));
            Files.writeString(home.resolve("config/application.yaml"), settings);
            Files.writeString(home.resolve("config/mapping.yaml"), mapping);
            return new IsthmusServer(home, FreePorts.one(), environment);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public static Path packagedJar() {
        return Path.of(System.getProperty("isthmus.test.basedir", "."), "target/quarkus-app/quarkus-run.jar")
                .toAbsolutePath();
    }

    /** Starts and waits until it is ready. */
    public IsthmusServer start() {
        launch();
        Awaitility.await("ready; log:\n" + home.resolve("server.log"))
                .atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || ready());
        if (!process.isAlive()) {
            throw new IllegalStateException("the server ended with " + process.exitValue() + ":\n" + log());
        }
        return this;
    }

    /** Starts and does not wait. */
    public void launch() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-Dquarkus.http.port=" + port,
                "-jar",
                packagedJar().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("server.log").toFile()));
        builder.environment().put("ISTHMUS_BOOTSTRAP_ADMIN_TOKEN", ADMIN);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Runs a command of the packaged product in the server's directory; returns exit code and output. */
    public Ran command(String... arguments) {
        return commandAs(ADMIN, arguments);
    }

    /** The same with another token. */
    public Ran commandAs(String token, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                packagedJar().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().put("ISTHMUS_URL", url(""));
        builder.environment().put("ISTHMUS_TOKEN", token);
        builder.environment().putAll(environment);
        try {
            Process ran = builder.start();
            ran.getOutputStream().close();
            String output = new String(ran.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            ran.waitFor(60, TimeUnit.SECONDS);
            return new Ran(ran.exitValue(), output);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** What a command printed and how it ended. */
    public record Ran(int exit, String output) {}

    public boolean ready() {
        try {
            return send(request("/q/health/ready").GET()).statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    public int port() {
        return port;
    }

    public Path home() {
        return home;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    public String log() {
        try {
            return Files.readString(home.resolve("server.log"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Seconds that runs spent in a phase so far, from the metrics. */
    public double seconds(String phase) {
        return metric("isthmus_run_seconds_sum{phase=\"" + phase + "\"}");
    }

    /** The sum of the samples that begin like this. */
    public double metric(String sample) {
        return send(request("/q/metrics").GET())
                .body()
                .lines()
                .filter(line -> line.startsWith(sample))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** A new token of a source; the oldest makes room, since two are as many as there may be. */
    public String sourceToken(String source) {
        return sourceToken(source, "{}");
    }

    /** A new token of a source with what a body says of it, like its scopes. */
    public String sourceToken(String source, String body) {
        String path = "/api/v1/sources/" + source + "/tokens";
        HttpResponse<String> response = call("POST", path, ADMIN, body);
        if (response.statusCode() == 409) {
            admin("GET", "/api/v1/sources", "").path("items").forEach(row -> {
                if (row.path("name").asText().equals(source)) {
                    admin("DELETE", path + "/" + row.at("/tokens/0/id").asText(), "");
                }
            });
            response = call("POST", path, ADMIN, body);
        }
        return json(response.body()).path("token").asText();
    }

    public JsonNode status() {
        return admin("GET", "/api/v1/status", "");
    }

    /** A call of the admin API that has to succeed. */
    public JsonNode admin(String method, String path, String body) {
        HttpResponse<String> response = call(method, path, ADMIN, body);
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return json(response.body());
    }

    /** A call of the admin API, whatever it answers. */
    public HttpResponse<String> adminAnswer(String method, String path, String body) {
        return call(method, path, ADMIN, body);
    }

    /** What a report of the admin API says in some format. */
    public String adminText(String path, String format) {
        return send(request(path)
                        .header("Authorization", "Bearer " + ADMIN)
                        .header("Accept", format)
                        .GET())
                .body();
    }

    /** What the admin API answers in this media type. */
    public String text(String path, String accept) {
        HttpResponse<String> response = send(request(path)
                .header("Authorization", "Bearer " + ADMIN)
                .header("Accept", accept)
                .GET());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /** A SCIM call. */
    public HttpResponse<String> scim(String method, String path, String token, String body) {
        return call(method, "/scim/v2" + path, token, body);
    }

    private HttpResponse<String> call(String method, String path, String token, String body) {
        return exchange(method, path, "Bearer " + token, body);
    }

    /** Any call, with any Authorization header. */
    public HttpResponse<String> exchange(String method, String path, String authorization, String body) {
        HttpRequest.Builder builder = request(path)
                .header("Authorization", authorization)
                .header("Content-Type", path.startsWith("/scim") ? "application/scim+json" : "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        return send(builder);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(90));
    }

    private HttpResponse<String> send(HttpRequest.Builder builder) {
        try {
            return client.send(builder.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public void kill9() {
        process.destroyForcibly();
        await();
    }

    /** Stops the process where it is, or lets it go on: {@code STOP}, {@code CONT}. */
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    public void stop() {
        if (process != null && process.isAlive()) {
            process.destroy();
            await();
        }
    }

    private void await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
