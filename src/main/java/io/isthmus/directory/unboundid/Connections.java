package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import io.isthmus.directory.DirectoryFailure;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;

/** The pool of bound connections, made on first use, so that we start while the directory is down. */
final class Connections implements AutoCloseable {
    private static final long IDLE_MILLIS = 50;
    /** after so long the first server is tried again: another one may be a replica that is behind */
    private static final long AWAY_FROM_FIRST_MILLIS = 30_000;

    private final DirectorySettings settings;
    private LDAPConnectionPool pool;
    private volatile String inUse;
    private volatile Optional<Instant> certificateEnds = Optional.empty();

    Connections(DirectorySettings settings) {
        this.settings = settings;
        this.inUse = settings.urls().get(0).toString();
    }

    /** @throws DirectoryFailure when no server can be reached or the bind is refused */
    synchronized LDAPConnectionPool pool() {
        if (pool == null) {
            try {
                LDAPConnectionPool made = new LDAPConnectionPool(
                        servers(true),
                        new SimpleBindRequest(settings.bindDn(), settings.bindPassword()),
                        0,
                        settings.connections() + 2);
                made.setCreateIfNecessary(true);
                made.setMaxWaitTimeMillis(settings.operationTimeout().toMillis());
                made.setTrySynchronousReadDuringHealthCheck(false);
                made.setRetryFailedOperationsDueToInvalidConnections(false);
                pool = made;
            } catch (LDAPException | GeneralSecurityException failed) {
                throw Failures.of("cannot set up the connection to " + inUse, failed);
            }
        }
        return pool;
    }

    /** A connection of its own, for a long read whose cookie dies with it. It answered a moment ago. */
    LDAPConnection dedicated() throws LDAPException {
        LDAPConnection connection = alive(pool().getConnection());
        inUse = url(connection);
        certificateEnds = Optional.ofNullable(connection.getSSLSession()).flatMap(Connections::ends);
        return connection;
    }

    /** A bound connection outside the pool, on which answers may come at any time. */
    LDAPConnection apart() throws LDAPException {
        try {
            LDAPConnection connection = servers(false).getConnection();
            try {
                connection.bind(settings.bindDn(), settings.bindPassword());
                return connection;
            } catch (LDAPException refused) {
                connection.close();
                throw refused;
            }
        } catch (GeneralSecurityException failed) {
            throw new LDAPException(ResultCode.CONNECT_ERROR, String.valueOf(failed.getMessage()), failed);
        }
    }

    static String url(LDAPConnection connection) {
        return (connection.getSSLSession() == null ? "ldap://" : "ldaps://") + connection.getConnectedAddress() + ":"
                + connection.getConnectedPort();
    }

    /** One that was idle may have died with its server, and shows it only when it is used: it is asked, and replaced. */
    private LDAPConnection alive(LDAPConnection connection) throws LDAPException {
        if (System.currentTimeMillis() - connection.getLastCommunicationTime() < IDLE_MILLIS) {
            return connection;
        }
        try {
            connection.getEntry("", "1.1");
            return connection;
        } catch (LDAPException dead) {
            if (dead.getResultCode().equals(ResultCode.TIMEOUT)) {
                drop(connection);
                throw dead;
            }
            return Failures.answered(dead) ? connection : pool().replaceDefunctConnection(connection);
        }
    }

    private static Optional<Instant> ends(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate.getNotAfter().toInstant())
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException anonymous) {
            return Optional.empty();
        }
    }

    Optional<Instant> certificateEnds() {
        return certificateEnds;
    }

    void giveBack(LDAPConnection connection, boolean sound) {
        if (sound) {
            pool().releaseConnection(connection);
        } else {
            drop(connection);
        }
    }

    /** Not replaced, and closed by another thread: both wait for the server once more, TLS for its word of farewell. */
    private void drop(LDAPConnection connection) {
        LDAPConnectionPool from = pool();
        Thread closer = new Thread(() -> from.discardConnection(connection), "directory-closer");
        closer.setDaemon(true);
        closer.start();
    }

    String url() {
        return inUse;
    }

    private ServerSet servers(boolean inTurn) throws LDAPException, GeneralSecurityException {
        List<ServerSet> sets = new ArrayList<>();
        for (URI url : settings.urls()) {
            boolean tls = "ldaps".equalsIgnoreCase(url.getScheme());
            int port = url.getPort() > 0 ? url.getPort() : tls ? 636 : 389;
            Optional<PostConnectProcessor> startTls = settings.startTls() && !tls
                    ? Optional.of(new StartTLSPostConnectProcessor(tls()))
                    : Optional.empty();
            SocketFactory sockets = tls ? tls() : SocketFactory.getDefault();
            sets.add(new SingleServerSet(
                    url.getHost(), port, sockets, options(tls, inTurn), null, startTls.orElse(null)));
        }
        if (sets.size() == 1) {
            return sets.get(0);
        }
        FailoverServerSet inOrder = new FailoverServerSet(sets);
        inOrder.setMaxFailoverConnectionAgeMillis(AWAY_FROM_FIRST_MILLIS);
        return inOrder;
    }

    private SSLSocketFactory tls() throws GeneralSecurityException {
        return new ImpatientSockets(ssl().createSSLSocketFactory(), settings.operationTimeout());
    }

    private SSLUtil ssl() throws KeyStoreException, GeneralSecurityException {
        try {
            return settings.caFile().isPresent()
                    ? new SSLUtil(
                            new PEMFileTrustManager(settings.caFile().get().toFile()))
                    : new SSLUtil(com.unboundid.util.ssl.JVMDefaultTrustManager.getInstance());
        } catch (KeyStoreException unreadable) {
            throw new GeneralSecurityException(
                    "the CA file " + settings.caFile().get() + " cannot be used", unreadable);
        }
    }

    /** @param inTurn whether a connection carries one operation after the other */
    private LDAPConnectionOptions options(boolean tls, boolean inTurn) {
        int timeout = (int) settings.operationTimeout().toMillis();
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(timeout);
        options.setResponseTimeoutMillis(timeout);
        options.setFollowReferrals(false);
        options.setUseSynchronousMode(inTurn);
        options.setUseSchema(false);
        options.setAbandonOnTimeout(false);
        if (tls || settings.startTls()) {
            options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        }
        return options;
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }
}
