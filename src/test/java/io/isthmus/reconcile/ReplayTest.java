package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.isthmus.report.ChangeLine;
import io.isthmus.report.ChangesLdif;
import io.isthmus.scim.MemberDelta;
import io.isthmus.store.JdbcMemberships;
import io.isthmus.store.JdbcResources;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What another mapping would have made of it. */
class ReplayTest {
    private static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: ou=people,dc=example,dc=com
                scope: (objectClass=inetOrgPerson)
                rdn: uid
                object-classes: [inetOrgPerson]
                correlate: [uid]
                attributes:
                  uid: userName
                  cn: userName
                  sn: userName
                  title: title
                  manager: { from: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', as: reference }
                inactive: [disable, leave-groups]
            groups:
              - name: teams
                base: ou=groups,dc=example,dc=com
                scope: (objectClass=groupOfNames)
                rdn: cn
                object-classes: [groupOfNames]
                correlate: [cn]
                attributes: { cn: displayName }
                members: { attribute: member, as: dn, placeholder: "cn=nobody,dc=example,dc=com" }
            roles:
              from: roles
              catalogue:
                - role: admin
                  match: [admin]
                  grants: [ { group: "cn=admins,ou=roles,dc=example,dc=com" } ]
            """;

    private final Office office;

    ReplayTest() throws Exception {
        office = new Office(MAPPING);
        ObjectNode boss = Office.user("boss").put("title", "chief");
        boss.putArray("roles").addObject().put("value", "admin");
        String id = office.push(new Operation.Create(UUID.randomUUID().toString(), boss));
        ObjectNode ann = Office.user("ann").put("title", "clerk");
        ann.putObject("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
                .putObject("manager")
                .put("value", id);
        String annId = office.push(new Operation.Create(UUID.randomUUID().toString(), ann));
        String team = office.createGroup("team", id);
        office.members(team, new MemberDelta.Add(Office.of(annId)));
    }

    @AfterEach
    void close() {
        office.close();
    }

    private static MappingSet mapping(String text) {
        return ((MappingResult.Valid) MappingReader.read(text, "other")).mapping();
    }

    private final List<ChangeLine> lines = new ArrayList<>();

    private Replay.Result replay(String other) {
        JdbcResources resources = new JdbcResources(office.database);
        return new Replay(
                        mapping(MAPPING),
                        mapping(other),
                        resources,
                        new JdbcMemberships(office.database),
                        resources::all,
                        Instant.now(),
                        lines::add)
                .run();
    }

    private String ldif() {
        try {
            StringWriter to = new StringWriter();
            ChangesLdif ldif = new ChangesLdif(to, io.isthmus.report.LdifServer.UNKNOWN);
            for (ChangeLine line : lines) {
                ldif.write(line);
            }
            return to.toString();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void theSameMappingMakesTheSame() {
        Replay.Result result = replay(MAPPING);
        assertThat(result.same()).isTrue();
        assertThat(result.compared()).isEqualTo(3);
        assertThat(lines).isEmpty();
    }

    @Test
    void anotherNameRenamesAndTakesReferencesAndMembershipsAlong() {
        Replay.Result result = replay(MAPPING.replace("rdn: uid", "rdn: cn").replace("cn: userName", "cn: externalId"));
        assertThat(result.counts())
                .isEqualTo(Map.of("renamed", 2L, "memberships to come", 3L, "memberships to go", 3L));
        assertThat(ldif())
                .contains("dn: uid=ann,ou=people,dc=example,dc=com\nchangetype: moddn\nnewrdn: cn=E-ann")
                .contains("delete: manager\nmanager: uid=boss,ou=people,dc=example,dc=com")
                .contains("manager: cn=E-boss,ou=people,dc=example,dc=com")
                .contains("dn: cn=team,ou=groups,dc=example,dc=com")
                .contains("member: cn=E-ann,ou=people,dc=example,dc=com")
                .contains("dn: cn=admins,ou=roles,dc=example,dc=com");
    }

    @Test
    void valuesComeGoAndAreReleased() {
        assertThat(replay(MAPPING.replace("title: title", "title: { cel: \"'Mx ' + value\", from: title }"))
                        .counts())
                .isEqualTo(Map.of("modified", 2L));
        assertThat(ldif()).contains("delete: title\ntitle: clerk\n-\nadd: title\ntitle: Mx clerk");
        lines.clear();
        assertThat(replay(MAPPING.replace("      title: title\n", "")).counts()).isEqualTo(Map.of("modified", 2L));
        assertThat(ldif())
                .contains("no longer mapped, so the values stay: title")
                .doesNotContain("changetype");
    }

    @Test
    void whatHasNoRuleIsNoLongerDesiredAndWhatCannotBeMadeIsInvalid() {
        Replay.Result result =
                replay(MAPPING.replace("rdn: uid", "when: 'resource.userName == \"boss\"'\n    rdn: uid"));
        assertThat(result.counts()).containsEntry("no longer desired", 1L);
        lines.clear();
        result = replay(MAPPING.replace("uid: userName", "uid: nickName"));
        assertThat(result.counts()).containsEntry("invalid", 2L);
        assertThat(ldif()).contains("people, uid: names the entry but has no value");
    }

    @Test
    void twoThatWouldHaveOneNameAreTold() {
        Replay.Result result = replay(MAPPING.replace("uid: userName", "uid: { cel: \"'same'\", from: userName }"));
        assertThat(result.counts()).containsEntry("name taken", 1L).containsEntry("renamed", 2L);
    }

    @Test
    void aLargeGroupComesInPieces() {
        String team = office.createGroup("large");
        String[] ids = new String[700];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = office.create("user" + i);
        }
        office.members(team, new MemberDelta.Add(Office.of(ids)));
        Replay.Result result = replay(MAPPING.replace("ou=people,dc", "ou=staff,dc"));
        assertThat(result.counts()).containsEntry("memberships to come", 703L).containsEntry("renamed", 702L);
        assertThat(lines)
                .filteredOn(line -> line.change().about().name().equals("large"))
                .hasSize(3);
    }
}
