package io.isthmus.store;

import io.isthmus.journal.Memberships;
import io.isthmus.journal.Resources;
import io.isthmus.scim.GroupRef;
import io.isthmus.scim.Member;
import io.isthmus.scim.Rendering.ResourceRef;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Memberships over JDBC. */
public final class JdbcMemberships implements Memberships {
    /** Of a deleted member the row stays, unseen; what belongs to another source does not exist for this one. */
    private static final String OF = "select m.value, m.display, m.type, r.type from member m"
            + " left join resource r on r.id = m.value and r.source = any(?) where m.group_id = ? and r.deleted is null"
            + " order by m.value";

    private static final int CHUNK = 1000;

    private final DataSource database;
    private final DataSource probes;

    private final Map<String, List<String>> mayReference;
    private final Resources resources;

    public JdbcMemberships(DataSource database) {
        this(database, database, Map.of());
    }

    /**
     * @param probes for look-ups by one index; see ADR 18
     * @param mayReference other sources whose users a source's groups may have as members
     */
    public JdbcMemberships(DataSource database, DataSource probes, Map<String, List<String>> mayReference) {
        this.database = database;
        this.probes = probes;
        this.mayReference = mayReference;
        this.resources = new JdbcResources(database, probes, mayReference);
    }

    @Override
    public void of(Resource group, Consumer<Shown> to) {
        List<Shown> chunk = new ArrayList<>(CHUNK);
        Sql.stream(
                database,
                OF,
                statement -> {
                    statement.setArray(1, Sql.texts(statement, sources(group.source())));
                    statement.setString(2, group.id());
                },
                JdbcMemberships::shown,
                shown -> {
                    chunk.add(shown);
                    if (chunk.size() == CHUNK) {
                        flush(group, chunk, to);
                    }
                });
        flush(group, chunk, to);
    }

    private List<String> sources(String source) {
        List<String> sources = new ArrayList<>(mayReference.getOrDefault(source, List.of()));
        sources.add(source);
        return sources;
    }

    private static Shown shown(ResultSet row) throws SQLException {
        Member member = new Member(
                row.getString(1), Optional.ofNullable(row.getString(2)), Optional.ofNullable(row.getString(3)));
        return new Shown(
                member,
                Optional.ofNullable(row.getString(4))
                        .map(type -> new ResourceRef(ResourceType.valueOf(type), member.value())));
    }

    /** Members that no id names may be named by externalId or userName. */
    private void flush(Resource group, List<Shown> chunk, Consumer<Shown> to) {
        List<Resources.Reference> asked = chunk.stream()
                .filter(shown -> shown.known().isEmpty())
                .map(shown ->
                        new Resources.Reference(group.source(), shown.member().value()))
                .toList();
        Map<Resources.Reference, String> found = asked.isEmpty() ? Map.of() : resources.resolve(asked);
        for (Shown shown : chunk) {
            Optional<String> id = Optional.ofNullable(found.get(
                    new Resources.Reference(group.source(), shown.member().value())));
            to.accept(
                    shown.known().isPresent()
                            ? shown
                            : new Shown(shown.member(), id.map(known -> new ResourceRef(ResourceType.USER, known))));
        }
        chunk.clear();
    }

    @Override
    public Map<String, List<GroupRef>> groupsOf(Collection<Resource> users) {
        try (Connection connection = probes.getConnection()) {
            return GroupsOf.of(connection, users);
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    /** Whether a group has more than so many members; reads no more of them than that. */
    static boolean hasMore(DataSource database, String group, int than) {
        return Sql.list(
                                database,
                                "select count(*) from (select 1 from member where group_id = ? limit ?) m",
                                statement -> {
                                    statement.setString(1, group);
                                    statement.setInt(2, than + 1);
                                },
                                row -> row.getLong(1))
                        .get(0)
                > than;
    }
}
