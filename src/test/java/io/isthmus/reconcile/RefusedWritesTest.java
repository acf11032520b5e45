package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the directory does not take of one entry keeps nothing else from being written, least of all a lock. */
class RefusedWritesTest {
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
                inactive: [{ disable: { attribute: employeeType, value: disabled } }]
                deleted: [{ disable: { attribute: employeeType, value: disabled } }]
            """;

    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MAPPING);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void anEntryOnWhichTheServerFailsIsLeftOutAndTheOthersGoOn() throws Exception {
        office.refuses = change -> about(change, "poison") ? Optional.of(Kind.TROUBLED) : Optional.empty();
        office.create("poison");
        assertThat(office.engine.soon()).isEqualTo(RunLoop.Soon.LATER);
        String id = office.create("fine");
        office.engine.soon();
        assertThat(office.entry("uid=fine")).isPresent();
        office.replace(id, Office.user("fine").put("active", false));
        office.engine.soon();
        assertThat(locked("uid=fine")).isTrue();
        later();
        later();
        assertThat(office.reconciled()).isEqualTo(office.resources.position());
        assertThat(office.changes()).containsOnlyOnce("add poison invalid");
        office.refuses = change -> Optional.empty();
        office.clock.pass(Duration.ofMinutes(6));
        assertThat(office.engine.soon()).isEqualTo(RunLoop.Soon.IDLE);
        assertThat(office.entry("uid=poison")).isPresent();
    }

    @Test
    void deniedWritesAreNotReconciledAndAreMadeUpForOnceTheyArePermitted() throws Exception {
        office.refuses = change -> Optional.of(Kind.DENIED);
        for (int i = 0; i < 8; i++) {
            office.create("denied" + i);
        }
        office.engine.soon();
        assertThat(office.reconciled()).isZero();
        assertThat(office.execution.aftermath().setbacks().open()).contains("refused by the test");
        later();
        office.refuses = change -> Optional.empty();
        later();
        later();
        assertThat(office.execution.aftermath().setbacks().open()).isEmpty();
        for (int i = 0; i < 8; i++) {
            assertThat(office.entry("uid=denied" + i))
                    .as("%s", office.changes())
                    .isPresent();
        }
        assertThat(office.reconciled()).isEqualTo(office.resources.position());
    }

    @Test
    void aChangeThatIsTriedAgainIsIntendedAgainAndStandsOnce() {
        office.refuses = change -> Optional.of(Kind.DENIED);
        String id = office.create("ann");
        office.engine.soon();
        assertThat(office.links.ofResources(List.of(id))).isEmpty();
        List<Link> intended = new ArrayList<>();
        office.refuses = change -> {
            intended.addAll(office.links.ofResources(List.of(id)));
            return Optional.empty();
        };
        office.clock.pass(Duration.ofSeconds(2));
        office.engine.soon();
        assertThat(intended).isNotEmpty();
        assertThat(office.changes()).containsExactly("add ann applied");
    }

    @Test
    void aSingleDeniedWriteTripsNoBreakerAndHoldsNobodyUp() throws Exception {
        office.refuses = change -> about(change, "denied") ? Optional.of(Kind.DENIED) : Optional.empty();
        office.create("first");
        office.create("denied");
        office.create("last");
        office.engine.soon();
        assertThat(office.entry("uid=last")).isPresent();
        assertThat(office.reconciled()).isEqualTo(1);
        for (int i = 0; i < 10; i++) {
            later();
        }
        assertThat(office.execution.aftermath().setbacks().open()).isEmpty();
        assertThat(office.reconciled()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJECTED", "DENIED", "TROUBLED", "CAPACITY"})
    void aRefusedRenameDoesNotSwallowTheRest(Kind kind) throws Exception {
        String id = office.create("old");
        office.engine.soon();
        office.refuses = change -> change instanceof Change.RenameEntry ? Optional.of(kind) : Optional.empty();
        office.replace(id, Office.user("new").put("title", "Chief").put("active", false));
        office.engine.soon();
        assertThat(locked("uid=old")).as("%s", office.changes()).isTrue();
        assertThat(office.entry("uid=old").orElseThrow().getAttributeValue("title"))
                .isEqualTo("Chief");
        assertThat(office.changes())
                .filteredOn(change -> change.startsWith("rename"))
                .singleElement()
                .asString()
                .doesNotContain("applied");
        assertThat(office.changes()).contains("modify new applied");
        office.refuses = change -> Optional.empty();
        if (kind == Kind.REJECTED) {
            RunRow sync = office.engine.full(office.engine.begin(RunRow.Kind.SYNC, "operator"));
            assertThat(sync.status()).isEqualTo(RunRow.Status.DONE);
            assertThat(locked("uid=old"))
                    .as("what is refused is invalid until something changes")
                    .isTrue();
            office.engine.some(office.engine.begin(RunRow.Kind.SYNC, "operator"), Set.of(id));
        } else {
            later();
        }
        assertThat(locked("uid=new")).as("%s", office.changes()).isTrue();
        assertThat(office.reconciled()).isEqualTo(office.resources.position());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJECTED", "DENIED", "TROUBLED"})
    void aRefusedValueDoesNotSwallowTheLock(Kind kind) throws Exception {
        String id = office.create("ann");
        office.engine.soon();
        office.refuses = change -> change.modifications().stream()
                        .anyMatch(part -> part.attribute().equals("title"))
                ? Optional.of(kind)
                : Optional.empty();
        office.replace(id, Office.user("ann").put("title", "poison").put("active", false));
        office.engine.soon();
        assertThat(locked("uid=ann")).as("%s", office.changes()).isTrue();
        office.replace(id, Office.user("bea").put("title", "poison").put("active", true));
        office.replace(id, Office.user("bea").put("title", "poison").put("active", false));
        office.engine.soon();
        assertThat(locked("uid=ann") || locked("uid=bea"))
                .as("%s", office.changes())
                .isTrue();
    }

    private void later() {
        office.clock.pass(Duration.ofSeconds(20));
        office.engine.soon();
    }

    private boolean locked(String rdn) throws Exception {
        return office.entry(rdn)
                .map(entry -> entry.hasAttributeValue("employeeType", "disabled"))
                .orElse(false);
    }

    private static boolean about(Change change, String name) {
        return change.about().name().equals(name);
    }
}
