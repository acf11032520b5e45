package io.isthmus.store;

import io.isthmus.journal.ResourceSearch;
import io.isthmus.scim.Keys;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Resources as people look for them, over JDBC. A page goes through the ways to find something one after the other, each by its own
 * index; what an earlier way finds is left out of the later ones.
 */
public final class JdbcResourceSearch implements ResourceSearch {
    private static final String SELECT = "select " + ResourceRows.COLUMNS;
    private static final String LAST = Character.toString(0x10FFFF);

    /** Without statistics the planner takes whatever table for small. */
    private static final String BY_INDEX =
            "select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true)";

    /** Scope by scope, for each is a range of one index in this order. */
    private static final String ALL = SELECT
            + " from (select scope from resource_count where ? = '' or scope like '% ' || ?) s"
            + " cross join lateral (select * from resource where (" + ResourceRows.SCOPE + ", id) > (s.scope, ?)"
            + " and (" + ResourceRows.SCOPE + ") = s.scope and deleted is null order by (" + ResourceRows.SCOPE
            + "), id limit ?) r order by id limit ?";

    private static final String OF_TYPE = " and (? = '' or type = ?)";
    private static final String EXACT = SELECT + " from resource where id in (select id from resource where id = ?"
            + " union select id from (select id from resource where external_id = ? and deleted is null offset 0) e"
            + " union select id from (select id from resource where " + EmailRows.WITH
            + " and deleted is null offset 0) m)"
            + OF_TYPE + " and id > ? order by id limit ?";

    private static final String OTHERS =
            " and id <> ? and external_id is distinct from ? and not email_keys @> array[?::text]" + OF_TYPE;

    private final DataSource database;

    public JdbcResourceSearch(DataSource database) {
        this.database = database;
    }

    private enum Way {
        ALL,
        EXACT,
        USER_NAME,
        DISPLAY_NAME
    }

    /** Where a page ended. @param key of the last one where the order is not by id */
    private record Place(Way way, String key, String id) {
        static Place start(Way way) {
            return new Place(way, "", "");
        }

        static Place of(String text) {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\u001f", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("no such place");
            }
            return new Place(Way.valueOf(parts[0]), parts[1], parts[2]);
        }

        String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((way + "\u001f" + key + "\u001f" + id).getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Found(Resource resource, String key) {}

    @Override
    @SuppressWarnings("EnumOrdinal") // the ways are gone in this order
    public Page find(Optional<ResourceType> type, String text, Optional<String> after, int limit) {
        Place from = after.map(Place::of).orElseGet(() -> Place.start(text.isEmpty() ? Way.ALL : Way.EXACT));
        return Sql.transaction(database, connection -> {
            Sql.list(connection, BY_INDEX, Sql.none(), row -> row.getString(1));
            List<Resource> page = new ArrayList<>();
            Place at = from;
            while (true) {
                int room = limit - page.size();
                List<Found> found = some(connection, type, text, at, room);
                found.forEach(one -> page.add(one.resource()));
                if (found.size() == room) {
                    Found last = found.get(room - 1);
                    return new Page(
                            page,
                            Optional.of(new Place(
                                            at.way(),
                                            last.key(),
                                            last.resource().id())
                                    .text()));
                }
                if (at.way() == Way.ALL || at.way() == Way.DISPLAY_NAME) {
                    return new Page(page, Optional.empty());
                }
                at = Place.start(Way.values()[at.way().ordinal() + 1]);
            }
        });
    }

    private static List<Found> some(
            Connection connection, Optional<ResourceType> type, String text, Place at, int limit) throws SQLException {
        String of = type.map(Enum::name).orElse("");
        return switch (at.way()) {
            case ALL ->
                Sql.list(
                        connection,
                        ALL,
                        statement -> {
                            statement.setString(1, of);
                            statement.setString(2, of);
                            statement.setString(3, at.id());
                            statement.setInt(4, limit);
                            statement.setInt(5, limit);
                        },
                        row -> new Found(ResourceRows.read(row), ""));
            case EXACT ->
                Sql.list(
                        connection,
                        EXACT,
                        statement -> {
                            statement.setString(1, text);
                            statement.setString(2, text);
                            statement.setString(3, Keys.fold(text));
                            statement.setString(4, of);
                            statement.setString(5, of);
                            statement.setString(6, at.id());
                            statement.setInt(7, limit);
                        },
                        row -> new Found(ResourceRows.read(row), ""));
            case USER_NAME -> beginning(connection, "user_name_key", "", text, of, at, limit);
            case DISPLAY_NAME ->
                beginning(
                        connection,
                        "display_name_key",
                        " and not (type = 'USER' and starts_with(coalesce(user_name_key, ''), ?))",
                        text,
                        of,
                        at,
                        limit);
        };
    }

    /** A range of a key's index, in its order. */
    private static List<Found> beginning(
            Connection connection, String key, String except, String text, String type, Place at, int limit)
            throws SQLException {
        String prefix = Keys.fold(text);
        return Sql.list(
                connection,
                SELECT + ", " + key + " from resource where " + key + " ~>=~ ? and " + key + " ~<~ ? and (" + key
                        + " ~>~ ? or id > ?) and deleted is null and " + key + " is not null" + OTHERS + except
                        + " order by "
                        + key + " using ~<~, id limit ?",
                statement -> {
                    statement.setString(1, at.key().isEmpty() ? prefix : at.key());
                    statement.setString(2, prefix + LAST);
                    statement.setString(3, at.key());
                    statement.setString(4, at.id());
                    statement.setString(5, text);
                    statement.setString(6, text);
                    statement.setString(7, prefix);
                    statement.setString(8, type);
                    statement.setString(9, type);
                    int next = 10;
                    if (!except.isEmpty()) {
                        statement.setString(next++, prefix);
                    }
                    statement.setInt(next, limit);
                },
                row -> new Found(ResourceRows.read(row), row.getString(10)));
    }
}
