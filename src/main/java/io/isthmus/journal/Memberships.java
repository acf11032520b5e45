package io.isthmus.journal;

import io.isthmus.scim.GroupRef;
import io.isthmus.scim.Member;
import io.isthmus.scim.Rendering.ResourceRef;
import io.isthmus.scim.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads who is a member of which group, both ways. What a member names is looked up at the time of reading (rule 6). */
public interface Memberships {
    /**
     * A member as it is shown.
     *
     * @param known what its value names among the source's live resources; empty while it is pending
     */
    record Shown(Member member, Optional<ResourceRef> known) {}

    /** Streams a group's members, ordered by value. Members that were deleted are left out; their rows stay. */
    void of(Resource group, Consumer<Shown> to);

    /** The live groups that each of these users is a direct member of, by the user's id; one query for all of them. */
    Map<String, List<GroupRef>> groupsOf(Collection<Resource> users);
}
