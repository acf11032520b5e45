package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.journal.Operation;
import io.isthmus.report.Explanation;
import io.isthmus.report.Explanation.State;
import io.isthmus.report.Explanation.Value;
import io.isthmus.scim.MemberDelta;
import io.isthmus.store.JdbcHistory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Why the directory holds what it holds, told from a real database and an in-memory server. */
class ExplanationsTest extends Explained {
    ExplanationsTest() throws Exception {}

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

    /** The name that a killed run gave it is ours, although nobody noted it and another one is wanted by now. */
    @Test
    void theNameThatAKilledRenameLeftIsNobodyElses() throws Exception {
        String ann = office.create("ann");
        office.sync();
        office.replace(ann, Office.user("bea"));
        office.dies = true;
        office.sync();
        office.dies = false;
        assertThat(office.entry("uid=bea")).isPresent();
        office.replace(ann, Office.user("carol"));
        office.refuses = change -> java.util.Optional.of(io.isthmus.directory.DirectoryFailure.Kind.DENIED);
        office.another().soon();
        assertThat(explain(ann).values())
                .filteredOn(value -> value.attribute().equals("uid"))
                .noneMatch(value -> value.state() == State.FOREIGN)
                .anySatisfy(value -> {
                    assertThat(value.value()).isEqualTo("bea");
                    assertThat(value.state()).isIn(State.INTENDED, State.LEAVING);
                });
    }

    /** Until a rename is written the old name is ours and leaves, and the new one is still to come. */
    @Test
    void theOldNameIsOursUntilTheNewOneIsWritten() throws Exception {
        String ann = office.create("ann");
        office.sync();
        office.replace(ann, Office.user("bea"));
        office.refuses = change -> java.util.Optional.of(io.isthmus.directory.DirectoryFailure.Kind.DENIED);
        office.sync();
        assertThat(explain(ann).values())
                .filteredOn(value -> value.attribute().equals("uid"))
                .extracting(value -> value.value() + " " + value.state())
                .containsExactly("bea PENDING", "ann LEAVING");
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
}
