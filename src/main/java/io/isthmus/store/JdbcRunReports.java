package io.isthmus.store;

import io.isthmus.reconcile.ChangeRow;
import io.isthmus.reconcile.Progress;
import io.isthmus.reconcile.RunReports;
import io.isthmus.reconcile.RunRow;
import io.isthmus.reconcile.Runs;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Changes of runs for reports, over JDBC: always by (run, id), so that a page costs no more than what it passes over. */
public final class JdbcRunReports implements RunReports {
    /** values of entries are not searched: some are secret */
    private static final String TEXT = " and position(? in lower(concat_ws(' ', content->>'dn', content->>'newDn',"
            + " content->'about'->>'name', content->'about'->>'source', resource_id, situation, detail,"
            + " jsonb_path_query_array(content, '$.modifications[*].attribute')::text,"
            + " jsonb_path_query_array(content, '$.edits[*].value')::text, content->>'members'))) > 0";
    /** what follows the first comma that is not escaped */
    private static final String BASE = "substring(content->>'dn' from '^(?:[^,\\\\]|\\\\.)*,(.*)$')";

    private final DataSource database;
    private final Runs runs;

    public JdbcRunReports(DataSource database, Runs runs) {
        this.database = database;
        this.runs = runs;
    }

    @Override
    public List<ChangeRow> page(String run, Search search, Optional<Long> after, int limit) {
        String order = search.backwards() ? " order by id desc limit ?" : " order by id limit ?";
        String sql = JdbcRuns.CHANGE
                + after.map(id -> search.backwards() ? " and id < ?" : " and id > ?")
                        .orElse("")
                + search.type().map(type -> " and type = ?").orElse("")
                + search.outcome().map(outcome -> " and outcome = ?").orElse("")
                + search.text().map(text -> TEXT).orElse("")
                + order;
        return Sql.list(database, sql, statement -> bind(statement, run, search, after, limit), JdbcRuns::readChange);
    }

    private static void bind(PreparedStatement statement, String run, Search search, Optional<Long> after, int limit)
            throws SQLException {
        int index = 1;
        statement.setString(index++, run);
        if (after.isPresent()) {
            statement.setLong(index++, after.get());
        }
        if (search.type().isPresent()) {
            statement.setString(index++, search.type().get());
        }
        if (search.outcome().isPresent()) {
            statement.setString(index++, search.outcome().get());
        }
        if (search.text().isPresent()) {
            statement.setString(index++, search.text().get().toLowerCase(Locale.ROOT));
        }
        statement.setInt(index, limit);
    }

    @Override
    public void stream(String run, Part part, boolean backwards, Consumer<ChangeRow> to) {
        String which =
                switch (part) {
                    case NAMES -> " and (type = 'rename' or type = 'add' and content->'about'->>'type' = 'GROUP')";
                    case MEMBERSHIPS -> " and type = 'modify' and jsonb_exists(content, 'members')";
                };
        Sql.stream(
                database,
                JdbcRuns.CHANGE + which + (backwards ? " order by id desc" : " order by id"),
                statement -> statement.setString(1, run),
                JdbcRuns::readChange,
                to);
    }

    @Override
    public List<Count> counts(String run, int limit) {
        return Sql.list(
                database,
                "select coalesce(" + BASE + ", '') as base, type, outcome, count(*) from change where run_id = ?"
                        + " group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit ?",
                statement -> {
                    statement.setString(1, run);
                    statement.setInt(2, limit);
                },
                row -> new Count(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)));
    }

    static void save(DataSource database, String run, Progress progress) {
        Sql.update(
                database,
                "update run set progress = jsonb_build_object('phase', ?::text, 'done', ?::bigint, 'of', ?::bigint)"
                        + " where id = ?",
                statement -> {
                    statement.setString(1, progress.phase());
                    statement.setLong(2, progress.done());
                    statement.setLong(3, progress.of());
                    statement.setString(4, run);
                });
    }

    @Override
    public Optional<Progress> progress(String run) {
        return Sql.list(
                        database,
                        "select progress->>'phase', (progress->>'done')::bigint, (progress->>'of')::bigint from run"
                                + " where id = ? and progress is not null",
                        statement -> statement.setString(1, run),
                        row -> new Progress(row.getString(1), row.getLong(2), row.getLong(3)))
                .stream()
                .findFirst();
    }

    /** By kind, since each kind has its index. */
    @Override
    public List<RunRow> trend(int limit) {
        List<RunRow> rows = new ArrayList<>(Stream.of(RunRow.Kind.FULL, RunRow.Kind.SYNC)
                .flatMap(kind -> runs.list(Optional.of(kind), Optional.empty(), Optional.empty(), 2 * limit).stream())
                .filter(run -> run.complete() && !run.counts().isEmpty())
                .sorted((one, other) -> other.id().compareTo(one.id()))
                .limit(limit)
                .toList());
        Collections.reverse(rows);
        return rows;
    }
}
