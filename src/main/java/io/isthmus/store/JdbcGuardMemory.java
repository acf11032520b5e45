package io.isthmus.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.plan.Counted;
import io.isthmus.plan.Finding;
import io.isthmus.plan.Limited;
import io.isthmus.plan.RecentLosses;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.reconcile.GuardMemory;
import io.isthmus.reconcile.Runs;
import io.isthmus.scim.ResourceType;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** What the guard remembers, over JDBC. */
public final class JdbcGuardMemory implements GuardMemory {
    /** Days that a median is taken of, and how many of them have to be known. */
    private static final int DAYS = 14;

    private static final int DAYS_KNOWN = 3;

    /** What is being written now will have been applied soon; what may have been written counts as if it was. */
    static final String LATELY = "with lost as (select counted from change where at > now() - make_interval(secs => ?)"
            + " and counted is not null and directory_id = ? and (outcome = 'applied'"
            + " or outcome = 'failed' and detail in ('" + Runs.UNKNOWN + "', '" + Runs.IN_PART + "'))"
            + " union all select c.counted from run r join change c on c.run_id = r.id and c.outcome = 'planned'"
            + " and c.counted is not null where r.directory_id = ? and r.status = 'APPLYING')"
            + " select k.what, k.place, sum(k.lasting) from lost, jsonb_to_recordset(lost.counted)"
            + " as k(what text, place text, lasting bigint) where k.lasting > 0 and k.place = any(?) group by 1, 2";

    private static final String LIVE =
            "select source, type, count(*) as live from resource where deleted is null and active"
                    + " and not imported group by source, type";

    private final DataSource database;
    private final String directory;

    public JdbcGuardMemory(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public void counted(Map<Long, List<Counted>> changes) {
        Map<Long, List<Counted>> rows = new HashMap<>(changes);
        rows.values().removeIf(List::isEmpty);
        if (!rows.isEmpty()) {
            Sql.update(
                    database,
                    "update change set counted = x.c::jsonb from unnest(?::bigint[], ?::text[]) as x(i, c)"
                            + " where change.id = x.i",
                    Sql.byId(rows, JdbcGuardMemory::json));
        }
    }

    private static String json(List<Counted> counted) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        counted.forEach(one -> json.addObject()
                .put("what", one.what().name())
                .put("place", one.where())
                .put("number", one.number())
                .put("lasting", one.lasting()));
        return ResourceRows.text(json);
    }

    @Override
    public void decided(Collection<Long> changes) {
        Sql.update(
                database,
                "update change set counted = null where id = any(?) and counted is not null",
                statement -> statement.setArray(1, Sql.longs(statement, changes)));
    }

    @Override
    public void undone(String run) {
        Sql.update(
                database,
                "update change set counted = null where run_id = ? and counted is not null",
                statement -> statement.setString(1, run));
    }

    @Override
    public RecentLosses lately(Duration window, Collection<String> places) {
        Map<RecentLosses.Of, Long> numbers = new HashMap<>();
        Sql.list(
                database,
                LATELY,
                statement -> {
                    statement.setDouble(1, window.toMillis() / 1000.0);
                    statement.setString(2, directory);
                    statement.setString(3, directory);
                    statement.setArray(4, Sql.texts(statement, places));
                },
                row -> numbers.put(
                        new RecentLosses.Of(Limited.of(row.getString(1)), row.getString(2)), row.getLong(3)));
        return new RecentLosses(numbers);
    }

    @Override
    public long enabledAgain(Duration window) {
        return Sql.list(
                        database,
                        "select count(distinct c.resource_id) from change c join resource r on r.id = c.resource_id,"
                                + " jsonb_to_recordset(c.counted) as k(what text, lasting bigint)"
                                + " where c.at > now() - make_interval(secs => ?) and c.counted is not null"
                                + " and c.directory_id = ? and c.outcome = 'applied' and k.what = ? and k.lasting > 0"
                                + " and r.deleted is null and r.active",
                        statement -> {
                            statement.setDouble(1, window.toMillis() / 1000.0);
                            statement.setString(2, directory);
                            statement.setString(3, Limited.DISABLES.name());
                        },
                        row -> row.getLong(1))
                .get(0);
    }

    /** What was left out of an approval and is counted in nothing is there too, without classes; what an undo would do is not. */
    @Override
    public Map<String, Set<Limited>> held() {
        Map<String, Set<Limited>> held = new HashMap<>();
        Sql.list(
                database,
                "select distinct c.resource_id, k.what from run r join change c on c.run_id = r.id and c.outcome = 'held'"
                        + " left join lateral jsonb_to_recordset(c.counted) as k(what text) on true"
                        + " where r.directory_id = ? and r.status in ('HELD', 'APPROVED') and (r.kind <> 'UNDO' or k.what is not null)",
                statement -> statement.setString(1, directory),
                row -> {
                    Set<Limited> classes = held.computeIfAbsent(row.getString(1), key -> EnumSet.noneOf(Limited.class));
                    if (row.getString(2) != null) {
                        classes.add(Limited.of(row.getString(2)));
                    }
                    return classes;
                });
        return held;
    }

    @Override
    public void noteSources() {
        Sql.update(
                database,
                "insert into source_population (source, type, day, live) select source, type, current_date, live from ("
                        + LIVE + ") l on conflict (source, type, day) do update set live = excluded.live",
                Sql.none());
        Sql.update(
                database,
                "delete from source_population where day < current_date - ?",
                statement -> statement.setInt(1, DAYS));
    }

    /** Only earlier days tell what is usual. */
    @Override
    public Map<Finding.Source, SafetyLimits.Standing> sources() {
        Map<Finding.Source, SafetyLimits.Standing> sources = new HashMap<>();
        Sql.list(
                database,
                "select u.source, u.type, u.live, coalesce(l.live, 0) from (select source, type,"
                        + " percentile_disc(0.5) within group (order by live) as live from source_population"
                        + " where day < current_date group by 1, 2 having count(*) >= ?) u left join (" + LIVE
                        + ") l on l.source = u.source and l.type = u.type",
                statement -> statement.setInt(1, DAYS_KNOWN),
                row -> sources.put(
                        new Finding.Source(row.getString(1), ResourceType.valueOf(row.getString(2))),
                        new SafetyLimits.Standing(row.getLong(3), row.getLong(4))));
        return sources;
    }

    @Override
    public void agreed(Collection<String> sources) {
        Sql.update(
                database,
                "update source_population p set live = least(p.live, coalesce(l.live, 0)) from (select distinct source, type"
                        + " from source_population where source = any(?)) k left join (" + LIVE
                        + ") l on l.source = k.source and l.type = k.type where p.source = k.source and p.type = k.type",
                statement -> statement.setArray(1, Sql.texts(statement, sources)));
    }

    @Override
    public Set<String> missing(Optional<Collection<String>> looked, Collection<String> absent, Duration apart) {
        return Sql.transaction(database, connection -> {
            Sql.update(
                    connection,
                    "delete from absence where directory_id = ? and not resource_id = any(?) and (? or resource_id = any(?))",
                    statement -> {
                        statement.setString(1, directory);
                        statement.setArray(2, Sql.texts(statement, absent));
                        statement.setBoolean(3, looked.isEmpty());
                        statement.setArray(4, Sql.texts(statement, looked.orElse(List.of())));
                    });
            Sql.update(
                    connection,
                    "insert into absence select ?, r, now() from unnest(?::text[]) r on conflict do nothing",
                    statement -> {
                        statement.setString(1, directory);
                        statement.setArray(2, Sql.texts(statement, absent));
                    });
            return new HashSet<>(Sql.list(
                    connection,
                    "delete from absence where directory_id = ? and resource_id = any(?)"
                            + " and since <= now() - make_interval(secs => ?) returning resource_id",
                    statement -> {
                        statement.setString(1, directory);
                        statement.setArray(2, Sql.texts(statement, absent));
                        statement.setDouble(3, apart.toMillis() / 1000.0);
                    },
                    row -> row.getString(1)));
        });
    }
}
