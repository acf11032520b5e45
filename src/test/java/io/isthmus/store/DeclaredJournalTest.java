package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.scim.DeclaredPatch;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.ResourceBody;
import io.isthmus.scim.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a declaration asks is asked when a push is decided; the journal gives the same bodies without it. */
class DeclaredJournalTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URN = "urn:acme:scim:2.0:Staff";

    private final Extensions staff = declared();
    private final DataSource database = TestDatabase.fresh();
    private final GroupCommitJournal journal =
            new GroupCommitJournal(database, Clock.systemUTC(), accepted -> {}, GroupCommitJournal.Settings.DEFAULT);

    @AfterEach
    void closeAndCheckThatFoldingWithoutTheDeclarationGivesTheView() {
        journal.close();
        assertThat(JournalCheck.verify(database).differences()).isEmpty();
    }

    @Test
    void whatIsRequiredHasToStandWhereTheExtensionDoes() {
        refused(create("{\"floor\":3}"), "invalidValue", URN + ":badge is required");
        refused(create("{\"badge\":\"7\",\"desk\":{\"seat\":1}}"), "invalidValue", URN + ":desk.building is required");
        String ann = stored(create("{\"badge\":\"7\"}"));
        refused(replace(ann, "{\"floor\":3}"), "invalidValue", URN + ":badge is required");
        assertThatThrownBy(() -> patch(ann, "replace", ":badge", "\"\""))
                .hasMessageContaining("mutability " + URN + ":badge is required");
        refused(patch(ann, "replace", ":desk", "{\"seat\":1}"), "invalidValue", URN + ":desk.building is required");
        stored(patch(ann, "remove", "", "null"));
        assertThat(body(ann).has(URN)).isFalse();
        refused(patch(ann, "add", ":floor", "3"), "invalidValue", URN + ":badge is required");
        stored(patch(ann, "add", "", "{\"badge\":\"8\",\"floor\":3}"));
    }

    @Test
    void whatIsImmutableStaysAndAPutNeedNotSayIt() {
        String ann = stored(create("{\"badge\":\"7\",\"skills\":[\"a\"]}"));
        stored(patch(ann, "add", ":payrollId", "\"P1\""));
        refused(patch(ann, "replace", ":payrollId", "\"P2\""), "mutability", URN + ":payrollId is immutable");
        refused(patch(ann, "remove", ":payrollId", "null"), "mutability", URN + ":payrollId is immutable");
        refused(patch(ann, "remove", "", "null"), "mutability", URN + ":payrollId is immutable");
        refused(replace(ann, "{\"badge\":\"7\",\"payrollId\":\"P2\"}"), "mutability", URN + ":payrollId is immutable");
        stored(replace(ann, "{\"badge\":\"8\",\"payrollId\":\"P1\"}"));
        stored(replace(ann, "{\"badge\":\"9\"}"));
        assertThat(body(ann).path(URN).toString()).isEqualTo("{\"badge\":\"9\",\"payrollId\":\"P1\"}");
        stored(new Operation.Replace(ann, user("{}"), Optional.empty()));
        assertThat(body(ann).path(URN).toString()).isEqualTo("{\"payrollId\":\"P1\"}");
    }

    @Test
    void whoWasPushedBeforeTheDeclarationCanStillBeLocked() throws Exception {
        ObjectNode before = (ObjectNode)
                JSON.readTree("{\"userName\":\"ann\",\"active\":true,\"" + URN + "\":{\"floor\":\"upstairs\"}}");
        String ann = UUID.randomUUID().toString();
        Operation undeclared = new Operation.Create(ann, before);
        assertThat(journal.accept(new Push("okta", "t", "r", ResourceType.USER, undeclared))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(PushResult.Stored.class);
        ArrayNode lock = (ArrayNode) JSON.readTree("[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]");
        stored(new Operation.Patch(ann, lock, Optional.empty()));
        assertThat(body(ann).path("active").asBoolean(true)).isFalse();
        assertThat(body(ann).path(URN).path("floor").asText()).isEqualTo("upstairs");
    }

    private Operation create(String extension) {
        return new Operation.Create(UUID.randomUUID().toString(), user(extension));
    }

    private Operation replace(String id, String extension) {
        return new Operation.Replace(id, user(extension), Optional.empty());
    }

    private ObjectNode user(String extension) {
        try {
            return ResourceBody.understood(
                    ResourceType.USER,
                    JSON.readTree("{\"userName\":\"ann\",\"" + URN + "\":" + extension + "}"),
                    staff);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private Operation patch(String id, String op, String below, String value) {
        try {
            ObjectNode operation = JSON.createObjectNode().put("op", op).put("path", URN + below);
            if (!op.equals("remove")) {
                operation.set("value", JSON.readTree(value));
            }
            ArrayNode operations = JSON.createArrayNode().add(operation);
            return new Operation.Patch(
                    id, DeclaredPatch.understood(ResourceType.USER, operations, staff), Optional.empty());
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private PushResult push(Operation operation) {
        return journal.accept(new Push("okta", "t", "r", ResourceType.USER, operation, 100, Optional.empty(), staff))
                .toCompletableFuture()
                .join();
    }

    private String stored(Operation operation) {
        assertThat(push(operation)).isInstanceOf(PushResult.Stored.class);
        return operation.id();
    }

    private void refused(Operation operation, String scimType, String detail) {
        PushResult result = push(operation);
        assertThat(result).isInstanceOf(PushResult.Refused.class);
        assertThat(((PushResult.Refused) result).error().scimType()).contains(scimType);
        assertThat(((PushResult.Refused) result).error().detail()).contains(detail);
    }

    private ObjectNode body(String id) {
        return new JdbcResources(database)
                .find("okta", ResourceType.USER, id)
                .orElseThrow()
                .body();
    }

    private static Extensions declared() {
        try {
            return Extensions.of(List.of(JSON.readTree(Files.readString(
                    Path.of(System.getProperty("isthmus.test.basedir"), "src/test/resources/schemas/staff.json")))));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
