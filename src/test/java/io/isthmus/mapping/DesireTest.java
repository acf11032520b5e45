package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule has a resource, and what is made of its attributes. */
class DesireTest {
    private static final String OTHERS = """
              - name: others
                base: ou=others
                rdn: uid
                object-classes: [account]
                attributes: { uid: userName }
                inactive: [{ disable: { attribute: host, value: 'off' } }]
            """;
    private static final Resource ANN = Mappings.user("{'userName':'ann','displayName':'Ann','title':'boss'}");

    @Test
    void aRuleHasOnlyResourcesOfItsSourceThatMeetItsCondition() {
        assertThat(desired("source: okta")).isInstanceOf(Desired.Wanted.class);
        assertThat(desired("source: entra")).isInstanceOf(Desired.OutOfScope.class);
        assertThat(desired("when: resource.title == 'boss'")).isInstanceOf(Desired.Wanted.class);
        assertThat(desired("when: resource.title == 'clerk'")).isInstanceOf(Desired.OutOfScope.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '"',
            value = {
                "resource.nick != 'x' @ nick @ has(resource.nick) @ !has(resource.nick)",
                "resource.name.familyName == 'x' @ name @ has(resource.name) && has(resource.name.familyName)"
                        + "@ !(has(resource.name) && has(resource.name.familyName))",
                "resource.nick.startsWith('x') @ nick @ has(resource.nick) @ !has(resource.nick)",
                "resource['urn:x'].kind == 'x' @ urn:x @ 'urn:x' in resource @ !('urn:x' in resource)"
            })
    void whereAConditionCannotBeEvaluatedNobodyKnowsWhetherTheRuleHasIt(
            String when, String missing, String has, String hasNot) {
        assertThat(desired("when: \"" + when + "\"")).isInstanceOfSatisfying(Desired.Invalid.class, invalid -> {
            assertThat(invalid.attribute()).isEqualTo("when");
            assertThat(invalid.why())
                    .isEqualTo("\"" + when + "\" (m.yaml:8) cannot be evaluated: the resource has no " + missing
                            + "; ask first, as in " + has + " && (" + when + "), or in " + hasNot + " || (" + when
                            + ") if the rule is to have it");
            assertThat(invalid.remains()).isEmpty();
        });
    }

    @Test
    void whatFailsOtherwiseIsToldAsItFails() {
        assertThat(desired("when: resource.title > 7"))
                .isInstanceOfSatisfying(
                        Desired.Invalid.class,
                        invalid -> assertThat(invalid.why())
                                .startsWith(
                                        "\"resource.title > 7\" (m.yaml:8) cannot be evaluated: the expression failed: ")
                                .endsWith(
                                        "; write an expression that is true or false for every resource, with has(…) around what may"
                                                + " be absent"));
    }

    /** It would go to a rule that it does not belong to, and might be moved by that. */
    @Test
    void noLaterRuleHasWhatAnEarlierOneMayHave() {
        MappingSet mapping = Mappings.valid(Mappings.users("when: resource.nick == 'x'") + OTHERS);
        assertThat(mapping.desire(ANN, References.NONE, Mappings.T0))
                .isInstanceOfSatisfying(
                        Desired.Invalid.class,
                        invalid -> assertThat(invalid.rule().name()).isEqualTo("people"));
        assertThat(Mappings.wanted(
                                Mappings.valid(Mappings.users("source: entra", "when: resource.nick == 'x'") + OTHERS),
                                ANN)
                        .rule()
                        .name())
                .as("of another source it is never asked")
                .isEqualTo("others");
    }

    @Test
    void aLeaverIsLockedByTheRuleThatHadItAndTakenElsewhereByNoOther() {
        Resource ben = Mappings.user("{'userName':'ben','active':false}");
        String lock = "inactive: [{ disable: { attribute: employeeType, value: off } }, { move: 'ou=left,dc=x' }]";
        MappingSet mapping = Mappings.valid(Mappings.users("when: resource.nick == 'x'", lock) + OTHERS);
        Desired desired = mapping.desire(ben, References.NONE, Mappings.T0);
        assertThat(desired.entry(Optional.empty())).isEmpty();
        assertThat(desired.entry(kept("people")).orElseThrow().dn()).isEqualTo(Mappings.dn("uid=b,ou=left,dc=x"));
        assertThat(desired.entry(kept("others"))
                        .orElseThrow()
                        .attributes()
                        .get("host")
                        .values())
                .containsExactly("off");
        DesiredEntry renamed = desired.entry(kept("former")).orElseThrow();
        assertThat(renamed.dn()).isEqualTo(Mappings.dn("uid=b,ou=elsewhere"));
        assertThat(renamed.attributes().get("employeeType").values()).containsExactly("off");
    }

    private static Optional<Desired.Kept> kept(String rule) {
        return Optional.of(new Desired.Kept(Mappings.dn("uid=b,ou=elsewhere"), rule));
    }

    @Test
    void whatNoRuleHasIsToldWithTheSectionThatItWasLookedForIn() {
        assertThat(desired("source: entra"))
                .isEqualTo(new Desired.OutOfScope("no rule under users has this resource: check source and when"));
        Resource group = Mappings.resource(ResourceType.GROUP, Optional.empty(), "{'displayName':'ops'}");
        assertThat(Mappings.valid(Mappings.groups("source: entra")).desire(group, References.NONE, Mappings.T0))
                .isEqualTo(new Desired.OutOfScope("no rule under groups has this resource: check source and when"));
    }

    @Test
    void anExpressionThatFailsOnAUserMakesTheUserInvalidAndNamesTheAttribute() {
        assertThat(desired("attributes: { uid: userName, mail: { from: userName, cel: 'value.split(\"@\")[1]' } }"))
                .isInstanceOfSatisfying(Desired.Invalid.class, invalid -> {
                    assertThat(invalid.attribute()).isEqualTo("mail");
                    assertThat(invalid.why()).startsWith("the expression failed: ");
                });
    }

    @Test
    void theEntryIsNamedByTheNamingAttributeWhereverItStandsAmongTheOthers() {
        assertThat(wanted("rdn: UID", "attributes: { cn: displayName, uid: userName }")
                        .dn())
                .isEqualTo(Mappings.dn("uid=ann," + Mappings.PEOPLE));
    }

    @Test
    void aTemplateIsFilledIn() {
        DesiredEntry entry =
                wanted("attributes: { uid: userName, cn: { from: nickName, template: '${displayName} (${title})' } }");
        assertThat(entry.attributes().get("cn").values()).containsExactly("Ann (boss)");
    }

    @Test
    void aReferenceBecomesTheDnOfWhomItNames() {
        MappingSet mapping = Mappings.valid(
                Mappings.users("attributes: { uid: userName, manager: { from: title, as: reference } }"));
        References known =
                (source, value) -> Optional.of(Mappings.dn("uid=" + source + "-" + value + "," + Mappings.PEOPLE));
        DesiredEntry entry = ((Desired.Wanted) mapping.desire(ANN, known, Mappings.T0)).entry();
        assertThat(entry.attributes().get("manager").values()).containsExactly("uid=okta-boss," + Mappings.PEOPLE);
        assertThat(entry.pending()).isEmpty();
    }

    @Test
    void aPathMayBeWrittenWithTheUrnOfTheCoreSchema() {
        DesiredEntry entry = wanted("attributes: { uid: 'urn:ietf:params:scim:schemas:core:2.0:User:userName' }");
        assertThat(entry.attributes().get("uid").values()).isEqualTo(List.of("ann"));
    }

    private static DesiredEntry wanted(String... lines) {
        return Mappings.wanted(Mappings.valid(Mappings.users(lines)), ANN);
    }

    private static Desired desired(String... lines) {
        return Mappings.valid(Mappings.users(lines)).desire(ANN, References.NONE, Mappings.T0);
    }

    @Test
    void aDeletedGroupIsEmptiedWhateverFailsAndAnyOtherKeepsItsEntryAsItIs() {
        MappingSet mapping = Mappings.valid(Mappings.groups(
                "attributes: { cn: displayName, o: { from: displayName, cel: 'value.split(\"-\")[1]' } }",
                "deleted: [empty]"));
        DesiredEntry stays = mapping.desire(group(Optional.empty()), References.NONE, Mappings.T0)
                .entry(kept("teams"))
                .orElseThrow();
        assertThat(stays.dn()).isEqualTo(Mappings.dn("uid=b,ou=elsewhere"));
        assertThat(stays.attributes()).isEmpty();
        assertThat(stays.leaves()).isFalse();
        DesiredEntry emptied = mapping.desire(group(Optional.of(Mappings.T0)), References.NONE, Mappings.T0)
                .entry(kept("teams"))
                .orElseThrow();
        assertThat(emptied.dn()).isEqualTo(Mappings.dn("uid=b," + Mappings.TEAMS));
        assertThat(emptied.leaves()).isTrue();
    }

    @Test
    void whichAttributeHoldsAGroupsMembersOnlyTheRuleKnowsThatHadIt() {
        Desired undecided = Mappings.valid(Mappings.groups("when: resource.nick == 'x'"))
                .desire(group(Optional.empty()), References.NONE, Mappings.T0);
        assertThat(undecided.entry(kept("teams"))).isPresent();
        assertThat(undecided.entry(kept("former"))).isEmpty();
    }

    @Test
    void aRuleThatIsWithdrawnWantsNothingButTheName() {
        DesiredEntry entry = wanted(
                "withdraw: true",
                "attributes: { uid: userName, title: title, cn: { from: displayName, ownership: initial } }");
        assertThat(entry.attributes().get("uid").values()).containsExactly("ann");
        assertThat(entry.attributes().get("title")).isEqualTo(new DesiredValues(List.of(), Ownership.MERGE));
        assertThat(entry.attributes().get("cn")).isEqualTo(new DesiredValues(List.of(), Ownership.INITIAL));
        assertThat(desired("withdraw: true", "attributes: { uid: { from: userName, cel: 'value.split(\"@\")[1]' } }"))
                .isInstanceOfSatisfying(
                        Desired.Invalid.class,
                        invalid -> assertThat(invalid.remains()).isEmpty());
    }

    @Test
    void whatFailsIsLeftAsItIsAlsoByRolesThatGiveToIt() {
        String users = Mappings.users(
                "attributes: { uid: userName, title: { from: displayName, cel: 'value.split(\"-\")[1]', ownership: merge } }",
                "inactive: [{ disable: { attribute: employeeType, value: 'off' } }]");
        String roles = "roles:\n  from: roles\n  default: staff\n  catalogue:\n"
                + "    - { role: staff, grants: [{ attribute: title, value: Dr }] }\n";
        Desired left = Mappings.valid(users + roles)
                .desire(
                        Mappings.user("{'userName':'ben','displayName':'Ben','active':false}"),
                        References.NONE,
                        Mappings.T0);
        assertThat(left.entry(kept("people")).orElseThrow().attributes()).doesNotContainKey("title");
    }

    private static Resource group(Optional<java.time.Instant> deleted) {
        return Mappings.resource(ResourceType.GROUP, deleted, "{'displayName':'ops'}");
    }
}
