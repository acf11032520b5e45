package io.isthmus.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.mapping.RoleEvent;
import io.isthmus.mapping.RoleStanding;
import io.isthmus.reconcile.UserRoles;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Users' roles over JDBC. */
public final class JdbcUserRoles implements UserRoles {
    private static final String UNMATCHED =
            "select " + UnmatchedRows.COLUMNS + " from unmatched_role where directory_id = ? and users > 0";
    /** lateral and grouped: each text is looked up in the index of keys, whatever the statistics say */
    private static final String ASKING = "select k.text, k.source, u.requested::text, u.users"
            + " from unnest(?::text[], ?::text[], ?::text[]) as k(text, source, key)"
            + " cross join lateral (select requested, count(*) as users from user_role"
            + " where keys @> array[k.key] and directory_id = ? and source = k.source group by requested) u";

    private final DataSource database;
    private final String directory;

    public JdbcUserRoles(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public Map<RoleEvent.Kind, Long> record(Collection<Seen> seen, boolean tell, Instant now) {
        return seen.isEmpty()
                ? Map.of()
                : Sql.transaction(
                        database, connection -> record(connection, seen, tell, now.truncatedTo(ChronoUnit.MICROS)));
    }

    private Map<RoleEvent.Kind, Long> record(Connection connection, Collection<Seen> seen, boolean tell, Instant now)
            throws SQLException {
        Map<String, UserRoleRows.Row> rows = UserRoleRows.lock(
                connection, directory, seen.stream().map(Seen::resource).toList());
        UnmatchedRows unmatched = new UnmatchedRows();
        List<UserRoleRows.Row> changed = new ArrayList<>();
        List<JdbcAudit.Row> audit = new ArrayList<>();
        Map<RoleEvent.Kind, Long> told = new EnumMap<>(RoleEvent.Kind.class);
        for (Seen one : seen) {
            UserRoleRows.Row before = Optional.ofNullable(rows.get(one.resource()))
                    .orElseGet(() -> UserRoleRows.Row.none(one.resource(), one.source()));
            if (before.journal() > one.journal()) {
                continue;
            }
            unmatched.take(one, before);
            RoleStanding known = tell ? one.standing() : before.told();
            UserRoleRows.Row after = after(one, known);
            if (!after.equals(before) && !(after.isEmpty() && before.isEmpty())) {
                changed.add(after);
            }
            for (RoleEvent event : known.since(before.told())) {
                told.merge(event.kind(), 1L, Long::sum);
                audit.add(audit(one, event));
            }
        }
        unmatched.save(connection, directory, now);
        UserRoleRows.save(connection, directory, changed);
        if (!audit.isEmpty()) {
            JdbcAudit.append(connection, now, audit);
        }
        return told;
    }

    private static UserRoleRows.Row after(Seen seen, RoleStanding told) {
        return new UserRoleRows.Row(
                seen.resource(),
                seen.source(),
                seen.journal(),
                seen.requested(),
                seen.standing().unmatched(),
                told);
    }

    private static JdbcAudit.Row audit(Seen seen, RoleEvent event) {
        return new JdbcAudit.Row(
                seen.source(),
                "role." + event.kind().label(),
                seen.resource(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("role", event.text())
                        .put("source", seen.source())
                        .put("journal", seen.journal()));
    }

    @Override
    public List<Sighting> unmatched(Optional<Place> after, int limit) {
        return Sql.list(
                database,
                UNMATCHED + " and (text, source) > (?, ?) order by text, source limit ?",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, after.map(Place::text).orElse(""));
                    statement.setString(3, after.map(Place::source).orElse(""));
                    statement.setInt(4, limit);
                },
                UnmatchedRows::read);
    }

    @Override
    public List<Sighting> unmatched(String text) {
        return Sql.list(
                database,
                UNMATCHED + " and text = ? order by source",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, text);
                },
                UnmatchedRows::read);
    }

    @Override
    public void asking(Collection<Place> places, Consumer<Alike> to) {
        List<String> texts = places.stream().map(Place::text).toList();
        List<String> sources = places.stream().map(Place::source).toList();
        Sql.list(
                database,
                ASKING,
                statement -> {
                    statement.setArray(1, Sql.texts(statement, texts));
                    statement.setArray(2, Sql.texts(statement, sources));
                    statement.setArray(
                            3,
                            Sql.texts(
                                    statement,
                                    texts.stream().map(UserRoleRows::key).toList()));
                    statement.setString(4, directory);
                },
                row -> {
                    to.accept(new Alike(
                            new Place(row.getString(1), row.getString(2)),
                            UserRoleRows.requested(row.getString(3)),
                            row.getLong(4)));
                    return 0;
                });
    }
}
