package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServerSnapshot;
import com.unboundid.ldap.sdk.SearchScope;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.plan.Situation;
import io.isthmus.scim.MemberDelta;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database as it was yesterday, beside the directory of today; and the other way round. */
class RestoredTest {
    private static final List<String> TABLES = List.of(
            "journal",
            "journal_head",
            "resource",
            "resource_count",
            "member",
            "link",
            "claim",
            "membership",
            "settled",
            "user_role",
            "deviation");
    private static final SafetyLimits GENEROUS =
            new SafetyLimits(0, new SafetyLimits.Limit(0, 0), new SafetyLimits.Limit(0, 0), MemberLimits.NONE);
    private static final String MAPPING = MembershipsTest.MAPPING.replaceFirst(
            "correlate: \\[employeeNumber]\\s+strong: \\[employeeNumber]",
            "stamp-attribute: carLicense\n    adopt: auto\n    correlate: [carLicense, employeeNumber]\n"
                    + "    strong: [carLicense, employeeNumber]");

    @Test
    void theStampGivesEveryResourceItsEntryBackAndNothingIsCreatedTwice() throws Exception {
        try (Office office = new Office(MAPPING)) {
            String ann = office.create("ann");
            office.sync();
            String bob = office.create("bob");
            each(office, "create table yesterday_%1$s as table %1$s");
            office.sync();
            office.create("cid");
            office.sync();
            String anchor = anchor(office, "bob");
            assertThat(people(office)).isEqualTo(3);

            each(office, "truncate %1$s");
            each(office, "insert into %1$s table yesterday_%1$s");
            Engine engine = office.another();
            RunRow run = engine.full(engine.begin(RunRow.Kind.SYNC, "test"));
            assertThat(run.status()).isEqualTo(RunRow.Status.DONE);
            assertThat(office.links.ofResources(List.of(ann, bob)))
                    .hasSize(2)
                    .filteredOn(link -> link.resource().equals(bob))
                    .allMatch(link -> link.anchor().orElseThrow().value().equals(anchor));

            // the provider sends again what the database has forgotten; it gets another id
            String again = office.create("cid");
            RunRow next = engine.full(engine.begin(RunRow.Kind.SYNC, "test"));
            assertThat(next.counts()).containsEntry("unmanaged", 1L).containsEntry("disputed", 1L);
            assertThat(people(office)).isEqualTo(3);
            assertThat(office.deviations.page(Listing.DISPUTED, Optional.empty(), 10))
                    .extracting(Deviations.Row::deviation)
                    .singleElement()
                    .satisfies(deviation -> {
                        assertThat(deviation.resource().id()).isEqualTo(again);
                        assertThat(deviation.situation()).isEqualTo(Situation.DISPUTED);
                        assertThat(deviation.detail()).contains("carries the stamp of another resource");
                        assertThat(deviation.candidates())
                                .extracting(Deviation.Candidate::dn)
                                .containsExactly("uid=cid," + Office.BASE);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDirectoryOfYesterdayIsToldAndPutBackWhereThatIsOn(boolean selfHeal) throws Exception {
        try (Office office = new Office(MembershipsTest.MAPPING, GENEROUS, settings(selfHeal))) {
            String ann = office.create("ann");
            String bob = office.create("bob");
            String cid = office.create("cid");
            String sales = office.createGroup("Sales", ann, bob, cid);
            office.sync();
            InMemoryDirectoryServerSnapshot yesterday = office.ldap.createSnapshot();
            office.replace(ann, Office.user("anna").put("externalId", "E-ann").put("title", "chief"));
            office.replace(bob, Office.user("bob").put("active", false));
            office.members(sales, new MemberDelta.Remove(List.of(cid)));
            office.members(sales, new MemberDelta.Add(Office.of(office.create("dan"))));
            office.sync();
            assertThat(office.sync().changes()).isEmpty();
            String today = content(office);

            office.ldap.restoreSnapshot(yesterday);
            String then = content(office);
            RunRow run = office.sync();
            assertThat(run.status()).isEqualTo(RunRow.Status.DONE);
            assertThat(run.counts()).containsEntry("missing", 1L).containsKey("drifted");
            assertThat(content(office)).isEqualTo(selfHeal ? today : then);
            // once it is made up for nothing is left; what is only told stays told
            RunRow next = office.sync();
            assertThat(next.changes().getOrDefault("applied", 0L)).isZero();
            assertThat(office.deviations
                            .page(Listing.DRIFT, Optional.empty(), 100)
                            .isEmpty())
                    .isEqualTo(selfHeal);
        }
    }

    private static ReconcileSettings settings(boolean selfHeal) {
        return new ReconcileSettings(
                true, true, selfHeal, true, Duration.ZERO, Duration.ofHours(72), Duration.ofSeconds(5), 4);
    }

    /** What users and groups hold, by name. */
    private static String content(Office office) throws Exception {
        return office
                .ldap
                .search(
                        "dc=example,dc=com",
                        SearchScope.SUB,
                        "(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))")
                .getSearchEntries()
                .stream()
                .map(entry -> entry.getDN() + " "
                        + entry.getAttributes().stream()
                                .map(attribute -> attribute.getBaseName() + "="
                                        + Stream.of(attribute.getValues())
                                                .sorted()
                                                .toList())
                                .sorted()
                                .toList())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static void each(Office office, String sql) throws SQLException {
        try (Connection connection = office.database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(sql.formatted(table));
            }
        }
    }

    private static int people(Office office) throws Exception {
        return office.ldap
                .search(Office.BASE, SearchScope.ONE, "(objectClass=inetOrgPerson)")
                .getEntryCount();
    }

    private static String anchor(Office office, String name) throws Exception {
        return office.ldap
                .getEntry("uid=" + name + "," + Office.BASE, "entryUUID")
                .getAttributeValue("entryUUID");
    }
}
