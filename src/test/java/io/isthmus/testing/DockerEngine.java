package io.isthmus.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/**
 * The Docker engine of this machine, over Testcontainers, whose helper containers stay off: they would have to come from a registry.
 * So what a killed test left behind is removed here.
 */
final class DockerEngine {
    private static final String LABEL = "io.isthmus.test";
    private static final Duration LONGEST_TEST = Duration.ofHours(1);
    private static final String INSTALL = "install one with: apt-get install docker.io";

    private DockerEngine() {}

    /** Why there is no engine to use; empty where one answers. */
    static Optional<String> missing() {
        String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("unix:///var/run/docker.sock");
        if (!host.startsWith("unix://")) {
            return Optional.of("DOCKER_HOST is not of this machine: " + host);
        }
        if (!Files.exists(Path.of(host.substring("unix://".length())))) {
            return Optional.of("no Docker engine at " + host + "; " + INSTALL);
        }
        if (!Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
            return Optional.of("TESTCONTAINERS_RYUK_DISABLED=true is not set (the build sets it)");
        }
        return DockerClientFactory.instance().isDockerAvailable()
                ? Optional.empty()
                : Optional.of("the Docker engine at " + host + " does not answer; " + INSTALL);
    }

    /** What to label containers of tests with. */
    static Map<String, String> label() {
        return Map.of(LABEL, "true");
    }

    /** Removes containers of tests that no test can be using any more. */
    static void removeLeaked() {
        DockerClient client = DockerClientFactory.lazyClient();
        long youngest = Instant.now().minus(LONGEST_TEST).getEpochSecond();
        client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(LABEL)).exec().stream()
                .filter(container -> container.getCreated() < youngest)
                .map(Container::getId)
                .forEach(id -> client.removeContainerCmd(id).withForce(true).exec());
    }
}
