package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.cli.Offline.Outcome;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTestsTest {
    private static final String USER = """
            {"userName":"ann@acme.test","name":{"givenName":"Ann","familyName":"Lee"},"title":"Chief","active":true}
            """;

    @TempDir
    Path home;

    private Path tests;
    private Path file;
    private MappingSet mapping;

    @BeforeEach
    void shippedMapping() throws IOException {
        String text = Files.readString(
                Path.of(System.getProperty("isthmus.test.basedir", "."), "config/mapping-openldap.yaml"));
        mapping = ((MappingResult.Valid) MappingReader.read(text, "mapping")).mapping();
        file = home.resolve("mapping.yaml");
        tests = Files.createDirectory(home.resolve("mapping-tests"));
        Files.writeString(tests.resolve("ann.json"), USER);
    }

    @Test
    void whatMappingTryPrintsIsATestThatPasses() throws IOException {
        Outcome tried = MappingTrial.of(mapping, tests.resolve("ann.json"));
        Files.writeString(tests.resolve("ann.ldif"), "\n" + String.join("\n", tried.lines()) + "\n");
        Outcome run = MappingTests.run(mapping, file);
        assertThat(run.lines()).singleElement().asString().startsWith("1 mapping test(s)");
        assertThat(run.well()).isTrue();
    }

    @Test
    void aGroupIsTriedToo() throws IOException {
        Path group = tests.resolve("sales.json");
        Files.writeString(group, """
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Sales",
                 "members":[{"value":"ann"}]}
                """);
        Outcome tried = MappingTrial.of(mapping, group);
        assertThat(tried.well()).as(tried.lines().toString()).isTrue();
        assertThat(String.join("\n", tried.lines()))
                .contains("dn: cn=Sales,ou=groups,dc=example,dc=com", "cn: Sales")
                .contains("# member ann is added when that resource has an entry");
        assertThat(String.join("\n", tried.lines())).doesNotContain("userName");
    }

    @Test
    void whatOnlyOneSourceSendsIsTriedAsThatSourceSendsIt() throws IOException {
        String text = Files.readString(
                Path.of(System.getProperty("isthmus.test.basedir", "."), "config/mapping-openldap.yaml"));
        String one = text.replaceFirst("(\\n {4}base: )", "\n    source: entra$1");
        MappingSet ofOne = ((MappingResult.Valid) MappingReader.read(one, "mapping")).mapping();
        Outcome tried = MappingTrial.of(ofOne, tests.resolve("ann.json"));
        assertThat(tried.well()).as(tried.lines().toString()).isTrue();
        assertThat(String.join("\n", tried.lines())).contains(", as source entra sends it");
    }

    @Test
    void everyDifferenceNamesTheUserTheAttributeAndTheValue() throws IOException {
        List<String> lines = MappingTrial.of(mapping, tests.resolve("ann.json")).lines();
        Files.writeString(
                tests.resolve("ann.ldif"),
                String.join("\n", lines).replace("title: Chief", "title: Boss") + "\n# the account is locked\n");
        Outcome run = MappingTests.run(mapping, file);
        assertThat(run.well()).isFalse();
        assertThat(run.lines()).hasSize(3).allMatch(line -> line.contains("ann.json"));
        assertThat(run.lines().toString())
                .contains("title has, and should not, Chief")
                .contains("title lacks Boss");
    }

    @Test
    void aUserWithoutExpectationAndOneThatNoPushWouldBringAreFaults() throws IOException {
        Files.writeString(tests.resolve("bad.json"), "{\"userName\":7}");
        Files.writeString(tests.resolve("bad.ldif"), "dn: uid=x\n");
        Outcome run = MappingTests.run(mapping, file);
        assertThat(run.well()).isFalse();
        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(0)).contains("there is no ann.ldif");
        assertThat(run.lines().get(1)).contains("no push would be accepted");
    }

    @Test
    void noTestsAreNoFault() {
        assertThat(MappingTests.run(mapping, home.resolve("elsewhere/mapping.yaml"))
                        .well())
                .isTrue();
    }
}
