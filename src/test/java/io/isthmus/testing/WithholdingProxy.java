package io.isthmus.testing;

import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.listener.ProxyRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SingleServerSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a real server and can keep the answer to a write that the server has carried out. */
public final class WithholdingProxy implements AutoCloseable {
    private final LDAPListener listener;
    private final AtomicLong writes = new AtomicLong();
    private volatile boolean armed;
    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private WithholdingProxy(String url) throws LDAPException, IOException {
        URI server = URI.create(url);
        ProxyRequestHandler proxy = new ProxyRequestHandler(new SingleServerSet(server.getHost(), server.getPort()));
        LDAPListenerConfig config = new LDAPListenerConfig(0, new Handler(proxy));
        config.setListenAddress(InetAddress.getLoopbackAddress());
        listener = new LDAPListener(config);
        listener.startListening();
    }

    public static WithholdingProxy before(String url) {
        try {
            return new WithholdingProxy(url);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public String url() {
        return "ldap://127.0.0.1:" + listener.getListenPort();
    }

    /** From now on answers to writes are withheld. */
    public void arm() {
        armed = true;
    }

    /** Waits until the server has carried out a write whose answer is withheld. */
    public boolean awaitWrite() throws InterruptedException {
        return written.await(60, TimeUnit.SECONDS);
    }

    /** Lets everything through again. */
    public void release() {
        armed = false;
        released.countDown();
    }

    /** How many writes came through so far. */
    public long writes() {
        return writes.get();
    }

    private LDAPMessage withheld(LDAPMessage answer) {
        writes.incrementAndGet();
        if (armed) {
            written.countDown();
            try {
                released.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return answer;
    }

    @Override
    public void close() {
        release();
        listener.shutDown(true);
    }

    private final class Handler extends LDAPListenerRequestHandler {
        private final ProxyRequestHandler proxy;

        Handler(ProxyRequestHandler proxy) {
            this.proxy = proxy;
        }

        @Override
        public Handler newInstance(LDAPListenerClientConnection connection) throws LDAPException {
            return new Handler(proxy.newInstance(connection));
        }

        @Override
        public void closeInstance() {
            proxy.closeInstance();
        }

        @Override
        public LDAPMessage processAddRequest(int id, AddRequestProtocolOp request, List<Control> controls) {
            return withheld(proxy.processAddRequest(id, request, controls));
        }

        @Override
        public LDAPMessage processModifyRequest(int id, ModifyRequestProtocolOp request, List<Control> controls) {
            return withheld(proxy.processModifyRequest(id, request, controls));
        }

        @Override
        public LDAPMessage processModifyDNRequest(int id, ModifyDNRequestProtocolOp request, List<Control> controls) {
            return withheld(proxy.processModifyDNRequest(id, request, controls));
        }

        @Override
        public LDAPMessage processDeleteRequest(int id, DeleteRequestProtocolOp request, List<Control> controls) {
            return withheld(proxy.processDeleteRequest(id, request, controls));
        }

        @Override
        public LDAPMessage processBindRequest(int id, BindRequestProtocolOp request, List<Control> controls) {
            return proxy.processBindRequest(id, request, controls);
        }

        @Override
        public LDAPMessage processCompareRequest(int id, CompareRequestProtocolOp request, List<Control> controls) {
            return proxy.processCompareRequest(id, request, controls);
        }

        @Override
        public LDAPMessage processExtendedRequest(int id, ExtendedRequestProtocolOp request, List<Control> controls) {
            return proxy.processExtendedRequest(id, request, controls);
        }

        @Override
        public LDAPMessage processSearchRequest(int id, SearchRequestProtocolOp request, List<Control> controls) {
            return proxy.processSearchRequest(id, request, controls);
        }
    }
}
