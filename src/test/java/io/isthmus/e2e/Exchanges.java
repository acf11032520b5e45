package io.isthmus.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What identity providers say: the requests below {@code src/test/resources/exchanges}, and some that they leave out. */
final class Exchanges {
    private static final String MESSAGES = "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:";

    private Exchanges() {}

    /** @param body empty where there is none; variables are still in it */
    record Request(String name, String method, String target, Map<String, String> headers, String body) {}

    static List<Request> all() {
        List<Request> all = new ArrayList<>(List.of(
                post(
                        "/.search",
                        "SearchRequest\"],\"filter\":\"userName sw \\\"a\\\"\",\"sortBy\":\"title\",\"count\":3}"),
                post("/Users/.search", "SearchRequest\"],\"attributes\":[\"userName\"],\"filter\":\"title pr\"}"),
                post(
                        "/Bulk",
                        "BulkRequest\"],\"failOnErrors\":2,\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"q\","
                                + "\"data\":{\"userName\":\"bulk.fuzz\"}},{\"method\":\"PATCH\",\"path\":\"/Groups/{{g1}}\",\"data\":{\"Operations\":"
                                + "[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"bulkId:q\"}]}]}}]}")));
        Path root = Path.of(System.getProperty("isthmus.test.basedir", "."), "src/test/resources/exchanges");
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Exchanges::read)
                    .filter(request -> request.target().startsWith("/scim/v2"))
                    .forEach(all::add);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return all;
    }

    private static Request post(String path, String rest) {
        return new Request(
                path, "POST", "/scim/v2" + path, Map.of("Content-Type", "application/scim+json"), MESSAGES + rest);
    }

    private static Request read(Path file) {
        try {
            JsonNode fixture = IsthmusServer.json(Files.readString(file));
            JsonNode request = fixture.path("request");
            Map<String, String> headers = new LinkedHashMap<>();
            request.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asText()));
            headers.remove("Authorization");
            return new Request(
                    fixture.path("id").asText(),
                    request.path("method").asText(),
                    request.path("target").asText(),
                    headers,
                    request.has("body")
                            ? request.get("body").toString()
                            : request.path("rawBody").asText(""));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
