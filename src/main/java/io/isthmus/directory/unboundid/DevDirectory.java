package io.isthmus.directory.unboundid;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The embedded LDAP server of dev mode; its content outlives a restart, operational attributes included. */
public final class DevDirectory implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DevDirectory.class);
    public static final String BIND_DN = "uid=isthmus,ou=services,dc=example,dc=com";
    public static final String PASSWORD = "isthmus-dev";

    private final InMemoryDirectoryServer server;
    private final Path file;
    private final ScheduledExecutorService saver = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dev-directory");
        thread.setDaemon(true);
        return thread;
    });

    private DevDirectory(InMemoryDirectoryServer server, Path file) {
        this.server = server;
        this.file = file;
    }

    /** Starts on 127.0.0.1; content from the file if it is there, else from the seed. */
    public static DevDirectory start(Path file, int port, InputStream seed) {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig("dev", InetAddress.getLoopbackAddress(), port, null));
            config.addAdditionalBindCredentials(BIND_DN, PASSWORD);
            config.setGenerateOperationalAttributes(true);
            InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
            if (Files.exists(file)) {
                server.importFromLDIF(true, file.toString());
            } else {
                try (LDIFReader reader = new LDIFReader(seed)) {
                    server.importFromLDIF(true, reader);
                }
            }
            server.startListening();
            DevDirectory started = new DevDirectory(server, file);
            var unused = started.saver.scheduleWithFixedDelay(started::save, 1, 1, TimeUnit.SECONDS);
            return started;
        } catch (LDAPException | IOException failed) {
            throw new IllegalStateException("the embedded directory does not start: " + failed.getMessage(), failed);
        }
    }

    private synchronized void save() {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            server.exportToLDIF(fresh.toString(), false, false);
            Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (LDAPException | IOException failed) {
            LOG.warnf("the embedded directory's content was not saved: %s", failed.getMessage());
        }
    }

    @Override
    public void close() {
        saver.shutdownNow();
        save();
        server.shutDown(true);
    }
}
