package io.isthmus.store;

import io.isthmus.journal.Resources.Page;
import io.isthmus.journal.Resources.Place;
import io.isthmus.journal.Resources.Search;
import io.isthmus.scim.Filter;
import io.isthmus.scim.Filters;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Pages of searches. Where the last page ended is remembered, so that the next one by index begins there with one probe; only a
 * cold jump has to count rows. Totals are exact: of all resources from a kept count, of a filter by counting what it finds.
 */
final class JdbcPages {
    private static final String SELECT = "select " + ResourceRows.COLUMNS;
    static final String PLAIN = " from resource where (" + ResourceRows.SCOPE + ", id) > (?, ?) and ("
            + ResourceRows.SCOPE + ") <= ? and deleted is null order by (" + ResourceRows.SCOPE
            + "), id limit ? offset ?";

    private static final Set<String> PROBED = Set.of("id", "username", "externalid", "displayname", "emails.value");
    private static final int AT_ONCE = 100;
    private static final long PAGE_CHARACTERS = 16 << 20;

    private final DataSource database;
    private final DataSource probes;
    private final PagePlaces places = new PagePlaces();

    /** @param probes for look-ups by one index; see ADR 18 */
    JdbcPages(DataSource database, DataSource probes) {
        this.database = database;
        this.probes = probes;
    }

    /** @param ungrouped that no row of members can name it */
    private record Row(Resource resource, Place place, boolean ungrouped) {}

    Page byIndex(Search search, long startIndex, int count) {
        long start = Math.max(1, startIndex);
        SqlPart where = FilterSql.of(search.source(), search.type(), search.filter());
        if (count == 0) {
            return new Page(total(search, where), List.of(), Optional.empty());
        }
        Optional<Place> after = start == 1 ? Optional.empty() : places.before(search, start);
        long offset = after.isPresent() ? 0 : start - 1;
        Page page = page(search, where, after, offset, count, start - 1);
        page.next()
                .ifPresent(place ->
                        places.remember(search, start + page.resources().size(), place));
        return page;
    }

    Page byCursor(Search search, Optional<Place> after, int count) {
        SqlPart where = FilterSql.of(search.source(), search.type(), search.filter());
        return count == 0
                ? new Page(total(search, where), List.of(), Optional.empty())
                : page(search, where, after, 0, count, after.isPresent() ? -1 : 0);
    }

    /** @param before how many matches come before the page; -1 when that is not known */
    private Page page(Search search, SqlPart where, Optional<Place> after, long offset, int count, long before) {
        if (!where.exact()) {
            return looked(search, where, after, offset, count);
        }
        List<Row> rows = rows(search, where, after, offset, count);
        boolean last = rows.size() < count;
        boolean counted = last && before >= 0 && (before == 0 || !rows.isEmpty());
        long total = counted ? before + rows.size() : total(search, where);
        return page(rows, last, total);
    }

    private static Page page(List<Row> rows, boolean last, long total) {
        Optional<Place> next = last || rows.isEmpty()
                ? Optional.empty()
                : Optional.of(rows.get(rows.size() - 1).place());
        Set<String> ungrouped = new HashSet<>();
        List<Resource> resources = new ArrayList<>(rows.size());
        for (Row row : rows) {
            resources.add(row.resource());
            if (row.ungrouped()) {
                ungrouped.add(row.resource().id());
            }
        }
        return new Page(total, resources, next, ungrouped);
    }

    private List<Row> rows(Search search, SqlPart where, Optional<Place> after, long offset, int count) {
        if (search.filter().isEmpty() && search.sort().isEmpty()) {
            return plain(search, after, offset, count);
        }
        Order order = Order.of(search);
        SqlPart place = after.map(order::after).orElse(SqlPart.exactly("true"));
        boolean probe = isProbe(search);
        String sql = SELECT + ", " + order.key()
                + (probe && search.type() == ResourceType.USER ? GroupsOf.NONE : ", false") + " from resource where "
                + where.sql() + " and " + place.sql() + " order by " + order.by() + " limit ? offset ?";
        return bounded(
                probe ? probes : database,
                sql,
                statement -> {
                    int next = FilterSql.bind(SqlPart.join("and", List.of(where, place)), statement);
                    statement.setInt(next, count);
                    statement.setLong(next + 1, offset);
                },
                count);
    }

    /** What providers look their users and groups up by. */
    private static boolean isProbe(Search search) {
        return search.sort().isEmpty()
                && search.filter()
                        .filter(filter -> filter instanceof Filter.Compare compare
                                && compare.operator() == Filter.Operator.EQ
                                && compare.value().isTextual()
                                && PROBED.contains(compare.path().toString().toLowerCase(Locale.ROOT)))
                        .isPresent();
    }

    /** Everything by id: a range of the one index that has this order, whatever the statistics say. */
    private List<Row> plain(Search search, Optional<Place> after, long offset, int count) {
        String scope = ResourceRows.scope(search.source(), search.type());
        return bounded(
                database,
                SELECT + ", '', false" + PLAIN,
                statement -> {
                    statement.setString(1, scope);
                    statement.setString(2, after.map(Place::id).orElse(""));
                    statement.setString(3, scope);
                    statement.setInt(4, count);
                    statement.setLong(5, offset);
                },
                count);
    }

    /** Rows of a page; large ones come a few at a time, and no page fills the heap. @throws ScimException 400 tooMany */
    private List<Row> bounded(DataSource from, String sql, Sql.Binder binder, int count) {
        List<Row> rows = new ArrayList<>(count);
        long[] characters = {0};
        Sql.Reader<Row> reader = row -> {
            String document = row.getString(ResourceRows.DOCUMENT);
            characters[0] += document.length();
            if (characters[0] > PAGE_CHARACTERS) {
                throw new ScimException(ScimError.badRequest(
                        "tooMany", "the resources of this page are too large together; ask for a smaller count"));
            }
            return row(row, document);
        };
        if (count <= AT_ONCE) {
            return Sql.list(from, sql, binder, reader);
        }
        Sql.stream(database, sql, AT_ONCE, binder, reader, rows::add);
        return rows;
    }

    private static Row row(ResultSet row) throws SQLException {
        return row(row, row.getString(ResourceRows.DOCUMENT));
    }

    /** @param document as read: to read it takes as long as to parse it */
    private static Row row(ResultSet row, String document) throws SQLException {
        Resource resource = ResourceRows.read(row, document);
        return new Row(resource, new Place(row.getString(10), resource.id()), row.getBoolean(11));
    }

    /** Looks at every row that the database could not rule out; they are streamed, and counted as they come. */
    private Page looked(Search search, SqlPart where, Optional<Place> after, long offset, int count) {
        Order order = Order.of(search);
        Looked looked = new Looked(search, order, after, offset, count);
        Sql.stream(
                database,
                SELECT + ", " + order.key() + ", false from resource where " + where.sql() + " order by " + order.by(),
                statement -> FilterSql.bind(where, statement),
                JdbcPages::row,
                looked);
        return page(looked.rows, looked.total == looked.passed + looked.rows.size(), looked.total);
    }

    private static final class Looked implements Consumer<Row> {
        private final Search search;
        private final Order order;
        private final Optional<Place> after;
        private final long offset;
        private final int count;
        private final List<Row> rows = new ArrayList<>();
        private long total;
        private long passed;

        Looked(Search search, Order order, Optional<Place> after, long offset, int count) {
            this.search = search;
            this.order = order;
            this.after = after;
            this.offset = offset;
            this.count = count;
        }

        @Override
        public void accept(Row row) {
            if (!Filters.matches(search.filter().orElseThrow(), Rendering.filterable(row.resource()))) {
                return;
            }
            total++;
            boolean before = after.isPresent() ? !order.isAfter(row.place(), after.get()) : total <= offset;
            if (before) {
                passed++;
            } else if (rows.size() < count) {
                rows.add(row);
            }
        }
    }

    private long total(Search search, SqlPart where) {
        if (search.filter().isEmpty()) {
            return Sql.list(
                            database,
                            "select live from resource_count where scope = ?",
                            statement -> statement.setString(1, ResourceRows.scope(search.source(), search.type())),
                            row -> row.getLong(1))
                    .stream()
                    .findFirst()
                    .orElse(0L);
        }
        if (!where.exact()) {
            return looked(search, where, Optional.empty(), 0, 0).total();
        }
        return Sql.list(
                        database,
                        "select count(*) from resource where " + where.sql(),
                        statement -> FilterSql.bind(where, statement),
                        row -> row.getLong(1))
                .get(0);
    }
}
