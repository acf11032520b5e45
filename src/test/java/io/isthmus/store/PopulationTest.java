package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Percentages of limits are counted of these. */
class PopulationTest {
    private final DataSource database = TestDatabase.fresh();

    private void link(String directory, String resource, String anchor, String dn) throws LDAPException {
        String key = DN.normalize(dn);
        Sql.update(
                database,
                "insert into link (directory_id, resource_id, anchor, dn, dn_key, created_by_us, rule, linked)"
                        + " values (?, ?, nullif(?, ''), ?, ?, true, 'r', now())",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, resource);
                    statement.setString(3, anchor);
                    statement.setString(4, dn);
                    statement.setString(5, key);
                });
    }

    @Test
    void linkedEntriesBelowABaseAreCountedAndNoOthers() throws LDAPException {
        DN people = new DN("ou=A_b%\\\\c,dc=x");
        DN groups = new DN("ou=groups,dc=x");
        link("main", "1", "a1", "uid=one," + people);
        link("main", "2", "a2", "uid=two,ou=deep," + people);
        link("main", "3", "", "uid=intended," + people);
        link("other", "4", "a4", "uid=elsewhere," + people);
        link("main", "5", "a5", "uid=like,ou=Axbyy\\\\c,dc=x");
        link("main", "6", "a6", "cn=g," + groups);
        assertThat(new JdbcLinks(database, "main").below(List.of(people, groups, new DN("ou=none,dc=x"))))
                .isEqualTo(
                        Map.of(people.toNormalizedString(), 2L, groups.toNormalizedString(), 1L, "ou=none,dc=x", 0L));
        assertThat(new JdbcLinks(database, "main").below(List.of())).isEmpty();
    }
}
