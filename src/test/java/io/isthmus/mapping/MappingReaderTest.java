package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingReaderTest {
    private static final Path HOME = Path.of(System.getProperty("isthmus.test.basedir", "."));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config/mapping-openldap.yaml",
                "config/mapping-389ds.yaml",
                "config/mapping-ad.yaml",
                "src/main/resources/dev/mapping.yaml"
            })
    void acceptsTheMappingsThatWeShip(String file) throws IOException {
        assertThat(MappingReader.read(Files.readString(HOME.resolve(file)), file))
                .isInstanceOf(MappingResult.Valid.class);
    }

    @Test
    void tellsEveryFaultAtOnceWithItsLine() {
        String mapping = """
                version: 1
                users:
                  - name: a
                    bases: ou=people,dc=x
                    base: not a dn
                    rdn: uid
                    object-classes: [inetOrgPerson]
                    correlate: [nothing]
                    attributes:
                      uid: { from: userName, cel: "value.lowerAsci()" }
                      sn: shoeSize
                      mail: { from: "emails[", ownership: mine }
                    inactive: [sleep]
                """;
        MappingResult.Faulty faulty = (MappingResult.Faulty) MappingReader.read(mapping, "m.yaml");
        assertThat(faulty.faults()).extracting(Fault::line).containsExactlyInAnyOrder(4, 5, 8, 10, 11, 12, 12, 13);
        assertThat(faulty.faults().get(0).toString()).contains("m.yaml:4").contains("did you mean \"base\"");
        assertThat(faulty.faults()).anyMatch(fault -> fault.message().contains("lowerAsci"));
    }

    @Test
    void theFiveAttributesOfTheUsualEntraSetUpMakeAValidInetOrgPerson() throws Exception {
        MappingSet mapping = shipped();
        Resource user = user("entra-five.json");
        Desired.Wanted wanted = (Desired.Wanted) mapping.desire(user, References.NONE, Instant.EPOCH);
        StringBuilder ldif = new StringBuilder("dn: " + wanted.entry().dn() + "\n");
        wanted.entry()
                .attributes()
                .forEach((name, values) -> values.values()
                        .forEach(value ->
                                ldif.append(name).append(": ").append(value).append('\n')));
        assertThat(ldif.toString())
                .isEqualTo(Files.readString(HOME.resolve("src/test/resources/mapping/entra-five.ldif")));
    }

    @Test
    void theHashDoesNotHangOnCommentsAndOrder() {
        String a =
                "version: 1\nusers:\n  base: dc=x\n  rdn: uid\n  object-classes: [account]\n  attributes: {uid: userName}\n";
        String b =
                "# hi\nusers:\n  rdn: uid\n  base: dc=x\n  attributes: {uid: userName}\n  object-classes: [account]\nversion: 1\n";
        assertThat(hash(a)).isEqualTo(hash(b)).isNotEqualTo(hash(a.replace("dc=x", "dc=y")));
    }

    private static String hash(String text) {
        return ((MappingResult.Valid) MappingReader.read(text, "m")).mapping().hash();
    }

    private static MappingSet shipped() throws IOException {
        String file = "config/mapping-openldap.yaml";
        return ((MappingResult.Valid) MappingReader.read(Files.readString(HOME.resolve(file)), file)).mapping();
    }

    private static Resource user(String file) throws IOException {
        ObjectNode body = (ObjectNode) new ObjectMapper()
                .readTree(
                        HOME.resolve("src/test/resources/mapping").resolve(file).toFile());
        return new Resource(
                "id1", ResourceType.USER, "entra", 1, 1, Instant.EPOCH, Instant.EPOCH, Optional.empty(), body);
    }
}
