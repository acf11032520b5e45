package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.unboundid.scim2.client.ScimService;
import com.unboundid.scim2.common.exceptions.NotModifiedException;
import com.unboundid.scim2.common.exceptions.PreconditionFailedException;
import com.unboundid.scim2.common.exceptions.ResourceConflictException;
import com.unboundid.scim2.common.exceptions.ResourceNotFoundException;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.messages.ListResponse;
import com.unboundid.scim2.common.messages.PatchOperation;
import com.unboundid.scim2.common.messages.SortOrder;
import com.unboundid.scim2.common.types.Email;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.Member;
import com.unboundid.scim2.common.types.Name;
import com.unboundid.scim2.common.types.PhoneNumber;
import com.unboundid.scim2.common.types.ResourceTypeResource;
import com.unboundid.scim2.common.types.SchemaResource;
import com.unboundid.scim2.common.types.ServiceProviderConfigResource;
import com.unboundid.scim2.common.types.UserResource;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UnboundID's SCIM client against the product, as it comes: it asks for nothing that is only ours. */
class UnboundIdClientIT {
    @TempDir
    static Path home;

    private static IsthmusServer isthmus;
    private static Client http;
    private static ScimService scim;

    @BeforeAll
    static void start() {
        isthmus = Alone.start(home);
        String authorization = "Bearer " + isthmus.sourceToken("okta");
        http = ClientBuilder.newClient(new ClientConfig().connectorProvider(new JavaNetHttpConnectorProvider()));
        ClientRequestFilter authorize = request -> request.getHeaders().putSingle("Authorization", authorization);
        scim = new ScimService(http.register(authorize).target(isthmus.url("/scim/v2")));
    }

    @AfterAll
    static void stop() {
        if (http != null) {
            http.close();
        }
        if (isthmus != null) {
            isthmus.close();
        }
    }

    @Test
    void aUserIsCreatedReadReplacedAndDeleted() throws ScimException {
        UserResource created = create("ubid.crud");
        assertThat(created.getMeta().getVersion()).isEqualTo("W/\"1\"");
        assertThat(read(created)).isEqualTo(created);
        scim.replaceRequest(read(created).setTitle("Engineer").setNickName("Crud"))
                .ifMatch()
                .invoke();
        UserResource replaced = read(created);
        assertThat(replaced.getTitle()).isEqualTo("Engineer");
        assertThat(replaced.getNickName()).isEqualTo("Crud");
        assertThat(replaced.getEmails().get(0).getValue()).isEqualTo("ubid.crud@acme.test");
        assertThat(replaced.getMeta().getVersion()).isEqualTo("W/\"2\"");
        assertThat(catchThrowableOfType(ResourceConflictException.class, () -> create("UBID.crud")))
                .isNotNull();
        scim.delete(replaced);
        assertThat(catchThrowableOfType(ResourceNotFoundException.class, () -> read(created)))
                .isNotNull();
        assertThat(find("userName eq \"ubid.crud@acme.test\"")).isEmpty();
    }

    @Test
    void versionsGuardReadsAndWrites() throws ScimException {
        UserResource first = create("ubid.version");
        String version = first.getMeta().getVersion();
        assertThat(catchThrowableOfType(
                        NotModifiedException.class,
                        () -> scim.retrieveRequest("Users", first.getId())
                                .ifNoneMatch(version)
                                .invoke(UserResource.class)))
                .isNotNull();
        scim.modifyRequest("Users", first.getId())
                .ifMatch(version)
                .replaceValue("title", "Second")
                .invoke(UserResource.class);
        assertThat(catchThrowableOfType(
                        PreconditionFailedException.class,
                        () -> scim.replaceRequest(first.setTitle("Stale"))
                                .ifMatch()
                                .invoke()))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        PreconditionFailedException.class,
                        () -> scim.deleteRequest("Users", first.getId())
                                .ifMatch(version)
                                .invoke()))
                .isNotNull();
        assertThat(read(first).getTitle()).isEqualTo("Second");
    }

    @Test
    void aUserIsPatchedByPathsAndValuePaths() throws ScimException {
        UserResource user = create("ubid.patch");
        scim.modifyRequest("Users", user.getId())
                .replaceValue("title", "Lead")
                .addValues(
                        "phoneNumbers",
                        new PhoneNumber().setType("work").setValue("+1 1"),
                        new PhoneNumber().setType("home").setValue("+1 2"))
                .replaceValue("emails[type eq \"work\"].value", "patched@acme.test")
                .replaceValue("name.familyName", "Patched")
                .invoke(UserResource.class);
        UserResource patched = read(user);
        assertThat(patched.getTitle()).isEqualTo("Lead");
        assertThat(patched.getName().getFamilyName()).isEqualTo("Patched");
        assertThat(patched.getName().getGivenName()).isEqualTo("G");
        assertThat(patched.getEmails()).extracting(Email::getValue).containsExactly("patched@acme.test");
        assertThat(patched.getPhoneNumbers())
                .extracting(PhoneNumber::getType)
                .containsExactlyInAnyOrder("work", "home");
        scim.modifyRequest("Users", user.getId())
                .removeValues("phoneNumbers[type eq \"home\"]")
                .removeValues("title")
                .addOperation(PatchOperation.replace("active", false))
                .invoke(UserResource.class);
        UserResource removed = read(user);
        assertThat(removed.getPhoneNumbers()).extracting(PhoneNumber::getValue).containsExactly("+1 1");
        assertThat(removed.getTitle()).isNull();
        assertThat(removed.getActive()).isFalse();
    }

    @Test
    void filtersSortingAndPagesGiveEveryUserOnce() throws ScimException {
        for (int i = 0; i < 7; i++) {
            create("ubid.page." + i);
        }
        String filter = Filter.sw("userName", "ubid.page.").toString();
        List<String> byIndex = new ArrayList<>();
        for (int from = 1; from <= 7; from += 3) {
            ListResponse<UserResource> page = scim.searchRequest("Users")
                    .filter(filter)
                    .sort("userName", SortOrder.DESCENDING)
                    .page(from, 3)
                    .invoke(UserResource.class);
            assertThat(page.getTotalResults()).isEqualTo(7);
            page.forEach(user -> byIndex.add(user.getUserName()));
        }
        assertThat(byIndex).hasSize(7).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        List<String> byCursor = new ArrayList<>();
        ListResponse<UserResource> page = scim.searchRequest("Users")
                .filter(filter)
                .firstPageCursorWithCount(2)
                .invoke(UserResource.class);
        while (page.getNextCursor() != null) {
            page.forEach(user -> byCursor.add(user.getUserName()));
            page = scim.searchRequest("Users")
                    .filter(filter)
                    .pageWithCursor(page.getNextCursor(), 2)
                    .invoke(UserResource.class);
        }
        page.forEach(user -> byCursor.add(user.getUserName()));
        assertThat(byCursor).containsExactlyInAnyOrderElementsOf(byIndex);
        assertThat(find("emails[type eq \"work\" and value eq \"ubid.page.3@acme.test\"]"))
                .hasSize(1);
    }

    @Test
    void aSearchByPostAnswersLikeOneByGet() throws ScimException {
        create("ubid.search");
        String filter = "userName eq \"ubid.search@acme.test\" and active eq true";
        ListResponse<UserResource> found = scim.searchRequest("Users")
                .filter(filter)
                .attributes("userName", "emails.value")
                .invokePost(UserResource.class);
        assertThat(found.getTotalResults()).isEqualTo(1);
        UserResource user = found.getResources().get(0);
        assertThat(user.getUserName()).isEqualTo("ubid.search@acme.test");
        assertThat(user.getName()).isNull();
        assertThat(user.getEmails().get(0).getType()).isNull();
        assertThat(find(filter)).extracting(UserResource::getId).containsExactly(user.getId());
    }

    @Test
    void membersComeAndGoOneByOneAndTogether() throws ScimException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(create("ubid.member." + i).getId());
        }
        GroupResource group = scim.create(
                "Groups",
                new GroupResource().setDisplayName("ubid group").setMembers(new Member().setValue(ids.get(0))));
        modify(group, PatchOperation.add("members", members(ids.subList(1, 2))));
        modify(group, PatchOperation.add("members", members(ids.subList(2, 5))));
        assertThat(values(group)).containsExactlyInAnyOrderElementsOf(ids);
        modify(group, PatchOperation.remove("members[value eq \"" + ids.get(0) + "\"]"));
        modify(group, PatchOperation.remove("members").setRemoveOpValue(members(ids.subList(1, 3))));
        assertThat(values(group)).containsExactlyInAnyOrderElementsOf(ids.subList(3, 5));
        modify(group, PatchOperation.replace("members", members(ids.subList(0, 2))));
        assertThat(values(group)).containsExactlyInAnyOrderElementsOf(ids.subList(0, 2));
        UserResource member = scim.retrieve("Users", ids.get(0), UserResource.class);
        assertThat(member.getGroups()).hasSize(1);
        assertThat(member.getGroups().get(0).getDisplay()).isEqualTo("ubid group");
        GroupResource read = scim.retrieve("Groups", group.getId(), GroupResource.class);
        scim.replaceRequest(read.setMembers(new Member().setValue(ids.get(4))).setDisplayName("ubid renamed"))
                .ifMatch()
                .invoke();
        assertThat(values(group)).containsExactly(ids.get(4));
        modify(group, PatchOperation.remove("members"));
        assertThat(values(group)).isEmpty();
        scim.delete("Groups", group.getId());
        assertThat(scim.search("Groups", "displayName eq \"ubid renamed\"", GroupResource.class)
                        .getTotalResults())
                .isZero();
    }

    @Test
    void whatTheProductCanDoIsDiscovered() throws ScimException {
        ServiceProviderConfigResource config = scim.getServiceProviderConfig();
        assertThat(config.getPatch().isSupported()).isTrue();
        assertThat(config.getBulk().isSupported()).isTrue();
        assertThat(config.getFilter().isSupported()).isTrue();
        assertThat(config.getEtag().isSupported()).isTrue();
        assertThat(scim.getResourceTypes().getResources())
                .extracting(ResourceTypeResource::getName)
                .contains("User", "Group");
        assertThat(scim.getResourceType("User").getEndpoint()).hasToString("/Users");
        ListResponse<SchemaResource> schemas = scim.getSchemas();
        assertThat(schemas.getTotalResults()).isGreaterThanOrEqualTo(3);
        for (SchemaResource schema : schemas) {
            assertThat(scim.getSchema(schema.getId())).isEqualTo(schema);
        }
    }

    private static void modify(GroupResource group, PatchOperation operation) throws ScimException {
        scim.modifyRequest("Groups", group.getId()).addOperation(operation).invoke(GroupResource.class);
    }

    private static ArrayNode members(List<String> ids) {
        ArrayNode members = JsonNodeFactory.instance.arrayNode();
        ids.forEach(id -> members.addObject().put("value", id));
        return members;
    }

    private static List<String> values(GroupResource group) throws ScimException {
        List<Member> members =
                scim.retrieve("Groups", group.getId(), GroupResource.class).getMembers();
        return members == null
                ? List.of()
                : members.stream().map(Member::getValue).toList();
    }

    private static UserResource create(String name) throws ScimException {
        return scim.create(
                "Users",
                new UserResource()
                        .setUserName(name + "@acme.test")
                        .setName(new Name().setGivenName("G").setFamilyName("F"))
                        .setEmails(new Email().setType("work").setPrimary(true).setValue(name + "@acme.test"))
                        .setActive(true));
    }

    private static UserResource read(UserResource user) throws ScimException {
        return scim.retrieve("Users", user.getId(), UserResource.class);
    }

    private static List<UserResource> find(String filter) throws ScimException {
        return scim.search("Users", filter, UserResource.class).getResources();
    }
}
