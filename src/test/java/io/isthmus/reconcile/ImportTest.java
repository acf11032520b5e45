package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Resources.Search;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.store.JournalCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the directory has already becomes readable, is never written back, and is adopted by what its source pushes. */
class ImportTest {
    private static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: ou=people,dc=example,dc=com
                scope: (&(objectClass=inetOrgPerson)(!(description=robot)))
                rdn: uid
                object-classes: [inetOrgPerson]
                correlate: [employeeNumber, uid]
                strong: [employeeNumber]
                adopt: auto
                attributes:
                  uid: userName
                  cn: userName
                  sn: name.familyName
                  title: title
                  employeeNumber: externalId
                  manager: { from: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', as: reference }
                import: { displayName: "${sn} of ${l}" }
                deleted: [disable]
            """;

    private Office office;

    @BeforeEach
    void aDirectoryWithPeople() throws Exception {
        office = new Office(MAPPING, Set.of("okta"));
        person("ann", "manager: uid=zoe," + Office.BASE, "title: Buyer", "employeeNumber: 1");
        person("bob", "l: Bern");
        person("zoe");
        person("robot", "description: robot");
    }

    @AfterEach
    void theJournalFoldsToTheView() {
        assertThat(JournalCheck.verify(office.database).differences()).isEmpty();
        office.close();
    }

    @Test
    void entriesInScopeAreShownWithPersistentIdsAndNothingIsWritten() {
        RunRow run = full(RunRow.Kind.FULL);
        Map<String, Resource> first = shown();
        assertThat(first).containsOnlyKeys("ann", "bob", "zoe");
        assertThat(first.values()).noneMatch(Resource::provisioned);
        assertThat(first.get("bob").body().path("displayName").asText()).isEqualTo("Sn of Bern");
        assertThat(first.get("ann")
                        .body()
                        .at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager/value")
                        .asText())
                .as("though zoe is read after ann")
                .isEqualTo(first.get("zoe").id());
        assertThat(run.counts()).containsEntry("imported", 3L).doesNotContainKey("unmanaged");
        full(RunRow.Kind.FULL);
        assertThat(shown()).isEqualTo(first);
        assertThat(office.changes()).isEmpty();
        assertThat(office.resources.position())
                .as("a second run writes nothing")
                .isEqualTo(4);
    }

    @Test
    void aRunThatOnlyPlansImportsNothing() {
        full(RunRow.Kind.PLAN);
        assertThat(shown()).isEmpty();
    }

    @Test
    void whatChangesInTheDirectoryChangesInTheResourceAndWhatGoesEndsAndComesBack() throws Exception {
        full(RunRow.Kind.FULL);
        Map<String, Resource> first = shown();
        office.ldap.modify("uid=ann," + Office.BASE, new Modification(ModificationType.REPLACE, "title", "Chief"));
        office.ldap.modify("uid=bob," + Office.BASE, new Modification(ModificationType.ADD, "description", "robot"));
        full(RunRow.Kind.SYNC);
        assertThat(shown()).containsOnlyKeys("ann", "zoe");
        assertThat(shown().get("ann").body().path("title").asText()).isEqualTo("Chief");
        assertThat(shown().get("ann").version()).isEqualTo(first.get("ann").version() + 1);
        office.ldap.modify("uid=bob," + Office.BASE, new Modification(ModificationType.DELETE, "description"));
        full(RunRow.Kind.SYNC);
        assertThat(shown().get("bob").id()).isEqualTo(first.get("bob").id());
    }

    @Test
    void anIncompleteReadEndsNothing() throws Exception {
        full(RunRow.Kind.FULL);
        office.ldap.delete("uid=bob," + Office.BASE);
        office.breaksOff = true;
        assertThat(full(RunRow.Kind.FULL).status()).isEqualTo(RunRow.Status.FAILED);
        assertThat(shown()).containsOnlyKeys("ann", "bob", "zoe");
        office.breaksOff = false;
        full(RunRow.Kind.FULL);
        assertThat(shown()).containsOnlyKeys("ann", "zoe");
    }

    @Test
    void aPushOfAnImportAdoptsItsEntryWhereAStrongValueAgreesWhateverItIsCalledNow() throws Exception {
        full(RunRow.Kind.FULL);
        Resource ann = shown().get("ann");
        office.push(new Operation.Replace(ann.id(), user("ann.lee", "1"), Optional.empty()));
        office.engine.soon();
        assertThat(office.entry("uid=ann")).isEmpty();
        assertThat(office.entry("uid=ann.lee").orElseThrow().getAttributeValue("employeeNumber"))
                .isEqualTo("1");
        assertThat(office.links.ofResources(List.of(ann.id())))
                .singleElement()
                .satisfies(link -> assertThat(link.createdByUs()).isFalse());
        RunRow run = full(RunRow.Kind.FULL);
        assertThat(run.counts()).containsEntry("imported", 2L).containsEntry("in_sync", 1L);
        assertThat(shown().get("ann.lee").id()).isEqualTo(ann.id());
    }

    @Test
    void aPushThatOnlyNamesAnImportIsAskedForAndWritesNothing() throws Exception {
        full(RunRow.Kind.FULL);
        Resource bob = shown().get("bob");
        office.push(new Operation.Create(bob.id(), user("bob", "not his")));
        office.engine.soon();
        assertThat(office.entry("uid=bob").orElseThrow().hasAttribute("employeeNumber"))
                .isFalse();
        assertThat(office.links.ofResources(List.of(bob.id()))).isEmpty();
        assertThat(full(RunRow.Kind.FULL).counts()).containsEntry("adoptable", 1L);
        assertThat(shown().get("bob").provisioned()).isTrue();
    }

    @Test
    void whatItsSourceDeletedStaysInTheDirectoryAndIsNotImportedAgain() throws Exception {
        full(RunRow.Kind.FULL);
        Resource bob = shown().get("bob");
        office.push(new Operation.Delete(bob.id(), Optional.empty()));
        office.engine.soon();
        full(RunRow.Kind.FULL);
        assertThat(shown()).containsOnlyKeys("ann", "zoe");
        assertThat(office.entry("uid=bob")).isPresent();
        assertThat(office.changes()).isEmpty();
        office.create("bob");
        assertThat(shown()).containsKey("bob");
    }

    @Test
    void anEntryThatBelongsToAProvisionedUserIsNotShownBesideIt() {
        full(RunRow.Kind.FULL);
        office.push(new Operation.Create("other", user("ann.other", "1")));
        office.engine.soon();
        full(RunRow.Kind.FULL);
        assertThat(shown()).containsOnlyKeys("ann.other", "bob", "zoe");
    }

    private RunRow full(RunRow.Kind kind) {
        return office.engine.full(office.engine.begin(kind, "test"));
    }

    private Map<String, Resource> shown() {
        Map<String, Resource> shown = new TreeMap<>();
        office.resources
                .page(Search.of("okta", ResourceType.USER, Optional.empty()), 1, 100)
                .resources()
                .forEach(user -> shown.put(user.name(), user));
        return shown;
    }

    private static ObjectNode user(String name, String number) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("userName", name).put("externalId", number);
        body.putObject("name").put("familyName", "Sn");
        return body.put("active", true);
    }

    private void person(String uid, String... more) throws Exception {
        List<String> ldif = new java.util.ArrayList<>(List.of(
                "dn: uid=" + uid + "," + Office.BASE,
                "objectClass: inetOrgPerson",
                "uid: " + uid,
                "cn: " + uid,
                "sn: Sn"));
        ldif.addAll(List.of(more));
        office.ldap.add(ldif.toArray(String[]::new));
    }
}
