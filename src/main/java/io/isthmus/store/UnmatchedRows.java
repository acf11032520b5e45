package io.isthmus.store;

import io.isthmus.mapping.RequestedRole;
import io.isthmus.reconcile.UserRoles.Place;
import io.isthmus.reconcile.UserRoles.Seen;
import io.isthmus.reconcile.UserRoles.Sighting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Rows of {@code unmatched_role}: who asks for what selects no role. Collects what a batch changes, then writes it. */
final class UnmatchedRows {
    static final String COLUMNS = "text, source, value, display, users, first_seen, last_seen";
    private static final String UPSERT = "insert into unmatched_role"
            + " (directory_id, text, source, value, display, users, first_seen, last_seen)"
            + " values (?, ?, ?, ?, ?, greatest(?, 0), ?, ?) on conflict (directory_id, text, source) do update set"
            + " users = greatest(unmatched_role.users + ?, 0), value = coalesce(excluded.value, unmatched_role.value),"
            + " display = coalesce(excluded.display, unmatched_role.display),"
            + " last_seen = case when ? then greatest(unmatched_role.last_seen, excluded.last_seen)"
            + " else unmatched_role.last_seen end";

    private static final class Tally {
        private long users;
        private boolean seen;
        private Optional<String> value = Optional.empty();
        private Optional<String> display = Optional.empty();

        /** One who sends no display does not make that of another be forgotten. */
        void see(RequestedRole role) {
            seen = true;
            value = role.value().map(RequestedRole::cut).or(() -> value);
            display = role.display().map(RequestedRole::cut).or(() -> display);
        }
    }

    /** in an order, so that two transactions lock rows in the same one */
    private final Map<Place, Tally> tallies =
            new TreeMap<>(Comparator.comparing(Place::text).thenComparing(Place::source));

    /** A user asks for these now, and asked for those before. */
    void take(Seen seen, UserRoleRows.Row before) {
        Set<String> now = seen.standing().unmatched();
        before.unmatched().stream()
                .filter(text -> !now.contains(text) || !before.source().equals(seen.source()))
                .forEach(text -> tally(text, before.source()).users--);
        now.stream()
                .filter(text ->
                        !before.unmatched().contains(text) || !before.source().equals(seen.source()))
                .forEach(text -> tally(text, seen.source()).users++);
        for (RequestedRole role : seen.requested()) {
            if (now.contains(role.text())) {
                tally(role.text(), seen.source()).see(role);
            }
        }
    }

    private Tally tally(String text, String source) {
        return tallies.computeIfAbsent(new Place(text, source), key -> new Tally());
    }

    void save(Connection connection, String directory, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            for (Map.Entry<Place, Tally> entry : tallies.entrySet()) {
                Tally tally = entry.getValue();
                statement.setString(1, directory);
                statement.setString(2, entry.getKey().text());
                statement.setString(3, entry.getKey().source());
                statement.setString(4, tally.value.orElse(null));
                statement.setString(5, tally.display.orElse(null));
                statement.setLong(6, tally.users);
                statement.setObject(7, now.atOffset(ZoneOffset.UTC));
                statement.setObject(8, now.atOffset(ZoneOffset.UTC));
                statement.setLong(9, tally.users);
                statement.setBoolean(10, tally.seen);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static Sighting read(ResultSet row) throws SQLException {
        return new Sighting(
                new Place(row.getString(1), row.getString(2)),
                Optional.ofNullable(row.getString(3)),
                Optional.ofNullable(row.getString(4)),
                row.getLong(5),
                ResourceRows.instant(row, 6),
                ResourceRows.instant(row, 7));
    }
}
