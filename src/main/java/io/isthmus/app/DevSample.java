package io.isthmus.app;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import io.isthmus.access.Tokens;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.MappingSet;
import io.isthmus.reconcile.Reconciliation;
import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Dev mode only: pushes sample users and a group over HTTP the way Okta and Entra do, and answers with the LDIF that came out. */
@Path("/dev/sample")
@IfBuildProfile("dev")
@Blocking
public final class DevSample {
    private final Tokens tokens;
    private final Directory directory;
    private final MappingSet mapping;
    private final Reconciliation reconciliation;
    private final int port;

    DevSample(
            Tokens tokens,
            Directory directory,
            MappingSet mapping,
            Reconciliation reconciliation,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int port) {
        this.tokens = tokens;
        this.directory = directory;
        this.mapping = mapping;
        this.reconciliation = reconciliation;
        this.port = port;
    }

    @POST
    @Produces("text/plain")
    public String push() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (String source : List.of("okta", "entra")) {
            String token = DevMode.token(DevMode.data(), tokens, source);
            for (String flow : resource("/dev/" + source + ".txt").split("(?m)^---\\s*$")) {
                lines.add("# " + source + ": " + send(token, flow.strip()));
            }
        }
        for (int i = 0; i < 100 && reconciliation.status().pending() > 0; i++) {
            Thread.sleep(100);
        }
        Stream.concat(mapping.users().stream(), mapping.groups().stream())
                .forEach(rule -> directory.read(new SearchBase(rule.base(), rule.scope(), Set.of("*")), entry -> {
                    lines.add("");
                    lines.addAll(List.of(
                            new Entry(entry.dn(), entry.attributes().values().toArray(new Attribute[0])).toLDIF()));
                }));
        return String.join("\n", lines) + "\n";
    }

    /** First line: method and path; the rest is the body. */
    private String send(String token, String flow) throws IOException, InterruptedException {
        String[] parts = flow.split("\n", 2);
        String[] target = parts[0].split(" ", 2);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target[1]))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/scim+json; charset=utf-8")
                .method(
                        target[0],
                        parts.length == 1
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(parts[1]))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return parts[0] + " -> " + response.statusCode()
                + (response.statusCode() == 409 ? " (it is there from an earlier time)" : "");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DevSample.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
