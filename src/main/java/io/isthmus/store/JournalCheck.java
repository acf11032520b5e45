package io.isthmus.store;

import io.isthmus.journal.Fold;
import io.isthmus.journal.JournalRecord;
import io.isthmus.journal.Push;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberChange;
import io.isthmus.scim.MemberSet;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The self-check: folding the whole journal in position order gives the view. */
public final class JournalCheck {
    private static final int SHOWN = 20;

    /**
     * @param records folded
     * @param resources compared
     * @param differences the first ones, as sentences; empty when journal and view agree
     */
    public record Result(long records, long resources, List<String> differences) {}

    private static final Rows NOBODY = new Rows(new HashMap<>());
    private final DataSource database;
    private final Map<String, Resource> folded = new HashMap<>();
    private final Map<String, Rows> members = new HashMap<>();
    private final List<String> differences = new ArrayList<>();

    private JournalCheck(DataSource database) {
        this.database = database;
    }

    public static Result verify(DataSource database) {
        return new JournalCheck(database).run();
    }

    private Result run() {
        long[] records = {0};
        new JournalRecords(database).all(record -> {
            records[0]++;
            if (record.position() != records[0]) {
                note("position " + record.position() + " follows " + (records[0] - 1));
            }
            fold(record);
        });
        long[] resources = {0};
        new JdbcResources(database).all(resource -> {
            resources[0]++;
            compare(resource, folded.remove(resource.id()));
        });
        folded.keySet().forEach(id -> note("resource " + id + " is in the journal and not in the view"));
        new JdbcMemberships(database).all((group, member) -> {
            if (!member.equals(members.getOrDefault(group, NOBODY).rows.remove(member.value()))) {
                note("group " + group + " has a member in the view that the journal does not have, or not so");
            }
        });
        members.forEach((group, left) -> {
            if (!left.rows.isEmpty()) {
                note("group " + group + " has " + left.rows.size() + " members in the journal and not in the view");
            }
        });
        return new Result(records[0], resources[0], List.copyOf(differences));
    }

    private void compare(Resource resource, Resource other) {
        if (!resource.equals(other)) {
            String found = other == null ? "missing" : "differs from version " + other.version();
            note("resource " + resource.id() + " is at version " + resource.version() + " in the view and " + found
                    + " in the journal");
        }
    }

    private void fold(JournalRecord record) {
        Push push = new Push(
                record.source(), record.token(), record.request(), record.type(), JournalRecords.operation(record));
        Rows rows = members.computeIfAbsent(record.resource(), id -> new Rows(new HashMap<>()));
        try {
            Fold.Folded next = Fold.apply(
                    Optional.ofNullable(folded.get(record.resource())), rows, push, record.position(), record.at());
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

    private void note(String difference) {
        if (differences.size() < SHOWN) {
            differences.add(difference);
        }
    }
}
