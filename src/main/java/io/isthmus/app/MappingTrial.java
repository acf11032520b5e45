package io.isthmus.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Entry;
import io.isthmus.cli.Offline.Outcome;
import io.isthmus.intake.BodyReader;
import io.isthmus.intake.Normaliser;
import io.isthmus.mapping.Desired;
import io.isthmus.mapping.DesiredEntry;
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

/** What a mapping makes of one user as an identity provider sends it. */
final class MappingTrial {
    private MappingTrial() {}

    /** LDIF, with what LDIF cannot say as comments; or why there is none. */
    static Outcome of(MappingSet mapping, Path file) {
        ObjectNode body;
        try {
            body = ResourceBody.understood(
                    ResourceType.USER, Normaliser.body(ResourceType.USER, BodyReader.read(Files.readAllBytes(file))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        } catch (ScimException refused) {
            return new Outcome(
                    false,
                    List.of(file + ": no push would be accepted: "
                            + refused.error().detail()));
        }
        Instant now = Instant.now();
        Resource resource = new Resource(
                "00000000-0000-0000-0000-000000000000",
                ResourceType.USER,
                "try",
                1,
                1,
                now,
                now,
                Optional.empty(),
                body);
        Desired desired = mapping.desire(resource, References.NONE, now);
        if (desired instanceof Desired.OutOfScope none) {
            return new Outcome(false, List.of("no rule has this user: " + none.why()));
        }
        if (desired instanceof Desired.Invalid invalid) {
            return new Outcome(
                    false,
                    List.of("rule " + invalid.rule().name() + ": " + invalid.attribute() + ": " + invalid.why()));
        }
        return new Outcome(true, ldif(((Desired.Wanted) desired).entry()));
    }

    private static List<String> ldif(DesiredEntry entry) {
        Entry ldap = new Entry(entry.dn());
        ldap.addAttribute("objectClass", entry.rule().objectClasses().toArray(new String[0]));
        List<String> notes = new ArrayList<>();
        entry.attributes().forEach((name, values) -> {
            if (name.startsWith("@")) {
                notes.add("# the account is locked in the server's own way");
            } else if (!values.values().isEmpty()) {
                ldap.addAttribute(name, values.values().toArray(new String[0]));
            }
        });
        entry.pending().forEach(reference -> notes.add("# " + reference + " is resolved when that user is known"));
        List<String> lines = new ArrayList<>(List.of(ldap.toLDIF()));
        lines.addAll(notes);
        return lines;
    }
}
