package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Files with everything in them: {@code whole.yaml} is right, {@code faulty.yaml} is wrong as {@code faulty.txt} says. */
class WholeMappingTest {
    private static final Path FILES =
            Path.of(System.getProperty("isthmus.test.basedir", "."), "src/test/resources/mapping");
    private static final MappingSet WHOLE = ((MappingResult.Valid) read("whole.yaml")).mapping();

    @Test
    void tellsAllFaultsOfAllSections() throws IOException {
        MappingResult.Faulty faulty = (MappingResult.Faulty) read("faulty.yaml");
        List<String> told = faulty.faults().stream()
                .map(fault -> fault.line() + ": " + fault.key() + ": " + fault.message())
                .toList();
        assertThat(told).containsExactlyElementsOf(Files.readAllLines(FILES.resolve("faulty.txt")));
    }

    @Test
    void warnsOfWhatALaterVersionDoes() {
        assertThat(((MappingResult.Valid) read("whole.yaml")).warnings())
                .containsExactly(
                        "rule employees: withdraw: true takes what is ours out of the directory; delete the rule once a run says that nothing is left",
                        "rule teams: withdraw: true takes what is ours out of the directory; delete the rule once a run says that nothing is left");
    }

    @Test
    void readsWhatIsOnlyOfUsers() throws Exception {
        UserRule rule = WHOLE.users().get(0);
        assertThat(rule.password()).isEqualTo(new PasswordRule(PasswordRule.From.PASS, PasswordRule.Initial.RANDOM));
        assertThat(rule.withdraw()).isTrue();
        ActualEntry bob = new ActualEntry(
                new Anchor("1"),
                new DN("uid=bob,dc=x"),
                Map.of("uid", new Attribute("uid", "bob"), "sn", new Attribute("sn", "Lee")));
        assertThat(rule.imports().get("userName").of(bob)).contains("bob@example.com");
        assertThat(rule.imports().get("name.formatted").of(bob)).contains("Lee");
    }

    @Test
    void readsGroups() throws Exception {
        GroupRule teams = WHOLE.groups().get(0);
        assertThat(teams.members())
                .isEqualTo(
                        new MemberRule("member", MemberRule.As.DN, Optional.of(new DN("cn=nobody,dc=example,dc=com"))));
        assertThat(teams.deleted())
                .containsExactly(
                        new LifecycleStep(Duration.ZERO, new LifecycleStep.Action.Empty()),
                        new LifecycleStep(Duration.ofDays(7), new LifecycleStep.Action.Delete()));
        GroupRule posix = WHOLE.groups().get(1);
        assertThat(posix.name()).isEqualTo("groups[1]");
        assertThat(posix.members().as()).isEqualTo(MemberRule.As.UID);
        assertThat(posix.shared()).isTrue();
        assertThat(posix.scope()).hasToString("(objectClass=posixGroup)");
    }

    @Test
    void membershipsBelongToWhoCreatedTheGroupUnlessAPatternSaysOtherwise() throws Exception {
        GroupRule teams = WHOLE.groups().get(0);
        DN app = new DN("CN=App-mail,ou=groups,dc=example,dc=com");
        DN strict = new DN("cn=x,OU=strict,dc=example,dc=com");
        DN other = new DN("cn=my-app-x,ou=groups,dc=example,dc=com");
        assertThat(teams.membershipsOf(app, true)).isEqualTo(Ownership.MERGE);
        assertThat(teams.membershipsOf(strict, false)).isEqualTo(Ownership.ENFORCE);
        assertThat(teams.membershipsOf(other, true)).isEqualTo(Ownership.ENFORCE);
        assertThat(teams.membershipsOf(other, false)).isEqualTo(Ownership.MERGE);
        assertThat(teams.membershipsOf(new DN("cn=x"), false)).isEqualTo(Ownership.MERGE);
    }

    @Test
    void takesTextsAsTheyAreWritten() {
        assertThat(WHOLE.roles().role("numbers").orElseThrow().match())
                .containsExactly("yes", "1", "0o7", "null", "1_000", "12:30:45", "2026-01-01");
        assertThat(WHOLE.roles().role("numbers").orElseThrow().grants())
                .containsExactly(new Grant.OfValue("employeeType", "off", 68));
    }

    @Test
    void aRoleWithoutMatchIsSelectedByItsNameTheDefaultOneOnlyByDefault() {
        assertThat(WHOLE.roles().role("auditor").orElseThrow().match()).containsExactly("auditor");
        assertThat(WHOLE.roles().role("standard").orElseThrow().match()).isEmpty();
    }

    @Test
    void baseRdnAndClassesOfGroupsChangeOnlyWhereMigrationIsPermitted() throws IOException {
        String accepted = MappingShape.of(WHOLE);
        String moved = Files.readString(FILES.resolve("whole.yaml"))
                .replace("base: ou=groups", "base: ou=teams")
                .replace("base: ou=posix", "base: ou=unix");
        MappingSet now = ((MappingResult.Valid) MappingReader.read(moved, "moved.yaml")).mapping();
        assertThat(MappingShape.incompatible(accepted, now))
                .singleElement()
                .asString()
                .contains("rule groups[1]")
                .contains("ou=posix");
        assertThat(MappingShape.incompatible(accepted, WHOLE)).isEmpty();
    }

    private static MappingResult read(String file) {
        try {
            return MappingReader.read(Files.readString(FILES.resolve(file)), file);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
