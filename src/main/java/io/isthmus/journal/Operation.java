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

    /** Name in the journal: {@code create}, {@code replace}, {@code patch}, {@code delete}. */
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
}
