package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import io.isthmus.scim.MemberDelta;
import io.isthmus.store.JdbcGroupMembers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Soon work looks at the members that pushes named; what is owed to a group beside them must not be forgotten over that. */
class NamedMembersTest {
    private static final String NOBODY = "cn=nobody,dc=example,dc=com";
    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void onlyWhatAPushNamedIsLookedAt() {
        String anna = office.create("anna");
        String ben = office.create("ben");
        String group = office.createGroup("Sales", anna, ben);
        office.engine.soon();
        long before = office.resources.position();
        office.members(group, new MemberDelta.Remove(List.of(anna)));
        Map<String, Set<String>> named =
                office.resources.touchedAfter(before, 10).members();
        assertThat(named).isEqualTo(Map.of(group, Set.of(anna)));
        JdbcGroupMembers members = new JdbcGroupMembers(office.database, "main", Map.of());
        assertThat(members.named(named))
                .singleElement()
                .satisfies(state -> assertThat(state.member()).isEqualTo(anna))
                .satisfies(state -> assertThat(state.wanted()).isFalse());
    }

    @Test
    void aMemberThatIsNamedByItsNameIsTakenOut() throws Exception {
        office.create("anna");
        String group = office.createGroup("Sales", "anna");
        office.engine.soon();
        assertThat(members()).containsExactly(NOBODY, dn("anna"));
        office.members(group, new MemberDelta.Remove(List.of("anna")));
        office.engine.soon();
        assertThat(members()).containsExactly(NOBODY);
    }

    @Test
    void whatWasRefusedComesWithALaterPushOfTheGroup() throws Exception {
        String anna = office.create("anna");
        String ben = office.create("ben");
        String group = office.createGroup("Sales");
        office.engine.soon();
        office.refuses = change -> change instanceof Change.ModifyMembers ? Optional.of(Kind.DENIED) : Optional.empty();
        office.members(group, new MemberDelta.Add(Office.of(anna)));
        office.engine.soon();
        office.refuses = change -> Optional.empty();
        office.members(group, new MemberDelta.Add(Office.of(ben)));
        office.engine.soon();
        assertThat(members()).containsExactly(NOBODY, dn("anna"), dn("ben"));
    }

    @Test
    void whatALaterPushSupersededIsNotForgotten() throws Exception {
        String anna = office.create("anna");
        String ben = office.create("ben");
        String group = office.createGroup("Sales");
        office.engine.soon();
        AtomicBoolean first = new AtomicBoolean(true);
        office.refuses = change -> {
            if (change instanceof Change.AddEntry && first.compareAndSet(true, false)) {
                office.members(group, new MemberDelta.Add(Office.of(ben)));
            }
            return Optional.empty();
        };
        office.create("carla");
        office.members(group, new MemberDelta.Add(Office.of(anna)));
        office.engine.soon();
        assertThat(office.changes()).contains("modify Sales superseded");
        office.clock.pass(Duration.ofSeconds(1));
        office.engine.soon();
        assertThat(members()).containsExactly(NOBODY, dn("anna"), dn("ben"));
    }

    private List<String> members() throws Exception {
        return office.values("cn=Sales," + Office.GROUPS, "member");
    }

    private static String dn(String user) {
        return "uid=" + user + "," + Office.BASE;
    }
}
