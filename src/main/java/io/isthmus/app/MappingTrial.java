package io.isthmus.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Entry;
import io.isthmus.cli.Offline.Outcome;
import io.isthmus.intake.BodyReader;
import io.isthmus.intake.Normaliser;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.References;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceBody;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What a mapping makes of one user or group as an identity provider sends it. */
final class MappingTrial {
    private static final String ANY = "try";

    private MappingTrial() {}

    /** A resource as a push would bring it, and who its members are. */
    private record Given(ResourceType type, ObjectNode body, List<String> members) {}

    /** LDIF, with what LDIF cannot say as comments; or why there is none. */
    static Outcome of(MappingSet mapping, Path file) {
        Given given;
        try {
            given = read(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        } catch (ScimException refused) {
            return new Outcome(
                    false,
                    List.of(file + ": no push would be accepted: "
                            + refused.error().detail()));
        }
        Desired desired = desired(mapping, given);
        if (desired instanceof Desired.OutOfScope none) {
            return new Outcome(false, List.of("no rule has this " + named(given.type()) + ": " + none.why()));
        }
        if (desired instanceof Desired.Invalid invalid) {
            return new Outcome(
                    false,
                    List.of("rule " + invalid.rule().name() + ": " + invalid.attribute() + ": " + invalid.why()));
        }
        DesiredEntry entry = ((Desired.Wanted) desired).entry();
        if (entry.withdrawn()) {
            return new Outcome(
                    true,
                    List.of("# rule " + entry.rule().name() + " is withdrawn: it makes no entry of this "
                            + named(given.type())));
        }
        return new Outcome(true, ldif(entry, given.members()));
    }

    private static Given read(Path file) throws IOException {
        JsonNode sent = BodyReader.read(Files.readAllBytes(file));
        boolean group = StreamSupport.stream(sent.path("schemas").spliterator(), false)
                .anyMatch(schema -> schema.asText().equalsIgnoreCase(ResourceType.GROUP.schema()));
        ResourceType type = group ? ResourceType.GROUP : ResourceType.USER;
        ObjectNode normal = Normaliser.body(type, sent);
        List<String> members = group
                ? StreamSupport.stream(normal.path("members").spliterator(), false)
                        .map(member -> member.path("value").asText())
                        .toList()
                : List.of();
        return new Given(type, ResourceBody.understood(type, normal), members);
    }

    /** As any source sends it; where only rules of certain sources have it, as the first of these does. */
    private static Desired desired(MappingSet mapping, Given given) {
        List<String> sources = new ArrayList<>(List.of(ANY));
        mapping.rules().stream().flatMap(rule -> rule.source().stream()).forEach(sources::add);
        Instant now = Instant.now();
        return sources.stream()
                .map(source -> mapping.desire(resource(given, source, now), References.NONE, now))
                .filter(desired -> !(desired instanceof Desired.OutOfScope))
                .findFirst()
                .orElseGet(() -> mapping.desire(resource(given, ANY, now), References.NONE, now));
    }

    private static Resource resource(Given given, String source, Instant now) {
        return new Resource(
                "00000000-0000-0000-0000-000000000000",
                given.type(),
                source,
                1,
                1,
                now,
                now,
                Optional.empty(),
                given.body());
    }

    private static String named(ResourceType type) {
        return type == ResourceType.USER ? "user" : "group";
    }

    private static List<String> ldif(DesiredEntry entry, List<String> members) {
        Entry ldap = new Entry(entry.dn());
        ldap.addAttribute("objectClass", entry.rule().objectClasses().toArray(new String[0]));
        List<String> notes = new ArrayList<>();
        entry.rule()
                .source()
                .ifPresent(source ->
                        notes.add("# by rule " + entry.rule().name() + ", as source " + source + " sends it"));
        entry.attributes().forEach((name, values) -> {
            if (name.startsWith("@")) {
                notes.add("# the account is locked in the server's own way");
            } else if (!values.values().isEmpty()) {
                ldap.addAttribute(name, values.values().toArray(new String[0]));
            }
        });
        entry.pending().forEach(reference -> notes.add("# " + reference + " is resolved when that user is known"));
        if (entry.rule() instanceof GroupRule group) {
            group.members()
                    .placeholder()
                    .ifPresent(dn -> ldap.addAttribute(group.members().attribute(), dn.toString()));
            members.forEach(member -> notes.add(
                    "# " + group.members().attribute() + " " + member + " is added when that resource has an entry"));
        }
        List<String> lines = new ArrayList<>(List.of(ldap.toLDIF()));
        lines.addAll(notes);
        return lines;
    }
}
