package io.isthmus.store;

import io.isthmus.journal.Fold;
import io.isthmus.journal.JournalRecord;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberChange;
import io.isthmus.scim.MemberSet;
import io.isthmus.scim.Resource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/**
 * The self-check: folding the whole journal in position order, onto the checkpoint where old records are gone, gives the view. All
 * is read as of one moment, so it may run beside a live server; and resources are taken some at a time, so memory is bounded.
 */
public final class JournalCheck {
    private static final int SHOWN = 20;
    private static final int AT_ONCE = 20_000;
    private static final int TELL_EVERY = 1000;

    /**
     * @param from position of the checkpoint
     * @param records folded
     * @param resources compared
     * @param differences the first ones, as sentences; empty when journal and view agree
     */
    public record Result(long from, long records, long resources, List<String> differences) {
        /** Position of the last record. */
        public long upTo() {
            return from + records;
        }
    }

    private final Connection connection;
    private final int parts;
    private final BiConsumer<Long, Long> progress;
    private final List<String> differences = new ArrayList<>();
    private long records;
    private long resources;
    private long all;

    private JournalCheck(Connection connection, int parts, BiConsumer<Long, Long> progress) {
        this.connection = connection;
        this.parts = parts;
        this.progress = progress;
    }

    public static Result verify(DataSource database) {
        return verify(database, (done, of) -> {});
    }

    /** @param progress is told now and then how many records of how many are folded */
    public static Result verify(DataSource database, BiConsumer<Long, Long> progress) {
        return verify(database, AT_ONCE, progress);
    }

    static Result verify(DataSource database, int atOnce, BiConsumer<Long, Long> progress) {
        return Sql.snapshot(database, connection -> {
            long size =
                    number(connection, "select (select count(*) from resource) + (select count(*) from member) / 10");
            return new JournalCheck(connection, (int) (1 + size / atOnce), progress).run();
        });
    }

    private static long number(Connection connection, String sql) throws SQLException {
        return Sql.list(connection, sql, Sql.none(), row -> row.getLong(1)).get(0);
    }

    private Result run() throws SQLException {
        long from = Checkpoint.position(connection);
        gaps(from);
        for (int part = 0; part < parts; part++) {
            new Part(part, from).run();
        }
        progress.accept(records, all);
        return new Result(from, records, resources, List.copyOf(differences));
    }

    /** Positions have no gaps. */
    private void gaps(long from) throws SQLException {
        long head = number(connection, "select position from journal_head");
        long last = number(connection, "select coalesce(max(position), " + from + ") from journal");
        all = number(connection, "select count(*) from journal where position > " + from);
        if (last != head) {
            note("the last record is " + last + ", and the journal's head says " + head);
        }
        if (all != last - from) {
            note((last - from) + " records should follow position " + from + ", and " + all + " do");
        }
    }

    private void note(String difference) {
        if (differences.size() < SHOWN) {
            differences.add(difference);
        }
    }

    /** Some of the resources, those whose ids have a hash in common. */
    private final class Part {
        private final Rows nobody = new Rows(new HashMap<>());
        private final int part;
        private final long from;
        private final Map<String, Resource> folded = new HashMap<>();
        private final Map<String, Rows> members = new HashMap<>();

        Part(int part, long from) {
            this.part = part;
            this.from = from;
        }

        private String mine(String column) {
            return parts == 1 ? "true" : "mod(hashtext(" + column + ")::bigint + 2147483648, " + parts + ") = " + part;
        }

        void run() throws SQLException {
            Sql.stream(
                    connection,
                    Checkpoint.RESOURCES + "where " + mine("id"),
                    Sql.none(),
                    ResourceRows::read,
                    resource -> folded.put(resource.id(), resource));
            Sql.stream(
                    connection,
                    Checkpoint.MEMBERS + "where " + mine("group_id"),
                    Sql.none(),
                    row -> Map.entry(row.getString(1), MemberRows.member(row)),
                    row -> rows(row.getKey()).rows.put(row.getValue().value(), row.getValue()));
            Sql.stream(
                    connection,
                    JournalRecords.SELECT + "where position > ? and " + mine("resource_id") + " order by position",
                    statement -> statement.setLong(1, from),
                    JournalRecords::read,
                    this::fold);
            compare();
        }

        private Rows rows(String group) {
            return members.computeIfAbsent(group, id -> new Rows(new HashMap<>()));
        }

        private void fold(JournalRecord record) {
            records++;
            if (records % TELL_EVERY == 0) {
                progress.accept(records, all);
            }
            try {
                Rows rows = rows(record.resource());
                Fold.Folded next = Fold.apply(
                        Optional.ofNullable(folded.get(record.resource())),
                        rows,
                        JournalRecords.push(record),
                        record.position(),
                        record.at());
                folded.put(record.resource(), next.after());
                rows.apply(next.members());
                if (next.changed() != record.outcome().equals("stored")
                        || next.after().version() != record.version()) {
                    note("record " + record.position() + " was " + record.outcome() + " and folds otherwise");
                }
            } catch (RuntimeException refused) {
                note("record " + record.position() + " cannot be folded: " + refused.getMessage());
            }
        }

        private void compare() throws SQLException {
            Sql.stream(
                    connection,
                    "select " + ResourceRows.COLUMNS + " from resource where " + mine("id"),
                    Sql.none(),
                    ResourceRows::read,
                    resource -> {
                        resources++;
                        compare(resource, Optional.ofNullable(folded.remove(resource.id())));
                    });
            folded.keySet().forEach(id -> note("resource " + id + " is in the journal and not in the view"));
            Sql.stream(
                    connection,
                    "select group_id, value, display, type from member where " + mine("group_id"),
                    Sql.none(),
                    row -> Map.entry(row.getString(1), MemberRows.member(row)),
                    row -> {
                        Rows there = members.getOrDefault(row.getKey(), nobody);
                        if (!row.getValue()
                                .equals(there.rows.remove(row.getValue().value()))) {
                            note("group " + row.getKey()
                                    + " has a member in the view that the journal does not have, or not so");
                        }
                    });
            members.forEach((group, left) -> {
                if (!left.rows.isEmpty()) {
                    note("group " + group + " has " + left.rows.size() + " members in the journal and not in the view");
                }
            });
        }

        private void compare(Resource resource, Optional<Resource> other) {
            if (!other.equals(Optional.of(resource))) {
                String found = other.map(there -> "differs from version " + there.version())
                        .orElse("missing");
                note("resource " + resource.id() + " is at version " + resource.version() + " in the view and " + found
                        + " in the journal");
            }
        }
    }

    /** A group's members as the journal has them. */
    private record Rows(Map<String, Member> rows) implements MemberSet {
        @Override
        public Optional<Member> find(String value) {
            return Optional.ofNullable(rows.get(value));
        }

        @Override
        public Collection<Member> all() {
            return rows.values();
        }

        void apply(MemberChange change) {
            change.put().forEach(member -> rows.put(member.value(), member));
            change.gone().forEach(rows::remove);
        }
    }
}
