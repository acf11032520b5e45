package io.isthmus.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.scim.Keys;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the roles of users in a catalogue: a pure function, its look-up tables made once. */
public final class Roles {
    private final Optional<ScimPath> from;
    private final Optional<RoleRule> fallback;
    private final List<RoleRule> catalogue;
    private final Map<String, Integer> exact = new HashMap<>();
    private final Map<String, Integer> folded = new HashMap<>();

    /** Over the roles of a mapping. */
    public Roles(RoleRules rules) {
        from = ScimPath.parse(rules.from());
        fallback = rules.defaultRole().flatMap(rules::role);
        catalogue = rules.catalogue();
        for (int i = 0; i < catalogue.size(); i++) {
            for (String text : catalogue.get(i).match()) {
                exact.putIfAbsent(text, i);
                folded.putIfAbsent(Keys.fold(text), i);
            }
        }
    }

    /** The roles of a user. */
    public EffectiveRoles of(Resource user) {
        return of(requested(user));
    }

    /**
     * The roles that match: each request by its value, then by its display, exactly or else without regard to case. When none
     * does, the default; when there is no default, none. {@code type} and {@code primary} select nothing.
     */
    public EffectiveRoles of(List<RequestedRole> requested) {
        Map<Integer, RoleRule> matched = new TreeMap<>();
        List<RequestedRole> unmatched = new ArrayList<>();
        for (RequestedRole request : requested) {
            Stream.concat(request.value().stream(), request.display().stream())
                    .flatMap(text -> find(text).stream())
                    .findFirst()
                    .ifPresentOrElse(i -> matched.put(i, catalogue.get(i)), () -> unmatched.add(request));
        }
        boolean defaulted = matched.isEmpty() && fallback.isPresent();
        List<RoleRule> roles = defaulted
                ? fallback.stream().toList()
                : matched.values().stream().toList();
        return new EffectiveRoles(roles, unmatched, defaulted);
    }

    /** What a user's identity provider asks for; elements that name nothing are left out. */
    public List<RequestedRole> requested(Resource user) {
        return from.map(path -> path.elements(user)).orElse(List.of()).stream()
                .map(Roles::request)
                .filter(role -> role.value().isPresent() || role.display().isPresent())
                .toList();
    }

    private Optional<Integer> find(String text) {
        return Optional.ofNullable(exact.get(text)).or(() -> Optional.ofNullable(folded.get(Keys.fold(text))));
    }

    /** Entra writes {@code displayName} where RFC 7643 has {@code display}. */
    private static RequestedRole request(JsonNode element) {
        return element.isObject()
                ? new RequestedRole(
                        text(element.path("value")),
                        text(element.path("display")).or(() -> text(element.path("displayName"))))
                : new RequestedRole(text(element), Optional.empty());
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node)
                .filter(JsonNode::isValueNode)
                .filter(value -> !value.isNull())
                .map(JsonNode::asText)
                .filter(text -> !text.isBlank());
    }
}
