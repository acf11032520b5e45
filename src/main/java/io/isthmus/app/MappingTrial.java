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
import io.isthmus.scim.ExtensionRules;
import io.isthmus.scim.Extensions;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What a mapping makes of one user or group as an identity provider sends it. */
final class MappingTrial {
    private static final String ANY = "try";

    private final MappingSet mapping;
    private final Map<String, Extensions> declared;

    /** @param declared extensions of the sources that there are */
    MappingTrial(MappingSet mapping, Map<String, Extensions> declared) {
        this.mapping = mapping;
        this.declared = declared;
    }

    /** A resource as a push would bring it, and who its members are. */
    private record Given(ResourceType type, ObjectNode body, List<String> members) {}

    /** LDIF, with what LDIF cannot say as comments; or why there is none. */
    Outcome of(Path file) {
        JsonNode sent;
        try {
            sent = BodyReader.read(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        } catch (ScimException refused) {
            return refused(file, "", refused);
        }
        Optional<Outcome> outOfScope = Optional.empty();
        for (String source : sources(sent)) {
            Given given;
            try {
                given = given(sent, source);
            } catch (ScimException refused) {
                return refused(file, source.equals(ANY) ? "" : " of source " + source, refused);
            }
            Instant now = Instant.now();
            Desired desired = mapping.desire(resource(given, source, now), References.NONE, now);
            if (!(desired instanceof Desired.OutOfScope none)) {
                return outcome(given, desired);
            }
            outOfScope = outOfScope.or(() -> Optional.of(
                    new Outcome(false, List.of("no rule has this " + named(given.type()) + ": " + none.why()))));
        }
        return outOfScope.orElseThrow();
    }

    private static Outcome refused(Path file, String whose, ScimException refused) {
        return new Outcome(
                false,
                List.of(file + ": no push" + whose + " would be accepted: "
                        + refused.error().detail()));
    }

    private static Outcome outcome(Given given, Desired desired) {
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

    private static ResourceType type(JsonNode sent) {
        boolean group = StreamSupport.stream(sent.path("schemas").spliterator(), false)
                .anyMatch(schema -> schema.asText().equalsIgnoreCase(ResourceType.GROUP.schema()));
        return group ? ResourceType.GROUP : ResourceType.USER;
    }

    /** As it is understood of that source: its declared extensions have their types, and what they require. */
    private Given given(JsonNode sent, String source) {
        ResourceType type = type(sent);
        ObjectNode normal = Normaliser.body(type, sent);
        Extensions extensions = declared.getOrDefault(source, Extensions.NONE);
        ObjectNode body = ResourceBody.understood(type, normal, extensions);
        ExtensionRules.check(type, Optional.empty(), body, body, extensions);
        List<String> members = type == ResourceType.GROUP
                ? StreamSupport.stream(normal.path("members").spliterator(), false)
                        .map(member -> member.path("value").asText())
                        .toList()
                : List.of();
        return new Given(type, body, members);
    }

    /**
     * Who may have sent it, the likeliest first: those that declare an extension in it, else any source; where only rules of certain
     * sources have it, these.
     */
    private Set<String> sources(JsonNode sent) {
        ResourceType type = type(sent);
        Set<String> sources = new LinkedHashSet<>();
        new TreeMap<>(declared).forEach((source, extensions) -> {
            if (extensions.areIn(type, sent)) {
                sources.add(source);
            }
        });
        if (sources.isEmpty()) {
            sources.add(ANY);
        }
        mapping.rules().stream().flatMap(rule -> rule.source().stream()).forEach(sources::add);
        return sources;
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
