package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.isthmus.cli.Offline.Outcome;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.isthmus.scim.Extensions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    private static MappingTrial trial(MappingSet mapping) {
        return new MappingTrial(mapping, Map.of());
    }

    /** The server takes "True" for a declared boolean, and refuses what does not fit; the trial printed the one and the other. */
    @Test
    void whatASourceDeclaresIsReadAsTheServerReadsIt() throws IOException {
        String base = System.getProperty("isthmus.test.basedir", ".");
        Extensions staff = Extensions.of(List.of(
                new ObjectMapper().readTree(Files.readString(Path.of(base, "src/test/resources/schemas/staff.json")))));
        String text = Files.readString(Path.of(base, "config/mapping-openldap.yaml"))
                .replaceFirst(
                        "(\\n {6}title: +title)",
                        "$1\n      description: 'urn:acme:scim:2.0:Staff:keyHolder'\n"
                                + "      carLicense: 'urn:acme:scim:2.0:Staff:rank'");
        MappingTrial trial = new MappingTrial(
                ((MappingResult.Valid) MappingReader.read(text, "mapping")).mapping(),
                Map.of("okta", staff, "entra", Extensions.NONE));
        Path user = tests.resolve("ann.json");
        Files.writeString(user, declaring("\"BADGE\":\"7\",\"keyHolder\":\"True\",\"rank\":\"chief\""));
        Outcome tried = trial.of(user);
        assertThat(tried.well()).as(tried.lines().toString()).isTrue();
        assertThat(String.join("\n", tried.lines()))
                .contains("description: true")
                .as("readOnly")
                .doesNotContain("carLicense");
        Files.writeString(user, declaring("\"badge\":\"7\",\"floor\":\"third\""));
        assertThat(trial.of(user).well()).isFalse();
        assertThat(trial.of(user).lines())
                .singleElement()
                .asString()
                .contains(
                        "no push of source okta would be accepted",
                        "urn:acme:scim:2.0:Staff:floor has to be a whole number");
        Files.writeString(user, declaring("\"floor\":3"));
        assertThat(trial.of(user).lines()).singleElement().asString().contains("Staff:badge is required");
        Files.writeString(user, USER);
        assertThat(trial.of(user).well()).isTrue();
    }

    private static String declaring(String attributes) {
        return USER.strip().replaceFirst("}$", ",\"urn:acme:scim:2.0:Staff\":{" + attributes + "}}");
    }

    @Test
    void whatMappingTryPrintsIsATestThatPasses() throws IOException {
        Outcome tried = trial(mapping).of(tests.resolve("ann.json"));
        Files.writeString(tests.resolve("ann.ldif"), "\n" + String.join("\n", tried.lines()) + "\n");
        Outcome run = MappingTests.run(trial(mapping), file);
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
        Outcome tried = trial(mapping).of(group);
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
        Outcome tried = trial(ofOne).of(tests.resolve("ann.json"));
        assertThat(tried.well()).as(tried.lines().toString()).isTrue();
        assertThat(String.join("\n", tried.lines())).contains(", as source entra sends it");
    }

    @Test
    void everyDifferenceNamesTheUserTheAttributeAndTheValue() throws IOException {
        List<String> lines = trial(mapping).of(tests.resolve("ann.json")).lines();
        Files.writeString(
                tests.resolve("ann.ldif"),
                String.join("\n", lines).replace("title: Chief", "title: Boss") + "\n# the account is locked\n");
        Outcome run = MappingTests.run(trial(mapping), file);
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
        Outcome run = MappingTests.run(trial(mapping), file);
        assertThat(run.well()).isFalse();
        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(0)).contains("there is no ann.ldif");
        assertThat(run.lines().get(1)).contains("no push would be accepted");
    }

    @Test
    void noTestsAreNoFault() {
        assertThat(MappingTests.run(trial(mapping), home.resolve("elsewhere/mapping.yaml"))
                        .well())
                .isTrue();
    }
}
