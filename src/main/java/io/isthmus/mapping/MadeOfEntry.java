package io.isthmus.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.ResourceType;
import java.util.List;

/** What the mapping, turned round, makes of an entry. */
public sealed interface MadeOfEntry {
    /**
     * A resource.
     *
     * @param rule that has it
     * @param body with the {@link io.isthmus.scim.ImportMark}
     * @param members of a group: ids of users, each once, in their order
     * @param unknown number of members and references that no user of the source stands for, and that were left out
     */
    record Made(EntryRule rule, ResourceType type, ObjectNode body, List<String> members, int unknown)
            implements MadeOfEntry {
        public Made {
            members = List.copyOf(members);
        }
    }

    /**
     * Nothing, since what makes a resource is missing.
     *
     * @param why a sentence
     */
    record Nothing(String why) implements MadeOfEntry {}

    /** Nothing, since no rule of the source is about such entries. */
    record OutOfScope() implements MadeOfEntry {}
}
