package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import de.captaingoldfish.scim.sdk.client.ScimClientConfig;
import de.captaingoldfish.scim.sdk.client.ScimRequestBuilder;
import de.captaingoldfish.scim.sdk.client.resources.MetaConfiguration;
import de.captaingoldfish.scim.sdk.client.response.ServerResponse;
import de.captaingoldfish.scim.sdk.common.constants.enums.Comparator;
import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.constants.enums.PatchOp;
import de.captaingoldfish.scim.sdk.common.constants.enums.SortOrder;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.ResourceNode;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.Name;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.Email;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.Member;
import de.captaingoldfish.scim.sdk.common.response.BulkResponse;
import de.captaingoldfish.scim.sdk.common.response.ListResponse;
import de.captaingoldfish.scim.sdk.common.schemas.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client of scim-sdk against the product, as it comes: it refuses answers that are not SCIM to the letter. */
class ScimSdkClientIT {
    @TempDir
    static Path home;

    private static IsthmusServer isthmus;
    private static ScimRequestBuilder scim;

    @BeforeAll
    static void start() {
        isthmus = Alone.start(home);
        scim = new ScimRequestBuilder(
                isthmus.url("/scim/v2"),
                ScimClientConfig.builder()
                        .connectTimeout(60)
                        .requestTimeout(60)
                        .socketTimeout(60)
                        .httpHeaders(Map.of("Authorization", "Bearer " + isthmus.sourceToken("okta")))
                        .build());
    }

    @AfterAll
    static void stop() {
        if (scim != null) {
            scim.close();
        }
        if (isthmus != null) {
            isthmus.close();
        }
    }

    @Test
    void aUserIsCreatedReadReplacedAndDeleted() {
        User created = create("sdk.crud");
        String id = created.getId().orElseThrow();
        User changed = read(id);
        changed.setTitle("Engineer");
        good(scim.update(User.class, "/Users", id)
                .setETagForIfMatch(version(changed))
                .setResource(changed)
                .sendRequest());
        assertThat(read(id).getTitle()).contains("Engineer");
        assertThat(read(id).getEmails()).hasSize(1);
        assertThat(version(read(id))).isEqualTo("W/\"2\"");
        ServerResponse<User> again =
                scim.create(User.class, "/Users").setResource(user("SDK.crud")).sendRequest();
        assertThat(again.getHttpStatus()).isEqualTo(409);
        assertThat(again.getErrorResponse().getScimType()).contains("uniqueness");
        assertThat(scim.delete(User.class, "/Users", id).sendRequest().isSuccess())
                .isTrue();
        ServerResponse<User> gone = scim.get(User.class, "/Users", id).sendRequest();
        assertThat(gone.getHttpStatus()).isEqualTo(404);
        assertThat(gone.isValidScimResponse()).isTrue();
    }

    @Test
    void versionsGuardReadsAndWrites() {
        User first = create("sdk.version");
        String id = first.getId().orElseThrow();
        assertThat(scim.get(User.class, "/Users", id)
                        .setETagForIfNoneMatch(version(first))
                        .sendRequest()
                        .getHttpStatus())
                .isEqualTo(304);
        patch(User.class, "/Users", id, PatchOp.REPLACE, "title", new TextNode("Second"));
        ServerResponse<User> stale = scim.update(User.class, "/Users", id)
                .setETagForIfMatch(version(first))
                .setResource(user("sdk.version"))
                .sendRequest();
        assertThat(stale.getHttpStatus()).isEqualTo(412);
        assertThat(read(id).getTitle()).contains("Second");
    }

    @Test
    void aUserIsPatchedByPathsAndValuePaths() {
        String id = create("sdk.patch").getId().orElseThrow();
        good(scim.patch(User.class, "/Users", id)
                .addOperation()
                .op(PatchOp.ADD)
                .path("phoneNumbers")
                .valueNodes(List.of(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("type", "work")
                                .put("value", "+1 1"),
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("type", "home")
                                .put("value", "+1 2")))
                .next()
                .op(PatchOp.REPLACE)
                .path("emails[type eq \"work\"].value")
                .value("patched@acme.test")
                .next()
                .op(PatchOp.REPLACE)
                .path("name.familyName")
                .value("Patched")
                .build()
                .sendRequest());
        User patched = read(id);
        assertThat(patched.getPhoneNumbers()).hasSize(2);
        assertThat(patched.getEmails().get(0).getValue()).contains("patched@acme.test");
        assertThat(patched.getName().flatMap(Name::getFamilyName)).contains("Patched");
        patch(User.class, "/Users", id, PatchOp.REMOVE, "phoneNumbers[type eq \"home\"]", null);
        assertThat(read(id).getPhoneNumbers())
                .extracting(phone -> phone.getValue().orElse(""))
                .containsExactly("+1 1");
    }

    @Test
    void filtersSortingPagesAndSearchesByPostGiveEveryUserOnce() {
        for (int i = 0; i < 7; i++) {
            create("sdk.page." + i);
        }
        List<String> names = new ArrayList<>();
        for (int from = 1; from <= 7; from += 3) {
            ListResponse<User> page = good(scim.list(User.class, "/Users")
                    .filter("userName", Comparator.SW, "sdk.page.")
                    .and("active", Comparator.EQ, true)
                    .build()
                    .sortBy("userName")
                    .sortOrder(SortOrder.DESCENDING)
                    .startIndex(from)
                    .count(3)
                    .get()
                    .sendRequest());
            assertThat(page.getTotalResults()).isEqualTo(7);
            page.getListedResources()
                    .forEach(user -> names.add(user.getUserName().orElse("")));
        }
        assertThat(names).hasSize(7).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        ListResponse<User> posted = good(scim.list(User.class, "/Users")
                .filter("userName", Comparator.SW, "sdk.page.")
                .build()
                .attributes("userName")
                .post()
                .sendRequest());
        assertThat(posted.getListedResources())
                .extracting(user -> user.getUserName().orElse(""))
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(posted.getListedResources())
                .allSatisfy(user -> assertThat(user.getName()).isEmpty());
    }

    @Test
    void membersComeAndGoOneByOneAndTogether() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(create("sdk.member." + i).getId().orElseThrow());
        }
        Group group = good(scim.create(Group.class, "/Groups")
                .setResource(Group.builder()
                        .displayName("sdk group")
                        .members(List.of(Member.builder().value(ids.get(0)).build()))
                        .build())
                .sendRequest());
        String id = group.getId().orElseThrow();
        patch(Group.class, "/Groups", id, PatchOp.ADD, "members", members(ids.subList(1, 2)));
        patch(Group.class, "/Groups", id, PatchOp.ADD, "members", members(ids.subList(2, 5)));
        assertThat(values(id)).containsExactlyInAnyOrderElementsOf(ids);
        patch(Group.class, "/Groups", id, PatchOp.REMOVE, "members[value eq \"" + ids.get(0) + "\"]", null);
        assertThat(values(id)).containsExactlyInAnyOrderElementsOf(ids.subList(1, 5));
        patch(Group.class, "/Groups", id, PatchOp.REPLACE, "members", members(ids.subList(0, 2)));
        assertThat(values(id)).containsExactlyInAnyOrderElementsOf(ids.subList(0, 2));
        assertThat(read(ids.get(1)).getGroups())
                .extracting(shown -> shown.getDisplay().orElse(""))
                .containsExactly("sdk group");
        patch(Group.class, "/Groups", id, PatchOp.REMOVE, "members", null);
        assertThat(values(id)).isEmpty();
        assertThat(scim.delete(Group.class, "/Groups", id).sendRequest().isSuccess())
                .isTrue();
    }

    @Test
    void aBulkRequestCreatesAGroupBeforeItsMembers() {
        ServerResponse<BulkResponse> response = scim.bulk()
                .failOnErrors(1)
                .bulkRequestOperation("/Groups")
                .method(HttpMethod.POST)
                .bulkId("g")
                .data(Group.builder()
                        .displayName("sdk bulk")
                        .members(List.of(Member.builder().value("bulkId:u").build()))
                        .build())
                .next()
                .bulkRequestOperation("/Users")
                .method(HttpMethod.POST)
                .bulkId("u")
                .data(user("sdk.bulk"))
                .sendRequest();
        BulkResponse bulk = good(response);
        assertThat(bulk.getSuccessfulOperations()).hasSize(2);
        String group = bulk.getByBulkId("g").orElseThrow().getLocation().orElseThrow();
        String user = bulk.getByBulkId("u").orElseThrow().getLocation().orElseThrow();
        assertThat(values(group.substring(group.lastIndexOf('/') + 1)))
                .containsExactly(user.substring(user.lastIndexOf('/') + 1));
    }

    @Test
    void whatTheProductCanDoIsDiscovered() {
        MetaConfiguration discovered = good(scim.loadMetaConfiguration().sendRequest());
        assertThat(discovered.getServiceProvider().getBulkConfig().isSupported())
                .isTrue();
        assertThat(discovered.getServiceProvider().getSortConfig().isSupported())
                .isTrue();
        assertThat(discovered.getResourceTypes())
                .extracting(type -> type.getName())
                .contains("User", "Group");
        assertThat(discovered.getSchemas())
                .extracting(Schema::getNonNullId)
                .contains(
                        "urn:ietf:params:scim:schemas:core:2.0:User",
                        "urn:ietf:params:scim:schemas:core:2.0:Group",
                        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User");
    }

    private static <T extends ResourceNode> void patch(
            Class<T> type,
            String endpoint,
            String id,
            PatchOp op,
            String path,
            com.fasterxml.jackson.databind.JsonNode value) {
        var operation = scim.patch(type, endpoint, id).addOperation().op(op).path(path);
        ServerResponse<T> response =
                (value == null ? operation : operation.valueNode(value)).build().sendRequest();
        assertThat(response.isSuccess()).as(response.getResponseBody()).isTrue();
    }

    /** The resource of an answer that the library takes for good. */
    private static <T extends de.captaingoldfish.scim.sdk.common.resources.base.ScimObjectNode> T good(
            ServerResponse<T> response) {
        assertThat(response.isSuccess()).as(response.getResponseBody()).isTrue();
        return response.getResource();
    }

    private static ArrayNode members(List<String> ids) {
        ArrayNode members = JsonNodeFactory.instance.arrayNode();
        ids.forEach(id -> members.addObject().put("value", id));
        return members;
    }

    private static List<String> values(String group) {
        return good(scim.get(Group.class, "/Groups", group).sendRequest()).getMembers().stream()
                .map(member -> member.getValue().orElse(""))
                .toList();
    }

    private static User user(String name) {
        return User.builder()
                .userName(name + "@acme.test")
                .name(Name.builder().givenName("G").familyName("F").build())
                .emails(List.of(Email.builder()
                        .type("work")
                        .primary(true)
                        .value(name + "@acme.test")
                        .build()))
                .active(true)
                .build();
    }

    private static User create(String name) {
        return good(scim.create(User.class, "/Users").setResource(user(name)).sendRequest());
    }

    private static User read(String id) {
        return good(scim.get(User.class, "/Users", id).sendRequest());
    }

    private static String version(User user) {
        return user.getMeta().orElseThrow().getVersion().orElseThrow().getEntityTag();
    }
}
