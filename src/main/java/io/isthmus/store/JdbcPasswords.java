package io.isthmus.store;

import io.isthmus.reconcile.Passwords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** The sealed passwords of pushes, opened for their write. What a password is sealed with is made anew each time: its version. */
public final class JdbcPasswords implements Passwords {
    private static final Logger LOG = Logger.getLogger(JdbcPasswords.class);
    private static final String VERSION = "left(encode(sealed, 'hex'), 24)";
    private final DataSource database;
    private final KeyFileSeal seal;

    public JdbcPasswords(DataSource database, KeyFileSeal seal) {
        this.database = database;
        this.seal = seal;
    }

    @Override
    public Map<String, String> waiting() {
        Map<String, String> waiting = new HashMap<>();
        Sql.list(
                        database,
                        "select resource_id, " + VERSION + " from password",
                        Sql.none(),
                        row -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(one -> waiting.put(one.getKey(), one.getValue()));
        return waiting;
    }

    @Override
    public List<Waiting> of(Collection<String> resources) {
        List<Waiting> opened = new ArrayList<>();
        Sql.list(
                        database,
                        "select resource_id, " + VERSION + ", sealed from password where resource_id = any(?)",
                        statement -> statement.setArray(1, Sql.texts(statement, resources)),
                        row -> new Sealed(row.getString(1), row.getString(2), row.getBytes(3)))
                .forEach(one -> open(one, opened));
        return opened;
    }

    private record Sealed(String resource, String version, byte[] bytes) {}

    private void open(Sealed sealed, List<Waiting> to) {
        try {
            String secret = seal.open(sealed.resource(), sealed.bytes());
            to.add(Waiting.opened(sealed.resource(), sealed.version(), secret));
        } catch (IllegalStateException anotherKey) {
            LOG.warnf("the password of resource %s is not written: it was sealed with another key", sealed.resource());
            erase(sealed.resource(), sealed.version());
        }
    }

    @Override
    public void over(Waiting password) {
        erase(password.resource(), password.version());
    }

    private void erase(String resource, String version) {
        Sql.update(database, "delete from password where resource_id = ? and " + VERSION + " = ?", statement -> {
            statement.setString(1, resource);
            statement.setString(2, version);
        });
    }
}
