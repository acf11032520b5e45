package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import io.isthmus.directory.Directory;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run for which there is not enough memory ends with a reason, and the next one goes on as if nothing had been. */
class StarvedRunTest {
    @TempDir
    private Path home;

    private final AtomicReference<Optional<Throwable>> hunger = new AtomicReference<>(Optional.empty());

    @Test
    void memoryThatIsNotThereEndsARunAndNothingElse() throws Exception {
        try (InMemoryDirectoryServer ldap = Bureau.server();
                LdapDirectory directory = new LdapDirectory(settings(ldap));
                Desk desk = new Desk(starving(directory), Bureau.MAPPING, home)) {
            desk.create(user(), Optional.empty());
            for (Throwable reason : List.of(new OutOfMemoryError("test"), new HeapRoom.NoRoom())) {
                hunger.set(Optional.of(reason));
                RunRow run = desk.sync();
                assertThat(run.status()).isEqualTo(RunRow.Status.FAILED);
                assertThat(run.error())
                        .hasValueSatisfying(why -> assertThat(why).contains("-Xmx"));
                assertThat(desk.changes()).isEmpty();
            }
            hunger.set(Optional.empty());
            assertThat(desk.sync().status()).isEqualTo(RunRow.Status.DONE);
            assertThat(desk.changes()).containsExactly("add ann applied");
        }
    }

    /** Throws when everything is read. */
    private Directory starving(Directory directory) {
        return (Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (proxy, method, with) -> {
                    if (method.getName().equals("read") && hunger.get().isPresent()) {
                        throw hunger.get().get();
                    }
                    try {
                        return method.invoke(directory, with);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static DirectorySettings settings(InMemoryDirectoryServer ldap) {
        return new DirectorySettings(
                List.of(URI.create("ldap://localhost:" + ldap.getListenPort())),
                "in-memory",
                "cn=isthmus",
                "secret",
                Optional.empty(),
                false,
                4,
                Duration.ofSeconds(5));
    }

    private static ObjectNode user() {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("userName", "ann").put("externalId", "e1");
        body.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        return body;
    }
}
