package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tokens of sources and administrators. */
@Command(name = "token", description = "Create, list and revoke tokens.", mixinStandardHelpOptions = true)
final class TokenCommand {

    @Command(
            description = "Create a token of a source, or with --role of an administrator. It is shown once.",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "NAME", description = "the source, or who uses the token") String name,
            @Option(names = "--role", paramLabel = "ROLE", description = "viewer, operator or admin")
                    Optional<String> role,
            @Option(
                            names = "--scopes",
                            split = ",",
                            paramLabel = "SCOPE",
                            description = "of a source's token: read, users, groups; none is all")
                    List<String> scopes,
            @Option(names = "--expires", paramLabel = "TIME", description = "like 2027-01-01T00:00:00Z")
                    Optional<String> expires,
            @Option(names = "--json", description = "print what the server answers as JSON") boolean json) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        role.ifPresent(given -> body.put("name", name).put("role", given));
        expires.ifPresent(given -> body.put("expires", given));
        Optional.ofNullable(scopes).ifPresent(given -> given.forEach(body.withArray("scopes")::add));
        String path = role.isPresent() ? "/api/v1/tokens" : "/api/v1/sources/" + Client.encoded(name) + "/tokens";
        JsonNode token = new Client().call("POST", path, body.toString());
        System.out.println(json ? token : token.path("token").asText());
        return 0;
    }

    @Command(description = "List the tokens of all sources, without their secrets.", mixinStandardHelpOptions = true)
    int list(@Option(names = "--json", description = "as JSON, all in one") boolean json) {
        JsonNode sources = new Client().call("GET", "/api/v1/sources", "");
        if (json) {
            System.out.println(sources);
            return 0;
        }
        for (JsonNode source : sources.path("items")) {
            for (JsonNode token : source.path("tokens")) {
                System.out.println(
                        source.path("name").asText() + "  " + token.path("id").asText() + "  created "
                                + token.path("created").asText() + "  last used "
                                + token.path("lastUsed").asText("never")
                                + (token.path("expires").isTextual()
                                        ? "  expires " + token.path("expires").asText()
                                        : ""));
            }
        }
        return 0;
    }

    @Command(description = "End a token of a source at once.", mixinStandardHelpOptions = true)
    int revoke(
            @Parameters(paramLabel = "SOURCE") String source,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--json", description = "print what was done as JSON") boolean json) {
        new Client().call("DELETE", "/api/v1/sources/" + Client.encoded(source) + "/tokens/" + Client.encoded(id), "");
        System.out.println(
                json
                        ? JsonNodeFactory.instance
                                .objectNode()
                                .put("source", source)
                                .put("revoked", id)
                        : "token " + id + " of " + source + " is revoked");
        return 0;
    }
}
