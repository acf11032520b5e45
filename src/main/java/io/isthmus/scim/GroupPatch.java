package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A PATCH of a group, understood: what it does to attributes and what it does to members, each in order. Neither depends on the
 * other, so that members can be changed without reading them.
 *
 * @param attributes RFC 7644 operations without those about members
 * @param members what happens to the members
 */
public record GroupPatch(ArrayNode attributes, List<MemberDelta> members) {
    public GroupPatch {
        members = List.copyOf(members);
    }

    /**
     * @param operations an array of {@code {op, path?, value?}}, each about one attribute
     * @throws ScimException 400 invalidSyntax, invalidPath, invalidValue, mutability
     */
    public static GroupPatch of(JsonNode operations) {
        ArrayNode attributes = JsonNodeFactory.instance.arrayNode();
        List<MemberDelta> members = new ArrayList<>();
        for (JsonNode operation : operations) {
            String path = operation.path("path").asText("");
            if (Members.isMembers(ResourceType.GROUP, path)) {
                members.add(delta(
                        PatchOp.of(operation.path("op").asText("")),
                        Names.withoutCore(ResourceType.GROUP, path).strip(),
                        operation.path("value")));
            } else {
                attributes.add(operation);
            }
        }
        return new GroupPatch(attributes, members);
    }

    private static MemberDelta delta(PatchOp op, String path, JsonNode value) {
        if (path.equalsIgnoreCase("members")) {
            return switch (op) {
                case ADD -> new MemberDelta.Add(Members.read(value));
                case REPLACE -> {
                    if (value.isMissingNode()) {
                        throw new ScimException(
                                ScimError.invalidValue("a replace of members needs a value; [] for none"));
                    }
                    yield new MemberDelta.ReplaceAll(Members.read(value));
                }
                case REMOVE -> removal(value);
            };
        }
        int close = path.lastIndexOf(']');
        if (path.indexOf('[') > close) {
            throw invalid("the path \"members[…\" is not closed");
        }
        if (path.indexOf('[') < 0 || close < path.length() - 1) {
            throw new ScimException(ScimError.badRequest(
                    "mutability", "parts of a member cannot be changed; remove the member and add it again"));
        }
        Filter condition = condition(path);
        if (op == PatchOp.REMOVE) {
            return value(condition)
                    .<MemberDelta>map(named -> new MemberDelta.Remove(List.of(named)))
                    .orElseGet(() -> new MemberDelta.RemoveWhere(condition));
        }
        throw new ScimException(ScimError.badRequest("invalidPath", "members are added with the path members"));
    }

    /** With a value only those go, even when it is empty: Entra's removal read literally would empty the group. */
    private static MemberDelta removal(JsonNode value) {
        return value.isMissingNode()
                ? new MemberDelta.ReplaceAll(List.of())
                : new MemberDelta.Remove(
                        Members.read(value).stream().map(Member::value).toList());
    }

    private static Filter condition(String path) {
        try {
            if (FilterParser.parse(ResourceType.GROUP, path) instanceof Filter.ValuePath found) {
                return found.condition();
            }
        } catch (ScimException refused) {
            throw invalid(refused.error().detail());
        }
        throw invalid("the path does not select members");
    }

    private static Optional<String> value(Filter condition) {
        return condition instanceof Filter.Compare compare
                        && compare.operator() == Filter.Operator.EQ
                        && compare.path().attribute().equals("value")
                        && compare.value().isTextual()
                ? Optional.of(compare.value().textValue())
                : Optional.empty();
    }

    private static ScimException invalid(String detail) {
        return new ScimException(ScimError.badRequest("invalidPath", detail));
    }
}
