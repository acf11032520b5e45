package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A name that the directory refuses is invalid until the resource or the mapping changes (rule 30). */
class RefusedNamesTest {
    private static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: ou=people,dc=example,dc=com
                scope: (objectClass=inetOrgPerson)
                rdn: uid
                object-classes: [inetOrgPerson]
                correlate: [employeeNumber]
                strong: [employeeNumber]
                attributes:
                  uid: userName
                  cn: userName
                  sn: userName
                  title: title
                  employeeNumber: externalId
                inactive: [{ move: "ou=alumni,dc=example,dc=com" }]
            """;
    private static final String ALUMNI = "ou=alumni,dc=example,dc=com";

    private final List<String> renames = new ArrayList<>();
    private Office office;
    private String id;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MAPPING);
        office.ldap.add("dn: " + ALUMNI, "objectClass: organizationalUnit", "ou: alumni");
        id = office.create("old");
        office.sync();
    }

    @AfterEach
    void close() {
        office.close();
    }

    private void refuse(Optional<Kind> kind) {
        office.refuses = change -> {
            if (change instanceof Change.RenameEntry rename) {
                renames.add(rename.newDn().toString());
                return kind;
            }
            return Optional.empty();
        };
    }

    @Test
    void noRunOverEverythingSendsItAgainAlsoAfterARestart() throws Exception {
        refuse(Optional.of(Kind.REJECTED));
        office.replace(id, Office.user("new").put("title", "Chief"));
        office.sync();
        assertThat(renames).hasSize(1);
        assertThat(office.sync().counts()).containsEntry("invalid", 1L);
        assertThat(office.plan().changes().getOrDefault("planned", 0L)).isZero();
        Engine restarted = office.another();
        restarted.full(restarted.begin(RunRow.Kind.FULL, "cron"));
        restarted.full(restarted.begin(RunRow.Kind.SYNC, "operator"));
        assertThat(renames).hasSize(1);
        assertThat(office.entry("uid=old").orElseThrow().getAttributeValue("title"))
                .isEqualTo("Chief");
    }

    @Test
    void aPushOrAskingForTheUserTriesItAgain() throws Exception {
        refuse(Optional.of(Kind.REJECTED));
        office.replace(id, Office.user("new"));
        office.sync();
        office.replace(id, Office.user("new").put("title", "Chief"));
        office.sync();
        assertThat(renames).hasSize(2);
        Engine restarted = office.another();
        refuse(Optional.empty());
        restarted.some(restarted.begin(RunRow.Kind.SYNC, "operator"), Set.of(id));
        assertThat(renames).hasSize(3);
        assertThat(office.entry("uid=new")).isPresent();
    }

    @Test
    void aNameThatWasRefusedOnceAndCameAboutIsPutBackLikeAnyOther() throws Exception {
        refuse(Optional.of(Kind.REJECTED));
        office.replace(id, Office.user("new"));
        office.sync();
        refuse(Optional.empty());
        office.engine.some(office.engine.begin(RunRow.Kind.SYNC, "operator"), Set.of(id));
        office.ldap.modifyDN("uid=new," + Office.BASE, "uid=moved", true, null);
        office.sync();
        assertThat(office.entry("uid=new")).isPresent();
        office.ldap.modifyDN("uid=new," + Office.BASE, "uid=moved", true, null);
        Engine restarted = office.another();
        restarted.full(restarted.begin(RunRow.Kind.SYNC, "operator"));
        assertThat(office.entry("uid=new")).isPresent();
    }

    @Test
    void aNameThatSomebodyIsSeenToHaveIsAConflictAndTriedOnceItIsFree() throws Exception {
        refuse(Optional.empty());
        String taken = "uid=old," + ALUMNI;
        office.ldap.add("dn: " + taken, "objectClass: account", "uid: old");
        office.replace(id, Office.user("old").put("active", false).put("title", "Former"));
        RunRow run = office.sync();
        assertThat(run.counts()).containsEntry("link_conflict", 1L);
        assertThat(office.sync().counts()).containsEntry("link_conflict", 1L);
        assertThat(renames).isEmpty();
        assertThat(office.entry("uid=old").orElseThrow().getAttributeValue("title"))
                .isEqualTo("Former");
        office.ldap.delete(taken);
        office.sync();
        assertThat(renames).containsExactly(taken);
        assertThat(office.ldap.getEntry(taken)).isNotNull();
    }

    @Test
    void aNameThatWasRefusedBeforeSomebodyWasSeenToHaveItIsTriedOnceItIsFree() throws Exception {
        refuse(Optional.of(Kind.REJECTED));
        office.replace(id, Office.user("new"));
        office.sync();
        office.ldap.add("dn: uid=new," + Office.BASE, "objectClass: account", "uid: new");
        assertThat(office.sync().counts()).containsEntry("link_conflict", 1L);
        office.ldap.delete("uid=new," + Office.BASE);
        refuse(Optional.empty());
        Engine restarted = office.another();
        restarted.full(restarted.begin(RunRow.Kind.SYNC, "operator"));
        assertThat(office.entry("uid=new").orElseThrow().hasObjectClass("inetOrgPerson"))
                .isTrue();
    }
}
