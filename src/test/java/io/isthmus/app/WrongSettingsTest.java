package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.cli.Offline.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrongSettingsTest {
    private final Optional<String> before = Optional.ofNullable(System.getProperty("isthmus.config"));

    @TempDir
    Path home;

    @AfterEach
    void giveBack() {
        before.ifPresentOrElse(
                path -> System.setProperty("isthmus.config", path), () -> System.clearProperty("isthmus.config"));
    }

    @Test
    void thatItDoesNotStartIsSaidOnce() {
        RuntimeException wrong = new RuntimeException("failed", new WrongSettings(List.of("m.yaml: rule a is gone")));
        assertThat(WrongSettings.told(wrong))
                .isEqualTo("Isthmus does not start, a setting is wrong:\n  m.yaml: rule a is gone");
        assertThat(WrongSettings.told(new RuntimeException("failed", new IllegalStateException("no port"))))
                .isEqualTo("Isthmus does not start: no port");
    }

    /** Nothing was to be started; and where JSON is asked for the faults are lines of it. */
    @Test
    void aCheckTellsTheFaultsAndNothingElse() throws Exception {
        Path settings = home.resolve("application.yaml");
        Files.writeString(settings, "isthmus: { mapping-file: " + home.resolve("none.yaml") + " }\n");
        System.setProperty("isthmus.config", settings.toString());
        Outcome check = new OfflineWork().checkMapping(false);
        assertThat(check.well()).isFalse();
        assertThat(check.lines())
                // what the build says to its tests is no setting of ours, and is told as well
                .filteredOn(line -> !line.startsWith("-D"))
                .hasSizeGreaterThan(1)
                .doesNotHaveDuplicates()
                .allSatisfy(line -> assertThat(line).startsWith(settings.toString()))
                .noneMatch(line -> line.contains("does not start"));
    }
}
