package io.isthmus.store;

import io.isthmus.access.Caller;
import io.isthmus.access.LastAdministrator;
import io.isthmus.access.Tokens;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Rows of administrators' tokens: listed, and ended as long as somebody is left who may make others. */
final class AdministratorTokens {
    private static final String LIST = "select id, name, role, created, last_used, expires from token"
            + " where source is null and revoked is null order by created, id";

    private AdministratorTokens() {}

    static List<Tokens.Administrator> list(DataSource database) {
        return Sql.list(database, LIST, Sql.none(), AdministratorTokens::read);
    }

    /** Ends one and returns whose it was; all are locked, since two that end each other must not both see the other. */
    static Optional<String> end(DataSource database, String id, Instant now) {
        return Sql.transaction(database, connection -> {
            List<Tokens.Administrator> all =
                    Sql.list(connection, LIST + " for update", Sql.none(), AdministratorTokens::read);
            Optional<Tokens.Administrator> found =
                    all.stream().filter(one -> one.id().equals(id)).findFirst();
            if (found.isPresent()) {
                requireAnother(all, found.get(), now);
                end(connection, id);
            }
            return found.map(Tokens.Administrator::name);
        });
    }

    private static void requireAnother(List<Tokens.Administrator> all, Tokens.Administrator ended, Instant now) {
        boolean another = all.stream().anyMatch(one -> !one.equals(ended) && administers(one, now));
        if (administers(ended, now) && !another) {
            throw new LastAdministrator(ended.id(), ended.name());
        }
    }

    private static boolean administers(Tokens.Administrator token, Instant now) {
        return token.role() == Caller.Role.ADMIN
                && token.expires().filter(until -> !until.isAfter(now)).isEmpty();
    }

    private static void end(Connection connection, String id) throws SQLException {
        Sql.update(
                connection, "update token set revoked = now() where id = ?", statement -> statement.setString(1, id));
    }

    private static Tokens.Administrator read(ResultSet row) throws SQLException {
        return new Tokens.Administrator(
                row.getString(1),
                row.getString(2),
                Optional.ofNullable(row.getString(3)).map(Caller.Role::valueOf).orElse(Caller.Role.VIEWER),
                ResourceRows.instant(row, 4),
                instant(row, 5),
                instant(row, 6));
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
