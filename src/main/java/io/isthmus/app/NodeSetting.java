package io.isthmus.app;

import io.isthmus.directory.Directory;
import io.isthmus.reconcile.DirectoryStates;
import io.isthmus.reconcile.ReconcileNode;
import io.isthmus.store.JdbcLeases;
import io.isthmus.store.JdbcOrders;
import io.isthmus.store.JdbcShared;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.sql.DataSource;

/** How this node takes its place among those that share its database. */
final class NodeSetting {
    /** Set where the database is a process of ours, which the lock of the data directory keeps from others. */
    static final String EMBEDDED = "isthmus-embedded-database";

    private NodeSetting() {}

    static ReconcileNode.Setting of(
            Settings settings, DataSource database, Directory directory, DirectoryStates states) {
        String name = settings.directory().name();
        return new ReconcileNode.Setting(
                new JdbcLeases(database, name),
                new JdbcOrders(database, name),
                new JdbcShared(database, name),
                states,
                directory,
                settings.mappingFile(),
                () -> MappingFile.reread(settings.mappingFile()),
                node(),
                settings.directory().operationTimeout(),
                Boolean.getBoolean(EMBEDDED));
    }

    /** The host and the process: two nodes may run on one host. */
    private static String node() {
        return Optional.ofNullable(System.getenv("HOSTNAME"))
                        .filter(host -> !host.isBlank())
                        .orElseGet(NodeSetting::host)
                + "-"
                + ProcessHandle.current().pid();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "node";
        }
    }
}
