package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk: nothing is acknowledged that is not stored, and all goes on once there is room again. */
class DiskFullIT {
    @TempDir
    Path home;

    @Test
    void refusesWhatItCannotStoreAndRecovers() throws Exception {
        Path data = Files.createDirectories(home.resolve("data"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=220m", "tmpfs", data.toString()) == 0,
                "a small file system cannot be mounted here; run the tests as root");
        try (IsthmusServer isthmus = IsthmusServer.in(
                home,
                Setup.settings("ldap://127.0.0.1:1", "auto-sync: false"),
                Setup.mapping(),
                Map.of("LDAP_PASSWORD", "x"))) {
            isthmus.start();
            String token = isthmus.sourceToken("okta");
            fill(data.resolve("ballast"));
            AtomicInteger number = new AtomicInteger();
            AtomicInteger acknowledged = new AtomicInteger();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                HttpResponse<String> response = push(isthmus, token, number.incrementAndGet());
                acknowledged.addAndGet(response.statusCode() == 201 ? 1 : 0);
                return response.statusCode() == 503;
            });
            Files.delete(data.resolve("ballast"));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                boolean stored = push(isthmus, token, number.incrementAndGet()).statusCode() == 201;
                acknowledged.addAndGet(stored ? 1 : 0);
                return stored;
            });
            int total = IsthmusServer.json(
                            isthmus.scim("GET", "/Users?count=0", token, "").body())
                    .path("totalResults")
                    .asInt();
            assertThat(total).isGreaterThanOrEqualTo(acknowledged.get());
            isthmus.stop();
            assertThat(isthmus.command("journal", "verify").exit()).isZero();
        } finally {
            run("umount", "-l", data.toString());
        }
    }

    private static HttpResponse<String> push(IsthmusServer isthmus, String token, int number) {
        return isthmus.scim(
                "POST", "/Users", token, Setup.user("full" + number, ",\"title\":\"" + "x".repeat(200_000) + "\""));
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[64 * 1024];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full.getMessage()).containsIgnoringCase("space");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
