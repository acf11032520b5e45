package io.isthmus.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.MemberDelta;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A push as understood: dialect rewritten, checked, passwords taken out. This is what the journal keeps, and folding it gives
 * the view. Members of a group are no part of its body: they come as deltas.
 */
public sealed interface Operation {
    /** Identifier of the resource it is about. */
    String id();

    /**
     * Name in the journal: {@code create}, {@code replace}, {@code patch}, {@code delete}; {@code import} and {@code import-ended}
     * come of the directory.
     */
    String name();

    /** What the journal keeps of the attributes. */
    JsonNode understood();

    /** What it asks of a group's members, in order; nothing for a user. */
    default List<MemberDelta> members() {
        return List.of();
    }

    /** Create with a new, server-issued id. */
    record Create(String id, ObjectNode body, List<MemberDelta> members) implements Operation {
        public Create {
            members = List.copyOf(members);
        }

        public Create(String id, ObjectNode body) {
            this(id, body, List.of());
        }

        /** The same about another id. */
        public Create as(String other) {
            return new Create(other, body, members);
        }

        @Override
        public String name() {
            return "create";
        }

        @Override
        public JsonNode understood() {
            return body;
        }
    }

    /** Replace the attributes; absent {@code active} and {@code members} keep their value (reconciliation.md, rule 3). */
    record Replace(String id, ObjectNode body, List<MemberDelta> members, Optional<String> ifMatch)
            implements Operation {
        public Replace {
            members = List.copyOf(members);
        }

        public Replace(String id, ObjectNode body, Optional<String> ifMatch) {
            this(id, body, List.of(), ifMatch);
        }

        @Override
        public String name() {
            return "replace";
        }

        @Override
        public JsonNode understood() {
            return body;
        }
    }

    /**
     * Apply a list of RFC 7644 section 3.5.2 operations, in order, all or none. {@code patch} is the array of operations, without
     * those about members.
     */
    record Patch(String id, JsonNode patch, List<MemberDelta> members, Optional<String> ifMatch) implements Operation {
        public Patch {
            members = List.copyOf(members);
        }

        public Patch(String id, JsonNode patch, Optional<String> ifMatch) {
            this(id, patch, List.of(), ifMatch);
        }

        @Override
        public String name() {
            return "patch";
        }

        @Override
        public JsonNode understood() {
            return patch;
        }
    }

    /** Delete; leaves a tombstone. */
    record Delete(String id, Optional<String> ifMatch) implements Operation {
        public Delete {
            Objects.requireNonNull(ifMatch);
        }

        @Override
        public String name() {
            return "delete";
        }

        @Override
        public JsonNode understood() {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /**
     * An entry of the directory is shown as a resource that its source has not provisioned, or is shown as it is now. Refused for
     * a resource that the source has pushed.
     *
     * @param body with the {@link io.isthmus.scim.ImportMark}
     * @param origin the entry; not kept in the journal, but beside it
     */
    record Import(String id, ObjectNode body, List<MemberDelta> members, Optional<Origin> origin) implements Operation {
        public Import {
            members = List.copyOf(members);
            Objects.requireNonNull(origin);
        }

        @Override
        public String name() {
            return "import";
        }

        @Override
        public JsonNode understood() {
            return body;
        }
    }

    /** The entry of an imported resource is gone, and with it the resource. Refused for one that the source has pushed. */
    record ImportEnded(String id) implements Operation {
        @Override
        public String name() {
            return "import-ended";
        }

        @Override
        public JsonNode understood() {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /**
     * The entry that a resource was imported from.
     *
     * @param anchor the server's immutable id of it
     * @param dn where it stands
     * @param dnKey the same, normalised
     * @param uid what names it in groups that list names; empty for a group
     * @param byUid whether it is a group that lists names
     * @param digest of everything that the import takes from it
     */
    record Origin(
            String directory,
            String anchor,
            String dn,
            String dnKey,
            Optional<String> uid,
            boolean byUid,
            String digest) {
        public Origin {
            Objects.requireNonNull(uid);
        }
    }

    /** Whether this comes of the directory, not of an identity provider. */
    default boolean fromDirectory() {
        return this instanceof Import || this instanceof ImportEnded;
    }
}
