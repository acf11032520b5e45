package io.isthmus.store;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import io.isthmus.reconcile.ImportedEntries;
import io.isthmus.scim.ResourceType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Imported entries over JDBC. */
public final class JdbcImports implements ImportedEntries {
    private static final String ALL = "select i.source, i.anchor, i.resource_id, r.type, r.imported, r.deleted is null,"
            + " i.digest from imported i join resource r on r.id = i.resource_id where i.directory_id = ?";
    private static final String ORIGINS =
            "select resource_id, anchor from imported where directory_id = ? and resource_id = any(?)";
    /** Where a link is known, the entry stands where that says. */
    private static final String AT =
            "select i.dn_key, i.resource_id from imported i join resource r on r.id = i.resource_id"
                    + " and r.deleted is null and r.type = 'USER' where i.directory_id = ? and i.source = ? and i.dn_key = any(?)"
                    + " and not exists (select 1 from link l where l.directory_id = i.directory_id and l.resource_id = i.resource_id)"
                    + " union all select l.dn_key, l.resource_id from link l join resource r on r.id = l.resource_id"
                    + " and r.deleted is null and r.type = 'USER' and r.source = ? where l.directory_id = ?"
                    + " and l.anchor is not null and l.dn_key = any(?)";

    private static final String NAMED =
            "select i.uid, i.resource_id from imported i join resource r on r.id = i.resource_id"
                    + " and r.deleted is null and r.type = 'USER' where i.directory_id = ? and i.source = ? and i.uid = any(?)"
                    + " and not exists (select 1 from link l where l.directory_id = i.directory_id and l.resource_id = i.resource_id)"
                    + " union all select l.uid, l.resource_id from link l join resource r on r.id = l.resource_id"
                    + " and r.deleted is null and r.type = 'USER' and r.source = ? where l.directory_id = ?"
                    + " and l.anchor is not null and l.uid = any(?)";

    private final DataSource database;
    private final String directory;

    public JdbcImports(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public String directory() {
        return directory;
    }

    @Override
    public void all(Consumer<Known> to) {
        Sql.stream(database, ALL, statement -> statement.setString(1, directory), JdbcImports::read, to);
    }

    private static Known read(ResultSet row) throws SQLException {
        Standing standing = !row.getBoolean(5) ? Standing.TAKEN : row.getBoolean(6) ? Standing.SHOWN : Standing.ENDED;
        return new Known(
                row.getString(1),
                new Anchor(row.getString(2)),
                row.getString(3),
                ResourceType.valueOf(row.getString(4)),
                standing,
                row.getString(7));
    }

    @Override
    public Map<String, Anchor> origins(Collection<String> resources) {
        Map<String, Anchor> origins = new HashMap<>();
        if (!resources.isEmpty()) {
            Sql.list(
                    database,
                    ORIGINS,
                    statement -> {
                        statement.setString(1, directory);
                        statement.setArray(2, Sql.texts(statement, resources));
                    },
                    row -> origins.put(row.getString(1), new Anchor(row.getString(2))));
        }
        return origins;
    }

    @Override
    public Map<DN, String> usersAt(String source, Collection<DN> dns) {
        Map<String, DN> keys = new HashMap<>();
        dns.forEach(dn -> keys.put(dn.toNormalizedString(), dn));
        Map<DN, String> users = new HashMap<>();
        Sql.list(
                database,
                AT,
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, source);
                    statement.setArray(3, Sql.texts(statement, keys.keySet()));
                    statement.setString(4, source);
                    statement.setString(5, directory);
                    statement.setArray(6, Sql.texts(statement, keys.keySet()));
                },
                row -> users.put(keys.get(row.getString(1)), row.getString(2)));
        return users;
    }

    @Override
    public Map<String, String> usersNamed(String source, Collection<String> uids) {
        Map<String, String> users = new HashMap<>();
        Sql.list(
                database,
                NAMED,
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, source);
                    statement.setArray(3, Sql.texts(statement, uids));
                    statement.setString(4, source);
                    statement.setString(5, directory);
                    statement.setArray(6, Sql.texts(statement, uids));
                },
                row -> users.put(row.getString(1), row.getString(2)));
        return users;
    }
}
