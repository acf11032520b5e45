package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file with one thing wrong is refused with one sentence, at the key where it has to be mended. */
class MappingFaultsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "attributes: { uid: userName, 'ma il': title }"
                        + "| attributes.ma il: \"ma il\" is not the name of an LDAP attribute",
                "attributes: { uid: userName, sn: { ownership: merge } }"
                        + "| attributes.sn: says nothing; write a SCIM path, or one of from, template, cel",
                "attributes: { uid: userName, cn: { template: '${title' } }"
                        + "| attributes.cn.template: is not a template; write paths as ${name.givenName}",
                "attributes: { uid: userName, manager: { from: title, as: dn } }"
                        + "| attributes.manager.as: has to be reference",
                "attributes: { uid: { from: userName, ownership: merge } }"
                        + "| rdn: the naming attribute has to have ownership enforce",
                "rdn: cn | rdn: \"cn\" is not among the rule's attributes; map it there",
                "stamp-attribute: a b | stamp-attribute: \"a b\" is not the name of an LDAP attribute",
                "strong: [uid, mail] | strong: \"mail\" is neither a mapped attribute nor the stamp",
                "scope: (uid= | scope: \"(uid=\" is not an LDAP filter; write one like (objectClass=inetOrgPerson)",
                "when: '1' | when: the expression gives int; it has to give true or false",
                "source: | source: has no value; write one, or remove the key",
                "source: [okta] | source: has to be a single value",
                "import: { password: '${uid}' }"
                        + "| import.password: \"password\" is set by the server and cannot be imported; remove it",
                "inactive: [{ disable: { attribute: loginShell } }]"
                        + "| inactive[0].disable: needs attribute and value, like {attribute: loginShell, value: /sbin/nologin}"
            })
    void ofARuleForUsers(String line, String fault) {
        assertThat(Mappings.faults(Mappings.users(line))).containsExactly("users[0]." + fault);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "members: { as: uid } | members: attribute is missing",
                "members: { attribute: a b } | members.attribute: \"a b\" is not the name of an LDAP attribute",
                "members: { attribute: member }"
                        + "| members.attribute: members cannot stand where the stamp does; name another stamp-attribute"
            })
    void ofARuleForGroups(String line, String fault) {
        assertThat(Mappings.faults(Mappings.groups("stamp-attribute: member", line)))
                .containsExactly("groups[0]." + fault);
    }

    @Test
    void everyKeyThatARuleCannotDoWithoutIsNamedAndNothingElse() {
        assertThat(Mappings.faults("version: 1\nusers:\n  - name: people\n"))
                .containsExactly(
                        "users[0]: base is missing",
                        "users[0]: rdn is missing",
                        "users[0]: object-classes is missing",
                        "users[0]: attributes is missing");
        assertThat(Mappings.faults(Mappings.users().replaceAll("(?m)^ *rdn:.*\n", "")))
                .containsExactly("users[0]: rdn is missing");
        assertThat(Mappings.faults(Mappings.users().replaceAll("(?m)^ *attributes:.*\n", "")))
                .containsExactly("users[0]: attributes is missing");
    }

    @Test
    void aKeyThatStandsTwiceIsNotQuietlyTheFirstOrTheLast() {
        assertThat(Mappings.faults(Mappings.users() + "    rdn: uid\n"))
                .containsExactly("users[0].rdn: this key stands twice; keep one");
    }

    @Test
    void twoRulesForUsersHaveTwoNames() {
        String twice = Mappings.users() + Mappings.users().substring("version: 1\nusers:\n".length());
        assertThat(Mappings.faults(twice))
                .containsExactly("users[1]: two rules have the name \"people\"; give each its own");
    }

    @Test
    void theVersionHasToBeWrittenAndToBeTheOneThatIsUnderstood() {
        String users = Mappings.users().replace("version: 1\n", "");
        assertThat(Mappings.faults(users)).containsExactly(": write version: 1");
        assertThat(Mappings.faults("version: 2\n" + users)).containsExactly("version: write version: 1");
    }

    @ParameterizedTest
    @CsvSource({"version: 1", "'version: 1\nusers:'", "'version: 1\nusers: []'"})
    void aMappingWithoutRulesForUsersIsNone(String file) {
        assertThat(Mappings.faults(file)).containsExactly(": users is missing; it needs at least one rule");
    }

    @Test
    void anEmptyFileIsNoMapping() {
        assertThat(MappingReader.read("# nothing yet\n", "m.yaml"))
                .isEqualTo(new MappingResult.Faulty(
                        List.of(new Fault("m.yaml", 1, "", "the file is empty; it needs version and users"))));
    }

    @Test
    void whatIsNotYamlIsToldWithTheLineWhereItBreaks() {
        MappingResult.Faulty broken =
                (MappingResult.Faulty) MappingReader.read("version: 1\nusers:\n  - name: [a\nbase: b\n", "m.yaml");
        assertThat(broken.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.line()).isEqualTo(4);
            assertThat(fault.message()).startsWith("not YAML: expected");
        });
    }
}
