package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some links among many are found by probes, also before the tables have statistics: in the middle of a first run. */
class LinkProbesTest {
    private final DataSource database = TestDatabase.fresh();

    @ParameterizedTest
    @ValueSource(strings = {"resource_id", "anchor", "dn_key"})
    void someLinksAreByIndex(String column) {
        fill();
        assertThat(explained(column)).contains("claim_pkey").doesNotContain("Seq Scan", "Hash");
        Sql.update(database, "analyze", Sql.none());
        assertThat(explained(column)).contains("claim_pkey").doesNotContain("Seq Scan", "Hash");
    }

    @Test
    void aLinkWithoutClaimsIsOneToo() {
        fill();
        Sql.update(database, "delete from claim where resource_id = 'r7'", Sql.none());
        assertThat(new JdbcLinks(database, "main").ofResources(List.of("r6", "r7", "none")))
                .extracting(link -> link.resource() + " " + link.claims().applied())
                .containsExactlyInAnyOrder("r6 {sn=[x]}", "r7 {}");
    }

    private void fill() {
        Sql.update(
                database,
                "insert into link (directory_id, resource_id, anchor, dn, dn_key, created_by_us, rule, linked)"
                        + " select 'main', 'r' || i, 'a' || i, 'uid=' || i, 'uid=' || i, true, 'r', now()"
                        + " from generate_series(1, 20000) i",
                Sql.none());
        Sql.update(
                database,
                "insert into claim (directory_id, resource_id, applied, intended)"
                        + " select directory_id, resource_id, '{\"sn\": [\"x\"]}', '{}' from link",
                Sql.none());
    }

    private String explained(String column) {
        String some = "(select array_agg(" + column + ") from link where resource_id between 'r1' and 'r12')";
        List<String> keys = Sql.list(database, "select " + some + "::text", Sql.none(), row -> row.getString(1));
        return String.join(
                "\n",
                Sql.list(
                        database,
                        "explain " + JdbcLinks.SOME + " and l." + column + " = any(?::text[])",
                        statement -> {
                            statement.setString(1, "main");
                            statement.setString(2, keys.get(0));
                        },
                        row -> row.getString(1)));
    }
}
