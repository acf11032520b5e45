package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
            @Option(names = "--role", description = "viewer, operator or admin") Optional<String> role) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        role.ifPresent(given -> body.put("name", name).put("role", given));
        String path = role.isPresent() ? "/api/v1/tokens" : "/api/v1/sources/" + name + "/tokens";
        System.out.println(
                new Client().call("POST", path, body.toString()).path("token").asText());
        return 0;
    }

    @Command(description = "List the tokens of all sources, without their secrets.", mixinStandardHelpOptions = true)
    int list() {
        for (JsonNode source : new Client().call("GET", "/api/v1/sources", "").path("items")) {
            for (JsonNode token : source.path("tokens")) {
                System.out.println(
                        source.path("name").asText() + "  " + token.path("id").asText() + "  created "
                                + token.path("created").asText() + "  last used "
                                + token.path("lastUsed").asText("never"));
            }
        }
        return 0;
    }

    @Command(description = "End a token at once.", mixinStandardHelpOptions = true)
    int revoke(@Parameters(paramLabel = "SOURCE") String source, @Parameters(paramLabel = "ID") String id) {
        new Client().call("DELETE", "/api/v1/sources/" + source + "/tokens/" + id, "");
        System.out.println("token " + id + " of " + source + " is revoked");
        return 0;
    }
}
