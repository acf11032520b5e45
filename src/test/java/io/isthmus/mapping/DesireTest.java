package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which rule has a resource, and what is made of its attributes. */
class DesireTest {
    private static final Resource ANN = Mappings.user("{'userName':'ann','displayName':'Ann','title':'boss'}");

    @Test
    void aRuleHasOnlyResourcesOfItsSourceThatMeetItsCondition() {
        assertThat(desired("source: okta")).isInstanceOf(Desired.Wanted.class);
        assertThat(desired("source: entra")).isInstanceOf(Desired.OutOfScope.class);
        assertThat(desired("when: resource.title == 'boss'")).isInstanceOf(Desired.Wanted.class);
        assertThat(desired("when: resource.title == 'clerk'")).isInstanceOf(Desired.OutOfScope.class);
    }

    @Test
    void aConditionThatCannotBeEvaluatedDoesNotHold() {
        assertThat(desired("when: resource.nothing.like == 'that'")).isInstanceOf(Desired.OutOfScope.class);
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
}
