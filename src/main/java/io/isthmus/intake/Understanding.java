package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.scim.GroupPatch;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Members;
import io.isthmus.scim.ResourceBody;
import io.isthmus.scim.ResourceType;
import java.util.List;
import java.util.Optional;

/** From a request's body to the operation that the journal keeps: rewritten, checked, members apart. */
final class Understanding {
    private Understanding() {}

    /** A POST. @throws ScimException 400 */
    static Operation create(ResourceType type, String id, JsonNode given) {
        ObjectNode normal = Normaliser.body(type, given);
        ObjectNode body = ResourceBody.understood(type, normal);
        if (type == ResourceType.USER && !body.has("active")) {
            body.put("active", true);
        }
        List<MemberDelta> members = members(type, normal)
                .<List<MemberDelta>>map(listed -> List.of(new MemberDelta.Add(listed)))
                .orElse(List.of());
        return new Operation.Create(id, body, members);
    }

    /** A PUT; one that does not mention members keeps them. @throws ScimException 400 */
    static Operation replace(ResourceType type, String id, JsonNode given, Optional<String> ifMatch) {
        ObjectNode normal = Normaliser.body(type, given);
        List<MemberDelta> members = members(type, normal)
                .<List<MemberDelta>>map(listed -> List.of(new MemberDelta.ReplaceAll(listed)))
                .orElse(List.of());
        return new Operation.Replace(id, ResourceBody.understood(type, normal), members, ifMatch);
    }

    /** A PATCH; one without operations is one without effect. @throws ScimException 400 */
    static Operation.Patch patch(ResourceType type, String id, JsonNode given, Optional<String> ifMatch) {
        ArrayNode operations = Normaliser.patch(type, given);
        if (type == ResourceType.USER) {
            return new Operation.Patch(id, operations, ifMatch);
        }
        GroupPatch patch = GroupPatch.of(operations);
        return new Operation.Patch(id, patch.attributes(), patch.members(), ifMatch);
    }

    /** Whether a PATCH says nothing at all, as a validator sends it. */
    static boolean isEmpty(Operation.Patch patch) {
        return patch.patch().isEmpty() && patch.members().isEmpty();
    }

    private static Optional<List<Member>> members(ResourceType type, JsonNode body) {
        return type == ResourceType.GROUP ? Members.ofBody(body) : Optional.empty();
    }
}
