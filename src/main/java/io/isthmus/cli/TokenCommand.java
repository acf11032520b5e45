package io.isthmus.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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

    @Command(
            description = "List the tokens of sources and administrators, without their secrets.",
            mixinStandardHelpOptions = true)
    int list(@Option(names = "--json", description = "as JSON, all in one") boolean json) {
        Client client = new Client();
        ArrayNode sources = client.items("/api/v1/sources");
        ArrayNode administrators = client.items("/api/v1/tokens");
        if (json) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            all.set("items", sources);
            all.putNull("next");
            all.set("administrators", administrators);
            System.out.println(all);
            return 0;
        }
        for (JsonNode source : sources) {
            source.path("tokens").forEach(token -> print(source.path("name").asText(), token));
        }
        for (JsonNode token : administrators) {
            print(token.path("name").asText() + " (" + token.path("role").asText() + ")", token);
        }
        return 0;
    }

    private static void print(String whose, JsonNode token) {
        Visible.print(whose + "  " + token.path("id").asText() + "  created "
                + token.path("created").asText() + "  last used "
                + token.path("lastUsed").asText("never")
                + (token.path("expires").isTextual()
                        ? "  expires " + token.path("expires").asText()
                        : ""));
    }

    @Command(
            description = "End a token at once: SOURCE ID one of a source, ID alone one of an administrator.",
            mixinStandardHelpOptions = true)
    int revoke(
            @Parameters(index = "0", paramLabel = "[SOURCE] ID", description = "as token list shows them") String first,
            @Parameters(index = "1", arity = "0..1", hidden = true) Optional<String> second,
            @Option(names = "--json", description = "print what was done as JSON") boolean json) {
        String id = second.orElse(first);
        String place = second.isPresent() ? "/api/v1/sources/" + Client.encoded(first) : "/api/v1";
        new Client().call("DELETE", place + "/tokens/" + Client.encoded(id), "");
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        second.ifPresent(given -> told.put("source", first));
        told.put("revoked", id);
        System.out.println(
                json
                        ? told
                        : "token " + id + second.map(given -> " of " + first).orElse("") + " is revoked");
        return 0;
    }
}
