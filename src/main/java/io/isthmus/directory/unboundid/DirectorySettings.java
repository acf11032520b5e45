package io.isthmus.directory.unboundid;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach the directory ({@code isthmus.directory.*}).
 *
 * @param urls tried in this order
 * @param flavour {@code auto} or a flavour's name
 * @param operationTimeout for connecting and for each operation
 * @param maxWritesPerSecond over all connections; 0 is no limit
 */
public record DirectorySettings(
        List<URI> urls,
        String flavour,
        String bindDn,
        String bindPassword,
        Optional<Path> caFile,
        boolean startTls,
        int connections,
        Duration operationTimeout,
        int maxWritesPerSecond) {

    /** Without a limit on writes. */
    public DirectorySettings(
            List<URI> urls,
            String flavour,
            String bindDn,
            String bindPassword,
            Optional<Path> caFile,
            boolean startTls,
            int connections,
            Duration operationTimeout) {
        this(urls, flavour, bindDn, bindPassword, caFile, startTls, connections, operationTimeout, 0);
    }

    public DirectorySettings {
        urls = List.copyOf(urls);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DirectorySettings[" + urls + ", " + bindDn + "]";
    }
}
