package io.isthmus.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;

/**
 * A push as understood: dialect rewritten, checked, passwords taken out. This is what the journal keeps, and folding it gives
 * the view.
 */
public sealed interface Operation {
    /** Identifier of the resource it is about. */
    String id();

    /** Name in the journal: {@code create}, {@code replace}, {@code patch}, {@code delete}. */
    String name();

    /** What the journal keeps in {@code understood}. */
    JsonNode understood();

    /** Create with a new, server-issued id. */
    record Create(String id, ObjectNode body) implements Operation {
        @Override
        public String name() {
            return "create";
        }

        @Override
        public JsonNode understood() {
            return body;
        }
    }

    /** Replace the attributes; absent {@code active} keeps its value (reconciliation.md, rule 3). */
    record Replace(String id, ObjectNode body, Optional<String> ifMatch) implements Operation {
        @Override
        public String name() {
            return "replace";
        }

        @Override
        public JsonNode understood() {
            return body;
        }
    }

    /** Apply a list of RFC 7644 section 3.5.2 operations, in order, all or none. {@code patch} is the array of operations. */
    record Patch(String id, JsonNode patch, Optional<String> ifMatch) implements Operation {
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
            return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        }
    }
}
