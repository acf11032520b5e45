package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.scim.DeclaredPatch;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.Filter;
import io.isthmus.scim.Filters;
import io.isthmus.scim.GroupPatch;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Members;
import io.isthmus.scim.Patch;
import io.isthmus.scim.ResourceBody;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.util.List;
import java.util.Optional;

/** From a request's body to the operation that the journal keeps: rewritten, checked, members apart. */
final class Understanding {
    private static final int MOST_OF_USER = 500;
    private static final int MOST_OF_GROUP = 20_000;
    private static final int MOST_SEARCHES = 10;
    private static final int MOST_TERMS = 1000;
    private static final int MOST_TERMS_OF_SEARCHES = 100;
    /** Of {@code a pr}: shorter paths need not be read to know that they are within the limit. */
    private static final int SHORTEST_TERM = 4;

    private Understanding() {}

    /** A POST. @throws ScimException 400 */
    static Operation create(ResourceType type, String id, JsonNode given, Extensions extensions) {
        ObjectNode normal = Normaliser.body(type, given);
        ObjectNode body = ResourceBody.understood(type, normal, extensions);
        if (type == ResourceType.USER && !body.has("active")) {
            body.put("active", true);
        }
        List<MemberDelta> members = members(type, normal)
                .<List<MemberDelta>>map(listed -> List.of(new MemberDelta.Add(listed)))
                .orElse(List.of());
        return new Operation.Create(id, body, members);
    }

    /** A PUT; one that does not mention members keeps them. @throws ScimException 400 */
    static Operation replace(
            ResourceType type, String id, JsonNode given, Optional<String> ifMatch, Extensions extensions) {
        ObjectNode normal = Normaliser.body(type, given);
        List<MemberDelta> members = members(type, normal)
                .<List<MemberDelta>>map(listed -> List.of(new MemberDelta.ReplaceAll(listed)))
                .orElse(List.of());
        return new Operation.Replace(id, ResourceBody.understood(type, normal, extensions), members, ifMatch);
    }

    /** A PATCH; one without operations is one without effect. @throws ScimException 400 */
    static Operation.Patch patch(
            ResourceType type, String id, JsonNode given, Optional<String> ifMatch, Extensions extensions) {
        ArrayNode operations = Normaliser.patch(type, given);
        if (type == ResourceType.USER) {
            limit(operations.size(), MOST_OF_USER, "a PATCH of a user may have at most %d operations");
            countable(type, operations, extensions);
            return new Operation.Patch(id, DeclaredPatch.understood(type, operations, extensions), ifMatch);
        }
        limit(operations.size(), MOST_OF_GROUP, "a PATCH of a group may have at most %d operations");
        GroupPatch patch = GroupPatch.of(operations);
        countable(patch.members());
        countable(type, patch.attributes(), extensions);
        ArrayNode attributes = DeclaredPatch.understood(type, patch.attributes(), extensions);
        return new Operation.Patch(id, attributes, patch.members(), ifMatch);
    }

    private static void countable(List<MemberDelta> members) {
        List<Filter> searches = members.stream()
                .filter(MemberDelta.RemoveWhere.class::isInstance)
                .map(delta -> ((MemberDelta.RemoveWhere) delta).condition())
                .toList();
        limit(
                searches.size(),
                MOST_SEARCHES,
                "a PATCH may look for members by at most %d conditions; name them by value");
        limit(
                searches.stream().mapToLong(Filters::terms).sum(),
                MOST_TERMS_OF_SEARCHES,
                "a PATCH may look for members by conditions of at most %d comparisons together; name them by value");
    }

    private static void countable(ResourceType type, ArrayNode operations, Extensions extensions) {
        long written = 0;
        for (JsonNode operation : operations) {
            String path = operation.path("path").asText("");
            written += path.indexOf('[') < 0 ? 0 : path.length();
        }
        if (written > (long) MOST_TERMS * SHORTEST_TERM) {
            limit(
                    Patch.terms(type, operations, extensions),
                    MOST_TERMS,
                    "the filters in the paths of a PATCH may have at most %d comparisons together");
        }
    }

    /** What a push asks for is done while others wait: it has to be countable. */
    private static void limit(long count, int most, String detail) {
        if (count > most) {
            throw new ScimException(ScimError.of(413, String.format(java.util.Locale.ROOT, detail, most)));
        }
    }

    /** Whether a PATCH says nothing at all, as a validator sends it. */
    static boolean isEmpty(Operation.Patch patch) {
        return patch.patch().isEmpty() && patch.members().isEmpty();
    }

    private static Optional<List<Member>> members(ResourceType type, JsonNode body) {
        return type == ResourceType.GROUP ? Members.ofBody(body) : Optional.empty();
    }
}
