package io.isthmus.testing;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** OpenLDAP out of the fixtures' Dockerfile. The image stays for the next time, the container does not. */
final class OpenLdapContainer implements LdapServer {
    private static final int LDAP = 389;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final GenericContainer<?> container;

    private OpenLdapContainer(GenericContainer<?> container) {
        this.container = container;
    }

    /** @throws RuntimeException when it cannot be built or started, for instance for want of the base image */
    static OpenLdapContainer start() {
        DockerEngine.removeLeaked();
        GenericContainer<?> made = new GenericContainer<>(new ImageFromDockerfile("isthmus-openldap-test", false)
                        .withFileFromPath(".", OwnProcess.fixtures("openldap"))
                        // also where the engine forwards nothing for its containers
                        .withBuildImageCmdModifier(build -> build.withNetworkMode("host")))
                .withExposedPorts(LDAP)
                .withLabels(DockerEngine.label())
                .withCreateContainerCmdModifier(create -> onLoopback(Objects.requireNonNull(create.getHostConfig())))
                .waitingFor(Wait.forListeningPorts(LDAP).withStartupTimeout(PATIENCE));
        boolean started = false;
        try {
            made.start();
            started = true;
            return new OpenLdapContainer(made);
        } finally {
            if (!started) {
                made.stop();
            }
        }
    }

    private static void onLoopback(HostConfig host) {
        host.withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(LDAP)));
    }

    @Override
    public String url() {
        return "ldap://127.0.0.1:" + container.getMappedPort(LDAP);
    }

    @Override
    public LDAPConnection admin() {
        try {
            return new LDAPConnection(
                    "127.0.0.1", container.getMappedPort(LDAP), OpenLdapServer.ADMIN, OpenLdapServer.ADMIN_PASSWORD);
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
