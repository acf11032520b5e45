package io.isthmus.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import io.isthmus.store.EmbeddedPostgres;
import io.isthmus.testing.OpenLdapServer;
import io.isthmus.testing.WithholdingProxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Two nodes as processes of the packaged product, one database outside of both, one slapd, which each reaches by a way of its own. */
final class Pair implements AutoCloseable {
    static final String SWITCHES = "auto-sync: true, accept-first-plan: true, backoff-max: 1s";

    final EmbeddedPostgres database;
    final OpenLdapServer ldap = OpenLdapServer.start(false);
    final LDAPConnection admin = ldap.admin();
    final WithholdingProxy wayOfA = WithholdingProxy.before(ldap.url());
    final WithholdingProxy wayOfB = WithholdingProxy.before(ldap.url());
    final IsthmusServer a;
    final IsthmusServer b;

    Pair(Path home, String reconcile) {
        database = EmbeddedPostgres.start(home.resolve("database"));
        a = node(home.resolve("a"), wayOfA, reconcile);
        b = node(home.resolve("b"), wayOfB, reconcile);
    }

    private IsthmusServer node(Path home, WithholdingProxy way, String reconcile) {
        return IsthmusServer.in(
                home,
                Setup.settings(way.url(), reconcile),
                Setup.mapping(),
                Map.of(
                        "LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD,
                        "QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl(),
                        "QUARKUS_DATASOURCE_USERNAME", database.username(),
                        "QUARKUS_DATASOURCE_PASSWORD", database.password()));
    }

    /** Starts both; a is the writer. */
    Pair start() {
        a.start();
        b.start();
        return this;
    }

    static String writer(IsthmusServer node) {
        return node.status().path("writer").asText();
    }

    static boolean writes(IsthmusServer node) {
        JsonNode status = node.status();
        return status.path("writer").equals(status.path("node"));
    }

    /** Names of the users below a prefix that have an entry. */
    Set<String> entries(String prefix) {
        try {
            return admin
                    .search("ou=people,dc=example,dc=com", SearchScope.SUB, "(uid=" + prefix + "*)", "uid")
                    .getSearchEntries()
                    .stream()
                    .map(entry -> entry.getAttributeValue("uid"))
                    .collect(Collectors.toSet());
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    long number(String sql) {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    int update(String sql) {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }

    @Override
    public void close() {
        a.close();
        b.close();
        wayOfA.close();
        wayOfB.close();
        admin.close();
        ldap.close();
        database.close();
    }
}
