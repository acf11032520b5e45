package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Fold;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberChange;
import io.isthmus.scim.MemberSet;
import io.isthmus.scim.Members;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** What identity providers send about groups, and what becomes of the group: the cases are files in {@code group-dialects}. */
class GroupDialectsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path CASES =
            Path.of(System.getProperty("isthmus.test.basedir"), "src/test/resources/group-dialects");

    private record Rows(Map<String, Member> rows) implements MemberSet {
        @Override
        public Optional<Member> find(String value) {
            return Optional.ofNullable(rows.get(value));
        }

        @Override
        public Collection<Member> all() {
            return rows.values();
        }
    }

    @TestFactory
    @SuppressWarnings("StreamResourceLeak") // JUnit closes what a factory returns
    Stream<DynamicNode> everyCase() throws IOException {
        return Files.list(CASES).sorted().map(file -> {
            Stream<JsonNode> cases = StreamSupport.stream(read(file).spliterator(), false);
            return dynamicContainer(
                    file.getFileName().toString(),
                    cases.map(one -> dynamicTest(one.path("about").asText(), () -> check(one))));
        });
    }

    private static void check(JsonNode one) {
        if (one.has("error")) {
            ScimException refused = catchThrowableOfType(ScimException.class, () -> after(one));
            assertThat(refused).isNotNull();
            assertThat(refused.error().scimType()).contains(one.get("error").asText());
        } else {
            assertThat(after(one)).isEqualTo(one.get("after"));
        }
    }

    private static JsonNode after(JsonNode one) {
        Map<String, Member> members = members(one.path("before").path("members"));
        Operation operation = operation(one);
        Optional<Resource> before = operation instanceof Operation.Create ? Optional.empty() : before(one);
        Push push = new Push("source", "token", "request", ResourceType.GROUP, operation);
        Fold.Folded folded = Fold.apply(before, new Rows(members), push, 2, Instant.EPOCH);
        apply(folded.members(), members);
        ObjectNode shown = folded.after().body().deepCopy();
        ArrayNode values = shown.putArray("members");
        members.keySet().forEach(values::add);
        return shown;
    }

    private static void apply(MemberChange change, Map<String, Member> to) {
        change.put().forEach(member -> to.put(member.value(), member));
        change.gone().forEach(to::remove);
    }

    private static Operation operation(JsonNode one) {
        JsonNode body = one.get("body");
        return switch (one.path("method").asText()) {
            case "POST" -> Understanding.create(ResourceType.GROUP, "g", body, Extensions.NONE);
            case "PUT" -> Understanding.replace(ResourceType.GROUP, "g", body, Optional.empty(), Extensions.NONE);
            default -> Understanding.patch(ResourceType.GROUP, "g", body, Optional.empty(), Extensions.NONE);
        };
    }

    private static Optional<Resource> before(JsonNode one) {
        ObjectNode body = one.get("before").deepCopy();
        body.remove("members");
        return Optional.of(new Resource(
                "g", ResourceType.GROUP, "source", 1, 1, Instant.EPOCH, Instant.EPOCH, Optional.empty(), body));
    }

    private static Map<String, Member> members(JsonNode listed) {
        Map<String, Member> members = new TreeMap<>();
        Members.ofBody(JsonNodeFactory.instance.objectNode().set("members", listed))
                .orElseThrow()
                .forEach(member -> members.put(member.value(), member));
        return members;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
