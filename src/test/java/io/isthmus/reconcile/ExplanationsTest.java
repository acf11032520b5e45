package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.access.Sources;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.journal.Operation;
import io.isthmus.report.Explanation;
import io.isthmus.report.Explanation.State;
import io.isthmus.report.Explanation.Value;
import io.isthmus.scim.MemberDelta;
import io.isthmus.store.JdbcHistory;
import io.isthmus.store.JdbcMemberships;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Why the directory holds what it holds, told from a real database and an in-memory server. */
class ExplanationsTest {
    private static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: ou=people,dc=example,dc=com
                scope: (objectClass=inetOrgPerson)
                rdn: uid
                object-classes: [inetOrgPerson]
                correlate: [employeeNumber, uid]
                attributes:
                  uid: userName
                  cn: userName
                  sn: { from: userName, ownership: initial }
                  employeeNumber: externalId
                  title: title
                  manager: { from: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', as: reference }
                inactive: [{ disable: { attribute: employeeType, value: disabled } }, leave-groups]
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
                  grants: [ { group: "cn=admins,ou=roles,dc=example,dc=com" }, { attribute: description, value: boss } ]
            """;

    private final Office office;
    private boolean up = true;
    private boolean paused;

    ExplanationsTest() throws Exception {
        office = new Office(MAPPING);
        office.ldap.add("dn: ou=roles,dc=example,dc=com", "objectClass: organizationalUnit", "ou: roles");
        office.ldap.add(
                "dn: cn=admins,ou=roles,dc=example,dc=com",
                "objectClass: groupOfNames",
                "cn: admins",
                "member: cn=somebody");
    }

    @AfterEach
    void close() {
        office.close();
    }

    private Explanations explanations() {
        Parts parts = office.parts();
        Sources sources = new Sources() {
            @Override
            public void declare(Collection<String> names) {}

            @Override
            public List<Source> list() {
                return List.of(new Source("okta", paused, Optional.empty(), 0, 0));
            }

            @Override
            public boolean pause(String name, boolean to, String actor) {
                return false;
            }
        };
        return new Explanations(
                parts.directory(),
                parts.mapping(),
                parts.resources(),
                new JdbcMemberships(office.database),
                office.links,
                office.runs,
                new JdbcHistory(office.database, "main", Map.of()),
                office.states,
                reconciliation(),
                sources,
                parts.imports(),
                parts.rulings(),
                office.clock);
    }

    private Reconciliation reconciliation() {
        return (Reconciliation) Proxy.newProxyInstance(
                Reconciliation.class.getClassLoader(),
                new Class<?>[] {Reconciliation.class},
                (proxy, method, with) -> StatusOf.office(office, up));
    }

    private Explanation explain(String id) {
        return explanations().ofResource(id);
    }

    private static Value value(Explanation explanation, String attribute) {
        return explanation.values().stream()
                .filter(value -> value.attribute().equals(attribute))
                .findFirst()
                .orElseThrow(() -> new AssertionError(explanation.toString()));
    }

    private static List<String> blocked(Explanation explanation) {
        return explanation.blocked().stream().map(Explanation.Blocked::kind).toList();
    }

    private static ObjectNode titled(String name, String title) {
        return Office.user(name).put("title", title);
    }

    @Test
    void eachValueNamesTheRecordAndTheChangeThatPutItThere() throws Exception {
        String ann = office.create("ann");
        office.sync();
        office.replace(ann, titled("ann", "clerk"));
        RunRow second = office.sync();

        Explanation explanation = explain(ann);
        assertThat(explanation.entry().orElseThrow().dn()).isEqualTo("uid=ann,ou=people,dc=example,dc=com");
        assertThat(explanation.pending()).isEmpty();
        assertThat(explanation.blocked()).isEmpty();
        Value title = value(explanation, "title");
        assertThat(title.state()).isEqualTo(State.APPLIED);
        assertThat(title.claims()).singleElement().satisfies(claim -> {
            assertThat(claim.name()).isEqualTo("people");
            assertThat(claim.source()).isEqualTo("okta");
            assertThat(claim.request()).isEqualTo("request");
            assertThat(claim.journal()).isEqualTo(2);
        });
        assertThat(title.written().orElseThrow().run()).isEqualTo(second.id());
        assertThat(title.written().orElseThrow().operation()).isEqualTo("modify");
        Value uid = value(explanation, "uid");
        assertThat(uid.claims().get(0).journal()).isEqualTo(1);
        assertThat(uid.written().orElseThrow().operation()).isEqualTo("add");
        assertThat(value(explanation, "sn").state()).isEqualTo(State.INITIAL);
    }

    @Test
    void membershipsAreExplainedFromBothSides() {
        String ann = office.create("ann");
        String bea = UUID.randomUUID().toString();
        String team = office.createGroup("team", ann, bea);
        RunRow run = office.sync();

        Value member = value(explain(ann), "memberOf");
        assertThat(member.value()).isEqualTo("cn=team,ou=groups,dc=example,dc=com");
        assertThat(member.state()).isEqualTo(State.APPLIED);
        assertThat(member.claims().get(0).name()).isEqualTo("teams");
        assertThat(member.claims().get(0).journal()).isEqualTo(2);
        assertThat(member.written().orElseThrow().run()).isEqualTo(run.id());
        assertThat(member.written().orElseThrow().dn()).isEqualTo("cn=team,ou=groups,dc=example,dc=com");

        Explanation group = explain(team);
        assertThat(value(group, "member").value()).isEqualTo("uid=ann,ou=people,dc=example,dc=com");
        assertThat(value(group, "cn").state()).isEqualTo(State.APPLIED);
        assertThat(explanations()
                        .ofDn(dn("cn=team,ou=groups,dc=example,dc=com"))
                        .resource()
                        .orElseThrow()
                        .id())
                .isEqualTo(team);
    }

    @Test
    void aMemberWithoutAnEntryIsPending() {
        String team = office.createGroup("team");
        office.sync();
        String ann = office.create("ann");
        office.members(team, new MemberDelta.Add(Office.of(ann)));

        Explanation before = explain(ann);
        assertThat(value(before, "memberOf").state()).isEqualTo(State.PENDING);
        assertThat(before.pending()).anyMatch(one -> one.why().contains("has no entry in the directory yet"));
        assertThat(before.entry()).isEmpty();
        assertThat(value(before, "uid").state()).isEqualTo(State.PENDING);
    }

    @Test
    void whatARoleGrantsNamesTheRole() {
        ObjectNode body = Office.user("ann");
        body.putArray("roles").addObject().put("value", "admin");
        String ann = office.push(new Operation.Create(UUID.randomUUID().toString(), body));
        office.sync();

        Explanation explanation = explain(ann);
        Value granted = value(explanation, "description");
        assertThat(granted.claims())
                .singleElement()
                .matches(claim -> claim.role() && claim.name().equals("admin"));
        Value group = value(explanation, "memberOf");
        assertThat(group.value()).isEqualTo("cn=admins,ou=roles,dc=example,dc=com");
        assertThat(group.claims()).singleElement().matches(claim -> claim.role() && claim.journal() == 1);
        assertThat(group.state()).isEqualTo(State.APPLIED);

        Explanation admins = explanations().ofDn(dn("cn=admins,ou=roles,dc=example,dc=com"));
        assertThat(admins.resource()).isEmpty();
        assertThat(admins.values())
                .singleElement()
                .matches(value -> value.claims().get(0).name().equals("admin"));
    }

    @Test
    void anUnresolvedReferenceSaysForWhomItWaits() {
        ObjectNode body = Office.user("ann");
        body.putObject("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
                .putObject("manager")
                .put("value", "E-bea");
        String ann = office.push(new Operation.Create(UUID.randomUUID().toString(), body));
        office.sync();
        Explanation unknown = explain(ann);
        assertThat(unknown.blocked()).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo("unresolved_reference");
            assertThat(one.why()).contains("no user of okta has the id, externalId or userName E-bea");
            assertThat(one.waitsFor()).isEqualTo("user E-bea of okta");
        });
        office.create("bea");
        office.sync();
        Explanation resolved = explain(ann);
        assertThat(resolved.blocked()).isEmpty();
        assertThat(value(resolved, "manager").value()).isEqualTo("uid=bea,ou=people,dc=example,dc=com");
    }

    @Test
    void whatTheDirectoryRefusedComesWithItsWords() {
        office.refuses = change -> Optional.of(Kind.REJECTED);
        String ann = office.create("ann");
        office.sync();
        assertThat(explain(ann).blocked()).anySatisfy(one -> {
            assertThat(one.kind()).isEqualTo("invalid");
            assertThat(one.why()).contains("refused by the test");
        });
    }

    @Test
    void aTakenNameNamesWhoHasIt() {
        String ann = office.create("ann");
        office.sync();
        office.delete(ann);
        String other = office.create("ann");
        Explanation explanation = explain(other);
        assertThat(explanation.blocked()).anySatisfy(one -> {
            assertThat(one.kind()).isEqualTo("name_taken");
            assertThat(one.why()).contains(ann);
        });
    }

    @Test
    void whatOthersDidIsDriftedOrForeign() throws Exception {
        String ann = office.create("ann");
        office.replace(ann, titled("ann", "clerk"));
        office.sync();
        office.ldap.modify(
                "uid=ann,ou=people,dc=example,dc=com",
                List.of(new Modification(ModificationType.REPLACE, "title", "boss")));
        Explanation explanation = explain(ann);
        assertThat(explanation.values().stream()
                        .filter(value -> value.attribute().equals("title"))
                        .map(value -> value.value() + " " + value.state().label()))
                .containsExactly("clerk drifted", "boss foreign");
        office.ldap.modifyDN("uid=ann,ou=people,dc=example,dc=com", "uid=moved", true);
        assertThat(explain(ann).entry().orElseThrow().dn()).isEqualTo("uid=moved,ou=people,dc=example,dc=com");
        assertThat(explanations()
                        .ofDn(dn("uid=moved,ou=people,dc=example,dc=com"))
                        .resource()
                        .orElseThrow()
                        .id())
                .isEqualTo(ann);
    }

    @Test
    void itAnswersWhileTheDirectoryIsDownAndSaysSo() {
        String ann = office.create("ann");
        office.sync();
        up = false;
        office.ldap.shutDown(true);
        Explanation explanation = explain(ann);
        assertThat(value(explanation, "uid").state()).isEqualTo(State.APPLIED);
        assertThat(explanation.notes()).anyMatch(note -> note.contains("the directory is down"));
        assertThat(blocked(explanation)).containsExactly("directory_down");
        up = true;
        // it went down a moment ago and the service has not seen it yet
        assertThat(explain(ann).notes()).anyMatch(note -> note.contains("the directory is down"));
    }

    @Test
    void nothingWasAcceptedYetAndTheSourceIsPaused() {
        paused = true;
        String ann = office.create("ann");
        assertThat(blocked(explain(ann))).contains("paused", "first_contact");
    }

    @Test
    void aDeactivatedUserLeavesWhatItHad() {
        String ann = office.create("ann");
        office.createGroup("team", ann);
        office.sync();
        office.replace(ann, Office.user("ann").put("active", false));
        Explanation leaving = explain(ann);
        assertThat(value(leaving, "employeeType").state()).isEqualTo(State.PENDING);
        office.sync();
        Explanation gone = explain(ann);
        assertThat(gone.values()).noneMatch(value -> value.attribute().equals("memberOf"));
        assertThat(value(gone, "employeeType").state()).isEqualTo(State.APPLIED);
    }

    /** It said of each value that it is desired and not written yet. */
    @Test
    void ofWhoIsDeletedAndHasNoEntryNothingIsDesired() {
        String ann = office.create("ann");
        office.sync();
        office.links.remove(java.util.List.of(ann));
        office.delete(ann);
        Explanation gone = explain(ann);
        assertThat(gone.values()).isEmpty();
        assertThat(gone.pending()).noneMatch(pending -> !pending.attribute().isEmpty());
        assertThat(gone.notes()).anyMatch(note -> note.contains("no entry of it is left, and none is made"));
    }

    /** Everything was looked at, nothing else stands in the way, and something is held. */
    @Test
    void whatWaitsBehindAHeldRunNamesIt() {
        String ann = office.create("ann");
        office.sync();
        office.replace(ann, titled("ann", "clerk"));
        office.states.reconciled(2);
        RunProgress held = office.engine.begin(RunRow.Kind.FULL, "test");
        held.approvable("sha256:0", office.clock.instant().plusSeconds(60));
        held.save(RunRow.Status.HELD);
        assertThat(explain(ann).blocked())
                .filteredOn(blocked -> blocked.kind().equals("held"))
                .singleElement()
                .satisfies(blocked ->
                        assertThat(blocked.why()).isEqualTo("it waits behind run " + held.id() + ", which is held"));
    }

    @Test
    void whatIsSuppressedSaysByWhatAndHowItEnds() {
        String ann = office.create("ann");
        office.sync();
        office.parts()
                .rulings()
                .suppress(
                        List.of(new io.isthmus.plan.Suppression(0, ann, "title", "", List.of("clerk"), "clerk")),
                        new Rulings.Occasion(
                                "carol",
                                Optional.empty(),
                                office.parts().mapping().hash(),
                                office.clock.instant()));
        office.replace(ann, titled("ann", "clerk"));
        assertThat(explain(ann).blocked())
                .filteredOn(blocked -> blocked.kind().equals("suppressed"))
                .singleElement()
                .satisfies(blocked -> {
                    assertThat(blocked.why()).isEqualTo("title is left as it is: clerk was not to come");
                    assertThat(blocked.waitsFor())
                            .startsWith("suppression 1 being lifted (DELETE /api/v1/suppressions/1)");
                });
    }

    @Test
    void ofALargeGroupAPartIsShownAndItSaysSo() {
        String[] nobody = new String[1200];
        for (int i = 0; i < nobody.length; i++) {
            nobody[i] = "user" + i;
        }
        for (int i = 0; i < 600; i++) {
            office.create("user" + i);
        }
        String team = office.createGroup("team", nobody);
        office.sync();
        Explanation explanation = explain(team);
        assertThat(explanation.notes()).anyMatch(note -> note.matches("1200 memberships; \\d+ are shown"));
        assertThat(explanation.values()).hasSizeBetween(200, 510);
    }

    @Test
    void nobodyIsNotFound() {
        assertThatThrownBy(() -> explain("nobody")).isInstanceOf(ReconcileProblem.class);
        assertThatThrownBy(() -> explanations().ofDn(dn("uid=nobody,dc=example,dc=com")))
                .isInstanceOf(ReconcileProblem.class)
                .hasMessageContaining("nothing is known");
    }

    @Test
    void requestsAreFoundByPositionAndResource() {
        String ann = office.create("ann");
        JdbcHistory history = new JdbcHistory(office.database, "main", Map.of());
        assertThat(history.requests(Set.of(new History.At(1, ann), new History.At(77, ann))))
                .isEqualTo(Map.of(new History.At(1, ann), "request"));
    }

    private static DN dn(String text) {
        try {
            return new DN(text);
        } catch (com.unboundid.ldap.sdk.LDAPException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /** The status that matters here. */
    private static final class StatusOf {
        static Reconciliation.Status office(Office office, boolean up) {
            return new Reconciliation.Status(
                    up,
                    "ldap://test",
                    Optional.empty(),
                    Optional.of(Instant.EPOCH),
                    Optional.empty(),
                    0,
                    0,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    office.runs.held(),
                    0,
                    true,
                    true,
                    true,
                    false,
                    Map.of());
        }
    }
}
