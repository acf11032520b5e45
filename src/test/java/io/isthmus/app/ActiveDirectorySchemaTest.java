package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.directory.Directory;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.testing.SambaServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The mapping for Active Directory against the live schema of one. */
class ActiveDirectorySchemaTest {
    private static final Path MAPPING =
            Path.of(System.getProperty("isthmus.test.basedir", "."), "config/mapping-ad.yaml");

    @Test
    void theShippedMappingFitsAndWhatIsMissingIsTold() throws Exception {
        try (SambaServer samba = SambaServer.start();
                Directory directory = new LdapDirectory(new DirectorySettings(
                        List.of(URI.create(samba.ldapsUrl())),
                        "auto",
                        SambaServer.SERVICE,
                        SambaServer.SERVICE_PASSWORD,
                        Optional.of(samba.authority()),
                        false,
                        4,
                        Duration.ofSeconds(5)))) {
            String text = Files.readString(MAPPING);
            assertThat(misfits(text, directory)).isEmpty();
            assertThat(misfits(
                            text.replace("initial: random", "initial: none")
                                    .replace("      department:  ", "      departement: "),
                            directory))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("departement"))
                    .anyMatch(line -> line.contains("initial: random"));
        }
    }

    private static List<String> misfits(String text, Directory directory) {
        MappingResult result = MappingReader.read(text, "mapping-ad.yaml");
        assertThat(result).isInstanceOf(MappingResult.Valid.class);
        return SchemaCheck.faults(
                        ((MappingResult.Valid) result).mapping(),
                        directory.schema(),
                        directory.capabilities(),
                        dn -> directory.entry(dn, Set.of("objectClass")).isPresent())
                .stream()
                .map(fault -> fault.in("mapping-ad.yaml"))
                .toList();
    }
}
