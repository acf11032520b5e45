package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Situation;
import io.isthmus.scim.MemberDelta;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others changed and the server does not let us put back is drift for as long as it differs, and refused as well. */
class RefusedHealingTest {
    private static final String TEAM = "cn=team," + Office.GROUPS;

    private Office office;
    private String ann;
    private String team;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
        ann = office.push(new io.isthmus.journal.Operation.Create(
                java.util.UUID.randomUUID().toString(), Office.user("ann").put("title", "Buyer")));
        team = office.createGroup("team", ann, office.create("bob"));
        office.sync();
        office.engine.soon();
        assertThat(drift()).isZero();
    }

    @AfterEach
    void close() {
        office.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJECTED", "DENIED", "TROUBLED", "CAPACITY"})
    void aValue(Kind kind) throws Exception {
        office.ldap.modify("uid=ann," + Office.BASE, new Modification(ModificationType.REPLACE, "title", "Boss"));
        staysWhileRefused(kind, "ann");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJECTED", "DENIED", "TROUBLED", "CAPACITY"})
    void aPlace(Kind kind) throws Exception {
        office.ldap.modifyDN("uid=ann," + Office.BASE, "uid=moved", true, null);
        staysWhileRefused(kind, "ann");
        assertThat(office.entry("uid=ann")).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJECTED", "DENIED", "TROUBLED", "CAPACITY"})
    void anEntryThatIsGone(Kind kind) throws Exception {
        office.ldap.delete("uid=ann," + Office.BASE);
        staysWhileRefused(kind, "ann");
        assertThat(office.entry("uid=ann")).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJECTED", "DENIED", "TROUBLED", "CAPACITY"})
    void aMember(Kind kind) throws Exception {
        office.ldap.modify(TEAM, new Modification(ModificationType.DELETE, "member", "uid=ann," + Office.BASE));
        staysWhileRefused(kind, "team");
        assertThat(office.values(TEAM, "member")).contains("uid=ann," + Office.BASE);
    }

    /** A name that the server does not take is not written either, and whoever looks for the reason finds the entry. */
    @Test
    void aNameThatWasPushedAndIsRefusedIsListedAsPending() throws Exception {
        office.refuses = change -> Optional.of(Kind.REJECTED);
        office.replace(ann, Office.user("ann.lee").put("title", "Buyer"));
        office.sync();
        office.sync();
        assertThat(office.deviations.page(Listing.DRIFT, Optional.empty(), 10))
                .anySatisfy(row -> assertThat(row.deviation().item()).isEqualTo("dn/pending"));
        assertThat(drift()).as("nobody else moved it").isZero();
        office.refuses = change -> Optional.empty();
        office.replace(ann, Office.user("ann.lee").put("title", "Buyer").put("nickName", "a"));
        office.sync();
        assertThat(office.deviations.page(Listing.DRIFT, Optional.empty(), 10)).isEmpty();
        assertThat(refused()).isZero();
    }

    /** A plan tries nothing, whoever it is for: what the server said of a push stands until the push or the answer is another. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJECTED", "DENIED", "TROUBLED", "CAPACITY"})
    void aPlanForOneKeepsWhatTheServerSaidOfAPush(Kind kind) throws Exception {
        office.refuses = change -> Optional.of(kind);
        office.replace(ann, Office.user("ann").put("title", "Boss"));
        office.members(team, new MemberDelta.Remove(List.of(ann)));
        office.sync();
        assertThat(refused()).isEqualTo(2);
        for (String one : List.of(ann, team)) {
            RunRow plan = office.engine.some(office.engine.begin(RunRow.Kind.PLAN, "test"), Set.of(one));
            assertThat(plan.changes()).containsKey("planned");
            assertThat(refused()).as(one).isEqualTo(2);
        }
        office.refuses = change -> Optional.empty();
        office.engine.some(office.engine.begin(RunRow.Kind.SYNC, "test"), Set.of(ann, team));
        assertThat(refused()).isZero();
    }

    private void staysWhileRefused(Kind kind, String name) {
        office.refuses = change -> change.about().name().equals(name) ? Optional.of(kind) : Optional.empty();
        for (RunRow.Kind run :
                List.of(RunRow.Kind.SYNC, RunRow.Kind.FULL, RunRow.Kind.PLAN, RunRow.Kind.PLAN, RunRow.Kind.SYNC)) {
            office.engine.full(office.engine.begin(run, "test"));
            listed(kind + " " + run);
            office.clock.pass(Duration.ofSeconds(20));
            office.engine.soon();
            listed(kind + " after " + run);
        }
        if (kind == Kind.REJECTED) {
            nobodyTriesItForEver();
        }
        office.refuses = change -> Optional.empty();
        office.replace(ann, Office.user("ann").put("title", "Buyer").put("nickName", "a"));
        office.engine.soon();
        office.sync();
        assertThat(drift()).isZero();
        assertThat(refused()).isZero();
    }

    private void nobodyTriesItForEver() {
        int runs = runs();
        for (int i = 0; i < 5; i++) {
            office.clock.pass(Duration.ofMinutes(1));
            assertThat(office.engine.soon()).isNotEqualTo(RunLoop.Soon.MORE).isNotEqualTo(RunLoop.Soon.RETRY);
        }
        assertThat(runs()).isEqualTo(runs);
        listed("at last");
    }

    private void listed(String when) {
        assertThat(drift()).as("drift, %s", when).isEqualTo(1);
        assertThat(refused()).as("refused, %s", when).isEqualTo(1);
    }

    /** As status counts it. */
    private long drift() {
        return Stream.of(Situation.DRIFTED, Situation.CONFLICT, Situation.MISSING)
                .mapToLong(situation -> office.deviations.situations().getOrDefault(situation, 0L))
                .sum();
    }

    private int refused() {
        return office.deviations.page(Listing.INVALID, Optional.empty(), 10).size();
    }

    private int runs() {
        return office.runs
                .list(Optional.empty(), Optional.empty(), Optional.empty(), 200)
                .size();
    }
}
