package io.isthmus.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** One random change after the other to a request; all of it follows from the random numbers. */
final class Mutation {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "MERGE", "get");
    private static final List<String> OPS =
            List.of("add", "replace", "remove", "Add", "REPLACE", "remove ", "move", "", "null");
    private static final List<String> PATHS = List.of(
            "members",
            "members[value eq \"x\"]",
            "members[value pr]",
            "members.value",
            "members[",
            "displayName",
            "userName",
            "active",
            "emails[type eq \"work\"].value",
            "emails[type eq \"work\"",
            "emails[not (type pr)]",
            "emails.primary",
            "name",
            "name.familyName.x",
            "roles",
            "groups",
            "id",
            "meta.version",
            "password",
            "schemas",
            "manager",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:x:y:1.0:User:z.w",
            "urn:acme:scim:2.0:Staff",
            "urn:acme:scim:2.0:Staff:badge",
            "urn:acme:scim:2.0:Staff:floor",
            "urn:acme:scim:2.0:Staff:keyHolder",
            "urn:acme:scim:2.0:Staff:payrollId",
            "urn:acme:scim:2.0:Staff:rank",
            "urn:acme:scim:2.0:STAFF:desk.seat",
            "urn:acme:scim:2.0:Staff:desk",
            "urn:acme:scim:2.0:Staff:cards",
            "urn:acme:scim:2.0:Staff:cards[type eq \"x\"].value",
            "urn:acme:scim:2.0:Staff:cards[active pr]",
            "urn:acme:scim:2.0:Staff:cards[",
            "\u0000",
            "].[",
            " ");
    private static final List<String> RAW = List.of(
            "null",
            "true",
            "-0",
            "1e400",
            "1e999999999",
            "-1E-999999999",
            "9".repeat(900),
            "12345678901234567890.5",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udfff\\ud800\"",
            "\"\\u202e\\u0301\\ufeff\\uffff\"",
            "\"\ud83d\ude00 \u00c5\u030a \u0130 \u1e9e\"",
            "\"" + "x".repeat(5000) + "\"",
            "\"" + "\u20ac".repeat(2000) + "\"",
            noise(3000, 'a', 'z'),
            noise(900, 0x4e00, 0x9fff),
            "[]",
            "{}",
            "[[[[[[]]]]]]",
            "[{}]",
            "[null]",
            "{\"value\":{\"value\":{}}}",
            "{\"\":\"\"}",
            "{\"$ref\":\"../Users/1\"}",
            "[".repeat(30) + "]".repeat(30),
            "[".repeat(80) + "]".repeat(80),
            "\"False\"",
            "\"{\\\"value\\\":\\\"x\\\"}\"",
            "\"bulkId:q\"",
            "\"bulkId:\"");
    private static final List<String> QUERIES = List.of(
            "count=0",
            "filter=emails+pr&count=0",
            "sortBy=name&cursor&count=2",
            "count=-1",
            "count=99999999999999999999",
            "count=1.5",
            "startIndex=0",
            "startIndex=9223372036854775807",
            "cursor",
            "cursor=AAAA",
            "cursor=%00",
            "sortBy=title&sortOrder=sideways",
            "sortBy=members",
            "sortBy=emails[type+eq+%22work%22]",
            "sortBy=meta.lastModified&sortOrder=descending",
            "sortBy=urn:x:y:1.0:User:z",
            "sortBy=urn:acme:scim:2.0:Staff:cards",
            "attributes=urn:acme:scim:2.0:Staff,urn:acme:scim:2.0:Staff:desk.seat",
            "filter=urn:acme:scim:2.0:Staff:floor+gt+1e999999999",
            "filter=urn:acme:scim:2.0:Staff:cards%5Bactive+eq+true%5D.value+pr",
            "filter=urn:acme:scim:2.0:Staff:joined+lt+%222026-01-01%22",
            "attributes=",
            "attributes=,,,id,%00,members.value",
            "attributes=urn:ietf:params:scim:schemas:core:2.0:User",
            "excludedAttributes=id,schemas,meta",
            "attributes=id&excludedAttributes=id",
            "filter=",
            "filter=%00",
            "filter=%ff%fe",
            "filter=%zz",
            "filter=not(not(userName+pr))",
            "filter=userName+eq+%22%00%22",
            "filter=userName+co+%22%25_%5C%5C%22",
            "filter=meta.created+gt+%222026-01-01T00:00:00Z%22+or+meta.version+pr",
            "filter=meta.lastModified+lt+%22-999999999-01-01T00:00:00Z%22",
            "filter=meta.created+eq+5",
            "filter=emails%5Bvalue+co+%22x%22+or+not+(type+pr)%5D",
            "filter=urn:x:y:1.0:User:z.w+gt+1e999999999",
            "filter=urn:x:y:1.0:User:z+eq+true",
            "filter=members+eq+%22x%22+and+not+(members+pr)",
            "filter=members.display+sw+%22x%22",
            "filter=groups.value+eq+%22x%22",
            "filter=password+eq+%22x%22",
            "filter=schemas+eq+%22x%22",
            "filter=active+eq+null+and+id+ne+null",
            "filter=" + "%28".repeat(60),
            "filter=" + "a".repeat(3000),
            "aadOptscim062020",
            "%",
            "&&=&=x&",
            "\u00e9=%C3%28",
            "a".repeat(5000));
    private static final List<String> HEADERS = List.of(
            "Content-Type: text/plain",
            "Content-Type: application/scim+json; charset=utf-16",
            "Content-Type: nonsense",
            "Content-Type: ",
            "Accept: text/html",
            "Accept: nonsense",
            "Accept: */*;q=0",
            "Accept: application/json;q=x",
            "If-Match: W/\"1\"",
            "If-Match: *",
            "If-Match: \"",
            "If-Match: W/\"99999999999999999999\"",
            "If-None-Match: *",
            "If-None-Match: ,,,",
            "X-HTTP-Method-Override: DELETE",
            "X-Request-Id: \u00e9\u0001",
            "X-Forwarded-Host: evil.example",
            "Host: [::",
            "Content-Encoding: gzip",
            "Accept-Encoding: gzip, br",
            "Prefer: return=minimal",
            "Range: bytes=0-1",
            "Expect: nothing",
            "Cookie: " + "c".repeat(7000),
            "Authorization: Bearer x",
            "Authorization: Basic %%%");

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    /** Text that does not become smaller. */
    private static String noise(int length, int from, int to) {
        return new Random(length)
                .ints(length, from, to)
                .mapToObj(Character::toString)
                .collect(Collectors.joining("", "\"", "\""));
    }

    /** A request on its way to the wire. @param headers without Authorization, Host and length */
    record Draft(String method, String target, List<String> headers, byte[] body) {
        Draft with(byte[] other) {
            return new Draft(method, target, headers, other);
        }

        Draft to(String other) {
            return new Draft(method, other, headers, body);
        }
    }

    /** @param ids of resources, ours and others' */
    Draft mutated(Draft given, List<String> ids) {
        Draft draft = given;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            draft = once(draft, ids);
        }
        return draft;
    }

    private Draft once(Draft draft, List<String> ids) {
        int kind = random.nextInt(20);
        if (kind < 12 && draft.body().length > 0) {
            return draft.with(kind < 10 ? json(draft.body(), ids) : bytes(draft.body()));
        }
        if (kind < 15) {
            return draft.to(draft.target() + (draft.target().contains("?") ? "&" : "?") + one(QUERIES));
        }
        if (kind < 17) {
            return draft.to(path(draft.target(), ids));
        }
        if (kind < 19) {
            List<String> headers = new ArrayList<>(draft.headers());
            String added = one(HEADERS);
            headers.removeIf(header -> name(header).equalsIgnoreCase(name(added)));
            headers.add(added);
            return new Draft(draft.method(), draft.target(), headers, draft.body());
        }
        return new Draft(one(METHODS), draft.target(), draft.headers(), draft.body());
    }

    private static String name(String header) {
        return header.substring(0, header.indexOf(':'));
    }

    private String path(String target, List<String> ids) {
        String[] parts = target.split("\\?", 2);
        String rest = parts.length == 2 ? "?" + parts[1] : "";
        return switch (random.nextInt(6)) {
            case 0 ->
                parts[0] + one(List.of("/", "//", ";a=b", "/..", "/.search", "/%2e%2e", "%00", "/%ff", "%20")) + rest;
            case 1 -> parts[0].replace("Users", "Groups") + rest;
            case 2 -> parts[0].replace("Groups", "Users") + rest;
            case 3 -> parts[0].replaceFirst("/[^/]*$", "/") + one(ids) + rest;
            case 4 -> parts[0].replaceFirst("/[^/]*$", "") + rest;
            default ->
                "/scim/v2" + one(List.of("/Me", "/Bulk", "/.search", "/Roles", "/Schemas/x", "/users", "")) + rest;
        };
    }

    private byte[] json(byte[] body, List<String> ids) {
        JsonNode tree;
        try {
            tree = IsthmusServer.json(new String(body, StandardCharsets.UTF_8));
        } catch (RuntimeException broken) {
            return bytes(body);
        }
        List<JsonNode> containers = new ArrayList<>();
        collect(tree, containers);
        if (containers.isEmpty()) {
            return bytes(body);
        }
        JsonNode chosen = one(containers);
        if (chosen instanceof ObjectNode object) {
            object(object, one(containers), ids);
        } else {
            array((ArrayNode) chosen);
        }
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void collect(JsonNode node, List<JsonNode> to) {
        if (node.isContainerNode() && !node.isEmpty()) {
            to.add(node);
        }
        node.forEach(child -> collect(child, to));
    }

    private void object(ObjectNode object, JsonNode elsewhere, List<String> ids) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = one(names);
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 ->
                object.set(name.toUpperCase(java.util.Locale.ROOT) + one(List.of("", "", "\u0130")), object.get(name));
            case 2 -> {
                if (elsewhere instanceof ObjectNode other && !within(object.get(name), other)) {
                    other.set(name, object.remove(name));
                }
            }
            case 3 -> object.put("op", one(OPS));
            case 4 -> {
                object.put("path", one(PATHS));
                if (random.nextBoolean()) {
                    object.set("value", raw());
                }
            }
            case 5 -> object.put(random.nextBoolean() ? "value" : name, one(ids));
            default -> object.set(name, raw());
        }
    }

    private void array(ArrayNode array) {
        int at = random.nextInt(array.size());
        switch (random.nextInt(4)) {
            case 0 -> array.remove(at);
            case 1 -> array.add(array.get(at).deepCopy());
            case 2 -> array.insert(at, raw());
            default -> array.set(at, raw());
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same place in the tree, not the same content
    private static boolean within(JsonNode root, JsonNode sought) {
        if (root == sought) {
            return true;
        }
        for (JsonNode child : root) {
            if (within(child, sought)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode raw() {
        return NODES.rawValueNode(new RawValue(one(RAW)));
    }

    private byte[] bytes(byte[] body) {
        if (body.length == 0) {
            return body;
        }
        int at = random.nextInt(body.length);
        byte[] changed = body.clone();
        switch (random.nextInt(5)) {
            case 0 -> changed = Arrays.copyOf(body, at);
            case 1 -> changed[at] = (byte) random.nextInt(256);
            case 2 ->
                changed[at] = (byte) one(List.of((int) '{', (int) '"', (int) ',', 0, 0x80, 0xff, (int) '\\'))
                        .intValue();
            case 3 -> {
                changed = Arrays.copyOf(body, body.length * 2);
                System.arraycopy(body, 0, changed, body.length, body.length);
            }
            default -> {
                changed = new byte[body.length + 3];
                System.arraycopy(body, 0, changed, 3, body.length);
                System.arraycopy(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, 0, changed, 0, 3);
            }
        }
        return changed;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
