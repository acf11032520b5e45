package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {
    private static final Instant NOW = Instant.parse("2027-01-31T00:00:00Z");

    @TempDir
    Path home;

    @Test
    void numbersGoOnAfterARestartAndOnlyTheNewestStay() throws IOException {
        Recordings recordings = new Recordings(home.resolve("recordings"), Duration.ofDays(30), 3);
        for (int i = 0; i < 4; i++) {
            write(recordings);
        }
        assertThat(names())
                .containsExactly("000002-POST-Users.json", "000003-POST-Users.json", "000004-POST-Users.json");
        write(new Recordings(home.resolve("recordings"), Duration.ofDays(30), 3));
        assertThat(names())
                .containsExactly("000003-POST-Users.json", "000004-POST-Users.json", "000005-POST-Users.json");
    }

    @Test
    void areForTheOwnerOnly() throws IOException {
        Path file = write(new Recordings(home.resolve("recordings"), Duration.ZERO, 3));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void whatIsOlderThanItMayBeGoes() throws IOException {
        Recordings recordings = new Recordings(home.resolve("recordings"), Duration.ofDays(30), 3);
        aged(write(recordings), 31);
        Path young = aged(write(recordings), 29);
        recordings.sweep(NOW);
        assertThat(names()).containsExactly(young.getFileName().toString());
        aged(young, 31);
        recordings.sweep(NOW);
        assertThat(names()).isEmpty();
        write(recordings);
        assertThat(names()).containsExactly("000003-POST-Users.json");
    }

    @Test
    void zeroIsForEver() throws IOException {
        Recordings recordings = new Recordings(home.resolve("recordings"), Duration.ZERO, 3);
        aged(write(recordings), 4000);
        recordings.sweep(NOW);
        assertThat(names()).hasSize(1);
    }

    private static Path write(Recordings recordings) throws IOException {
        return recordings.write(FixtureTest.exchange("/scim/v2/Users", "{}", new byte[0]));
    }

    private static Path aged(Path file, int days) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(days))));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("recordings/okta"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
