package io.isthmus.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One SCIM resource as the journal's view holds it (RFC 7643 section 3).
 *
 * @param id server-issued identifier, stable and never reused
 * @param type kind of resource
 * @param source name of the identity provider connection that owns it
 * @param version number of pushes that changed it, from 1; shown as {@code W/"n"}
 * @param journal position of the journal record that last touched it
 * @param created time of its first push
 * @param lastModified time of the last push that changed it
 * @param deleted when it was deleted; such a resource is a tombstone and invisible over SCIM
 * @param body the attributes as understood, without {@code id}, {@code meta}, {@code groups} and {@code password};
 *     never changed after construction
 */
public record Resource(
        String id,
        ResourceType type,
        String source,
        long version,
        long journal,
        Instant created,
        Instant lastModified,
        Optional<Instant> deleted,
        ObjectNode body) {

    public Resource {
        Objects.requireNonNull(id);
        Objects.requireNonNull(type);
        Objects.requireNonNull(source);
        Objects.requireNonNull(created);
        Objects.requireNonNull(lastModified);
        Objects.requireNonNull(deleted);
        Objects.requireNonNull(body);
    }

    /** The {@code userName} of a user or {@code displayName} of anything else, or the id where there is none. */
    public String name() {
        return body.path(type == ResourceType.USER ? "userName" : "displayName").asText(id);
    }

    /** The same with no attribute but the one that {@link #name} shows: for whoever holds many and reads no other. */
    public Resource named() {
        String attribute = type == ResourceType.USER ? "userName" : "displayName";
        ObjectNode name = body.objectNode();
        Optional.ofNullable(body.get(attribute)).ifPresent(value -> name.set(attribute, value));
        return new Resource(id, type, source, version, journal, created, lastModified, deleted, name);
    }

    /** Whether its source has pushed it; else it was imported from the directory, and nothing is desired of it. */
    public boolean provisioned() {
        return !ImportMark.isOn(body);
    }

    /** Whether the user is active; absent means active. */
    public boolean active() {
        return body.path("active").asBoolean(true);
    }
}
