package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.SearchScope;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Situation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The database as it was yesterday, beside the directory of today. */
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
