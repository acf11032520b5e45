package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.directory.Seen;
import io.isthmus.directory.Watching;
import io.isthmus.ldap.SearchBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Watches by content sync (RFC 4533): one search a base that does not end, all on one connection. */
final class ContentSyncWatch implements Watching.Watch {
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private final LDAPConnection connection;
    private final DirectoryFlavour flavour;
    private final List<SearchBase> bases;
    private final String server;
    private final long beat;
    private final Semaphore ended = new Semaphore(0);
    private volatile boolean closed;

    /** @param patience a connection that carries nothing for so long is asked whether it lives */
    ContentSyncWatch(LDAPConnection connection, DirectoryFlavour flavour, List<SearchBase> bases, Duration patience) {
        this.connection = connection;
        this.flavour = flavour;
        this.bases = bases;
        this.server = Connections.url(connection);
        this.beat = Math.min(HEARTBEAT.toNanos(), patience.toNanos());
    }

    @Override
    public String server() {
        return server;
    }

    @Override
    public String how() {
        return "content sync";
    }

    @Override
    public void follow(Map<String, byte[]> cookies, Consumer<Seen> to) {
        List<ContentSyncStream> streams = new ArrayList<>();
        try {
            for (SearchBase base : bases) {
                ContentSyncStream stream = new ContentSyncStream(connection, server, base, flavour, ended::release, to);
                streams.add(stream);
                stream.begin(Optional.ofNullable(cookies.get(stream.name())));
            }
            while (!closed) {
                for (ContentSyncStream stream : streams) {
                    stream.goOn();
                }
                if (!woken() && connection.getRootDSE() == null) {
                    throw new LDAPException(ResultCode.SERVER_DOWN, "the server does not answer");
                }
            }
        } catch (LDAPException failed) {
            if (!closed) {
                throw Failures.of("watch of " + server, failed);
            }
        }
    }

    /** Waits; false after a while in which no search ended. */
    private boolean woken() {
        try {
            boolean woken = ended.tryAcquire(beat, TimeUnit.NANOSECONDS);
            ended.drainPermits();
            return woken;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closed = true;
            return true;
        }
    }

    @Override
    public void close() {
        closed = true;
        ended.release();
        connection.close();
    }
}
