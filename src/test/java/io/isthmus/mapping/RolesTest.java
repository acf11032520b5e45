package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolesTest {
    private static final RoleRule ADMIN = role("admin", "admin", "Administrator", "7f3c-1");
    private static final RoleRule AUDITOR = role("auditor", "auditor", "Auditor");
    private static final RoleRule STANDARD = role("standard");
    private static final List<RoleRule> CATALOGUE = List.of(ADMIN, AUDITOR, STANDARD);

    /** The shapes in which roles are sent, as they are kept: by number, body, roles, and the values that select nothing. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "R1 nothing assigned | [] | standard | ``",
                "R2 one on create | [{'primary':true,'type':'WindowsAzureActiveDirectoryRole','value':'Administrator'}]"
                        + " | admin | ``",
                "R3 one by value path | [{'primary':true,'value':'auditor'}] | auditor | ``",
                "R4 several, displayName | [{'primary':false,'type':'W','displayName':'Auditor','value':'x1'},"
                        + "{'primary':false,'type':'W','displayName':'Nobody knows','value':'Unknown'}] | auditor | Unknown",
                "R4 several, display | [{'primary':false,'type':'W','display':'Admin','value':'x2'}] | admin | ``",
                "R5 from JSON text | [{'value':'admin'},{'id':'06b0','value':'auditor','display':'auditor'}]"
                        + " | admin+auditor | ``",
                "R6 whole set | [{'primary':false,'type':'admin','display':'Auditor','value':'Auditor'}] | auditor | ``",
                "R7 governance | [{'value':'7f3c-1','display':'Auditor'}] | admin | ``",
                "R8 primary | [{'primary':true,'value':'admin'}] | admin | ``",
                "R8 slots | [{'type':'slot1','value':'auditor'},{'type':'slot2','value':'ADMIN'},{'type':'slot3'}]"
                        + " | admin+auditor | ``",
                "R9 strings | ['auditor','b'] | auditor | b"
            })
    void understandsEveryShape(String shape, String body, String roles, String unmatched) throws Exception {
        EffectiveRoles effective = roles(Optional.of("standard")).of(user("{'roles':" + body + "}"));
        assertThat(names(effective)).as(shape).isEqualTo(roles);
        assertThat(String.join(
                        ",",
                        effective.unmatched().stream()
                                .flatMap(role -> role.value().stream())
                                .toList()))
                .as(shape)
                .isEqualTo(unmatched);
        assertThat(effective.defaulted()).isEqualTo(shape.startsWith("R1 "));
    }

    @Test
    void theValueCountsBeforeTheDisplay() {
        assertThat(names(of("Administrator", "auditor"))).isEqualTo("admin");
        assertThat(names(of("unheard", "auditor"))).isEqualTo("auditor");
        assertThat(names(of("ADMINISTRATOR", "auditor"))).isEqualTo("admin");
    }

    @Test
    void whatIsWrittenExactlyCountsBeforeWhatDiffersInCase() {
        RoleRules rules = new RoleRules(
                "roles", Optional.empty(), List.of(role("upper", "ADMIN"), role("lower", "admin"), role("å", "ÅSA")));
        assertThat(names(new Roles(rules).of(List.of(request("admin", ""))))).isEqualTo("lower");
        assertThat(names(new Roles(rules).of(List.of(request("Admin", ""))))).isEqualTo("upper");
        assertThat(names(new Roles(rules).of(List.of(request("a\u030asa", "")))))
                .isEqualTo("å");
    }

    @Test
    void theDefaultStandsInOnlyWhenNothingMatches() {
        RequestedRole unknown = request("x", "");
        EffectiveRoles none = roles(Optional.of("standard")).of(List.of(unknown));
        assertThat(none).isEqualTo(new EffectiveRoles(List.of(STANDARD), List.of(unknown), true));
        EffectiveRoles one = roles(Optional.of("standard")).of(List.of(unknown, request("admin", "")));
        assertThat(one).isEqualTo(new EffectiveRoles(List.of(ADMIN), List.of(unknown), false));
    }

    @Test
    void withoutADefaultThereIsNone() {
        assertThat(roles(Optional.empty()).of(List.of())).isEqualTo(new EffectiveRoles(List.of(), List.of(), false));
        assertThat(new Roles(RoleRules.NONE).of(List.of(request("admin", "")))).satisfies(effective -> {
            assertThat(effective.roles()).isEmpty();
            assertThat(effective.unmatched()).hasSize(1);
        });
    }

    @Test
    void aRoleIsGivenOnceInTheCataloguesOrder() {
        assertThat(names(roles(Optional.empty())
                        .of(List.of(request("auditor", ""), request("7f3c-1", ""), request("Admin", "")))))
                .isEqualTo("admin+auditor");
    }

    @Test
    void readsAnyAttributeThatTheMappingNames() throws Exception {
        RoleRules rules = new RoleRules(
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", Optional.empty(), CATALOGUE);
        Resource user = user("{'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'department':'Auditor'}}");
        assertThat(names(new Roles(rules).of(user))).isEqualTo("auditor");
    }

    private static EffectiveRoles of(String value, String display) {
        return roles(Optional.empty()).of(List.of(request(value, display)));
    }

    private static Roles roles(Optional<String> defaultRole) {
        return new Roles(new RoleRules("roles", defaultRole, CATALOGUE));
    }

    private static RoleRule role(String name, String... match) {
        return new RoleRule(name, 1, List.of(match), List.of());
    }

    private static RequestedRole request(String value, String display) {
        return new RequestedRole(Optional.of(value), Optional.of(display).filter(text -> !text.isEmpty()));
    }

    private static String names(EffectiveRoles effective) {
        return String.join("+", effective.roles().stream().map(RoleRule::role).toList());
    }

    private static Resource user(String body) throws JsonProcessingException {
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(body.replace('\'', '"'));
        return new Resource(
                "id1", ResourceType.USER, "okta", 1, 1, Instant.EPOCH, Instant.EPOCH, Optional.empty(), json);
    }
}
