package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A group's members on the wire: read from bodies and PATCH operations, written into resources. */
public final class Members {
    private static final String NAME = "members";
    private static final int MAX_VALUE = 1000;

    private Members() {}

    /** Whether a name or path is about a group's members. */
    public static boolean isMembers(ResourceType type, String written) {
        return type == ResourceType.GROUP && Names.head(type, written).equals(NAME);
    }

    /**
     * The members that a POST or PUT body lists; empty when it does not mention them. Null and the empty array list nobody.
     *
     * @throws ScimException 400 invalidValue
     */
    public static Optional<List<Member>> ofBody(JsonNode body) {
        List<Member> members = new ArrayList<>();
        boolean mentioned = collect(body, members);
        return mentioned ? Optional.of(once(members)) : Optional.empty();
    }

    private static boolean collect(JsonNode body, List<Member> to) {
        boolean mentioned = false;
        for (Map.Entry<String, JsonNode> entry : body.properties()) {
            if (Names.isCoreSchema(ResourceType.GROUP, entry.getKey())) {
                mentioned |= collect(entry.getValue(), to);
            } else if (Names.withoutCore(ResourceType.GROUP, entry.getKey()).equalsIgnoreCase(NAME)) {
                mentioned = true;
                to.addAll(read(entry.getValue()));
            }
        }
        return mentioned;
    }

    /** An array of members, one of them, or a bare value; null is none. @throws ScimException 400 invalidValue */
    static List<Member> read(JsonNode given) {
        if (given.isNull() || given.isMissingNode()) {
            return List.of();
        }
        List<Member> members = new ArrayList<>();
        if (given.isArray()) {
            given.forEach(element -> members.add(one(element)));
        } else {
            members.add(one(given));
        }
        return once(members);
    }

    private static Member one(JsonNode given) {
        if (given.isTextual()) {
            return Member.of(value(given));
        }
        if (!given.isObject()) {
            throw refused("a member has to be an object with a value");
        }
        JsonNode value = given.path("");
        Optional<String> display = Optional.empty();
        Optional<String> type = Optional.empty();
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            switch (entry.getKey().toLowerCase(java.util.Locale.ROOT)) {
                case "value" -> value = entry.getValue();
                case "display" -> display = text(entry.getValue());
                case "type" -> type = text(entry.getValue());
                default -> {
                    // $ref follows from the value; nothing else of a member is kept
                }
            }
        }
        return new Member(value(value), display, type);
    }

    private static Optional<String> text(JsonNode given) {
        return given.isTextual() && !given.textValue().isEmpty()
                ? Optional.of(ResourceBody.checked(given.textValue()))
                : Optional.empty();
    }

    private static String value(JsonNode given) {
        if (!given.isTextual() || given.textValue().isBlank()) {
            throw refused("a member needs a value that is a string");
        }
        if (given.textValue().length() > MAX_VALUE) {
            throw refused("a member's value may have at most " + MAX_VALUE + " characters");
        }
        Keys.check("a member's value", given.textValue());
        return ResourceBody.checked(given.textValue());
    }

    /** The same value twice is one member; what is written last counts. */
    private static List<Member> once(List<Member> members) {
        Map<String, Member> once = new LinkedHashMap<>();
        members.forEach(member -> once.put(member.value(), member));
        return List.copyOf(once.values());
    }

    /** A member as an element of a group, without {@code $ref}. */
    public static ObjectNode json(Member member) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("value", member.value());
        member.display().ifPresent(display -> json.put("display", display));
        member.type().ifPresent(type -> json.put("type", type));
        return json;
    }

    /** A change as the journal keeps it: {@code {"added":[…],"removed":[…]}}. */
    public static ObjectNode json(MemberChange change) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode added = json.putArray("added");
        change.put().forEach(member -> added.add(json(member)));
        ArrayNode removed = json.putArray("removed");
        change.gone().forEach(removed::add);
        return json;
    }

    /** The deltas of a change that the journal kept. */
    public static List<MemberDelta> deltas(JsonNode kept) {
        List<Member> added = read(kept.path("added"));
        List<String> removed = new ArrayList<>();
        kept.path("removed").forEach(value -> removed.add(value.asText()));
        // one that was sent again with less said of it is as it was sent last
        added.forEach(member -> removed.add(member.value()));
        return List.of(new MemberDelta.Remove(removed), new MemberDelta.Add(added));
    }

    private static ScimException refused(String detail) {
        return new ScimException(ScimError.invalidValue(detail));
    }
}
