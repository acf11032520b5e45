package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Filter;
import io.isthmus.mapping.LifecycleStep.Action;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written in a rule is what the rule does; what is left out has a value that does no harm. */
class ReadRuleTest {
    @Test
    void whatIsLeftOutDoesNoHarm() throws Exception {
        UserRule rule = Mappings.userRule();
        assertThat(rule.adopt()).isEqualTo(UserRule.Adopt.ASK);
        assertThat(rule.scope()).isEqualTo(Filter.create("(objectClass=inetOrgPerson)"));
        assertThat(rule.strong()).isEmpty();
        assertThat(rule.password()).isEqualTo(PasswordRule.NONE);
        assertThat(rule.inactive()).isEmpty();
        assertThat(rule.migrate()).isFalse();
        assertThat(rule.stampAttribute()).isEmpty();
    }

    @Test
    void entriesAreFoundAndAdoptedAsIsWritten() throws Exception {
        UserRule rule = Mappings.userRule(
                "object-classes: [account, posixAccount]",
                "scope: (uid=*)",
                "adopt: auto",
                "stamp-attribute: employeeNumber",
                "strong: [employeeNumber, uid]");
        assertThat(rule.objectClasses()).containsExactly("account", "posixAccount");
        assertThat(rule.scope()).isEqualTo(Filter.create("(uid=*)"));
        assertThat(rule.adopt()).isEqualTo(UserRule.Adopt.AUTO);
        assertThat(rule.stampAttribute()).contains("employeeNumber");
        assertThat(rule.strong()).containsExactly("employeeNumber", "uid");
    }

    @Test
    void passwordsArePassedOnAndMadeUpOnlyWhereThatIsWritten() {
        assertThat(Mappings.userRule("password: { from: pass, initial: random }")
                        .password())
                .isEqualTo(new PasswordRule(PasswordRule.From.PASS, PasswordRule.Initial.RANDOM));
        assertThat(Mappings.userRule("password: { from: pass }").password())
                .isEqualTo(new PasswordRule(PasswordRule.From.PASS, PasswordRule.Initial.NONE));
        assertThat(Mappings.groupRule().password()).isEqualTo(PasswordRule.NONE);
    }

    @Test
    void aFlagThatIsWrittenAsFalseIsNotSet() {
        assertThat(Mappings.userRule("migrate: false").migrate()).isFalse();
        assertThat(Mappings.userRule("migrate: true").migrate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"30d, P30D", "12h, PT12H", "5m, PT5M", "10s, PT10S", "250ms, PT0.25S"})
    void aStepWaitsAsLongAsIsWritten(String written, Duration after) {
        assertThat(Mappings.userRule("deleted: [{ after: " + written + ", delete: true }]")
                        .deleted())
                .containsExactly(new LifecycleStep(after, new Action.Delete()));
    }

    @Test
    void theStepsOfAUserStandInTheirOrder() {
        UserRule rule =
                Mappings.userRule("inactive: [disable, { disable: { attribute: loginShell, value: /bin/false } },"
                        + " { after: 1d, leave-groups: true }, { after: 2d, move: 'ou=left,dc=example,dc=com' }]");
        assertThat(rule.inactive())
                .containsExactly(
                        new LifecycleStep(Duration.ZERO, new Action.Disable()),
                        new LifecycleStep(Duration.ZERO, new Action.DisableBy("loginShell", "/bin/false")),
                        new LifecycleStep(Duration.ofDays(1), new Action.LeaveGroups()),
                        new LifecycleStep(
                                Duration.ofDays(2), new Action.Move(Mappings.dn("ou=left,dc=example,dc=com"))));
    }

    @Test
    void aDeletedGroupIsEmptiedAndThenGoes() {
        assertThat(Mappings.groupRule("deleted: [empty, { after: 7d, delete: true }]")
                        .deleted())
                .containsExactly(
                        new LifecycleStep(Duration.ZERO, new Action.Empty()),
                        new LifecycleStep(Duration.ofDays(7), new Action.Delete()));
    }

    @Test
    void theFirstPatternThatFitsAGroupSaysWhoOwnsItsMemberships() {
        GroupRule rule =
                Mappings.groupRule("ownership: [{ match: cn=app-*, mode: merge }, { match: cn=*, mode: enforce }]");
        assertThat(rule.membershipsOf(Mappings.dn("cn=app-mail," + Mappings.TEAMS), true))
                .isEqualTo(Ownership.MERGE);
        assertThat(rule.membershipsOf(Mappings.dn("cn=mail," + Mappings.TEAMS), false))
                .isEqualTo(Ownership.ENFORCE);
    }

    @Test
    void entriesAreProtectedByNameAndByFilter() throws Exception {
        MappingSet mapping = Mappings.valid(
                Mappings.users() + "protected: ['cn=admin,dc=example,dc=com', '(employeeType=robot)']\n");
        assertThat(mapping.protectedDns()).containsExactly(Mappings.dn("cn=admin,dc=example,dc=com"));
        assertThat(mapping.protectedFilters()).containsExactly(Filter.create("(employeeType=robot)"));
    }

    @Test
    void theHashHangsOnTheElementsOfAListAndOnTheirOrder() {
        String ab = Mappings.valid(Mappings.users("object-classes: [a, b]")).hash();
        assertThat(ab)
                .isEqualTo(Mappings.valid(Mappings.users("object-classes: ['a',  b]"))
                        .hash());
        assertThat(ab)
                .isNotEqualTo(
                        Mappings.valid(Mappings.users("object-classes: [a, c]")).hash());
        assertThat(ab)
                .isNotEqualTo(
                        Mappings.valid(Mappings.users("object-classes: [b, a]")).hash());
    }
}
