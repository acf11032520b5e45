package io.isthmus.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is served at {@code /Schemas}, against RFC 7643 section 8.7.1 and what identity providers read out of it. */
class SchemasTest {
    private static final Set<String> MUTABILITY = Set.of("readOnly", "readWrite", "immutable", "writeOnly");
    private static final Set<String> TYPES =
            Set.of("string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex");

    @Test
    void theThreeSchemasAreServedAndFoundByTheirUrnInAnyCase() {
        assertThat(Schemas.list())
                .extracting(schema -> schema.path("id").asText())
                .containsExactlyInAnyOrder(Schemas.USER, Schemas.GROUP, Schemas.ENTERPRISE);
        assertThat(Schemas.byId(Schemas.GROUP.toUpperCase(java.util.Locale.ROOT)))
                .isPresent();
        assertThat(Schemas.list()).allSatisfy(schema -> {
            assertThat(schema.path("schemas").path(0).asText())
                    .isEqualTo("urn:ietf:params:scim:schemas:core:2.0:Schema");
            assertThat(schema.path("name").asText()).isNotBlank();
        });
    }

    @ParameterizedTest
    @CsvSource({
        Schemas.USER
                + ", active addresses displayName emails entitlements groups ims locale name nickName password phoneNumbers photos"
                + " preferredLanguage profileUrl roles timezone title userName userType x509Certificates",
        Schemas.GROUP + ", displayName members",
        Schemas.ENTERPRISE + ", costCenter department division employeeNumber manager organization"
    })
    void eachHasTheAttributesOfTheRfcAndNotTheCommonOnes(String urn, String names) {
        Set<String> found = new TreeSet<>();
        Schemas.byId(urn)
                .orElseThrow()
                .path("attributes")
                .forEach(attribute -> found.add(attribute.path("name").asText()));
        assertThat(String.join(" ", found)).isEqualTo(names);
    }

    @Test
    void everyAttributeStatesItsCharacteristicsAndNothingIsNull() {
        assertThat(all()).hasSizeGreaterThan(80).allSatisfy(attribute -> {
            assertThat(attribute).noneMatch(JsonNode::isNull);
            assertThat(attribute.path("type").asText()).isIn(TYPES);
            assertThat(attribute.path("mutability").asText()).isIn(MUTABILITY);
            assertThat(attribute.path("returned").asText()).isIn("always", "never", "default", "request");
            assertThat(attribute.path("uniqueness").asText()).isIn("none", "server", "global");
            assertThat(attribute.path("description").asText()).isNotBlank();
            for (String flag : List.of("multiValued", "required", "caseExact")) {
                assertThat(attribute.path(flag).isBoolean()).as(flag).isTrue();
            }
            boolean complex = attribute.path("type").asText().equals("complex");
            assertThat(attribute.path("subAttributes").isEmpty()).isEqualTo(!complex);
            boolean reference = attribute.path("type").asText().equals("reference");
            assertThat(attribute.path("referenceTypes").isEmpty()).isEqualTo(!reference);
        });
    }

    @Test
    void caseIsSaidOfTextAndReferencesOnly() {
        assertThat(all()).allSatisfy(attribute -> {
            String type = attribute.path("type").asText();
            if (type.equals("complex") || type.equals("boolean")) {
                assertThat(attribute.path("caseExact").asBoolean()).isFalse();
            } else if (!type.equals("string")) {
                assertThat(attribute.path("caseExact").asBoolean()).isTrue();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "User, userName, required, true",
        "User, userName, uniqueness, server",
        "User, userName, caseExact, false",
        "User, groups, mutability, readOnly",
        "User, groups.value, mutability, readOnly",
        "User, groups.value, caseExact, true",
        "User, password, mutability, writeOnly",
        "User, password, returned, never",
        "User, emails.value, caseExact, false",
        "Group, displayName, required, true",
        "Group, displayName, uniqueness, server",
        "Group, members, mutability, readWrite",
        "Group, members.value, mutability, immutable",
        "Group, members.value, caseExact, true",
        "EnterpriseUser, manager.value, required, false",
        "EnterpriseUser, manager.$ref, required, false"
    })
    void whatWeEnforceIsWhatIsServed(String schema, String path, String characteristic, String expected) {
        assertThat(attribute(schema, path).path(characteristic).asText()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "User, emails.type, home other work",
        "User, addresses.type, home other work",
        "User, phoneNumbers.type, fax home mobile other pager work",
        "User, ims.type, aim gtalk icq msn qq skype xmpp yahoo",
        "User, photos.type, photo thumbnail",
        "User, groups.type, direct indirect",
        "Group, members.type, Group User"
    })
    void typesHaveTheirCanonicalValuesFromWhichPortalsMakeTheirTargets(String schema, String path, String values) {
        Set<String> found = new TreeSet<>();
        attribute(schema, path).path("canonicalValues").forEach(value -> found.add(value.asText()));
        assertThat(String.join(" ", found)).isEqualTo(values);
    }

    @Test
    void filtersCompareAsTheServedSchemaSays() {
        assertThat(exact(ResourceType.GROUP, "members.value")).isTrue();
        assertThat(exact(ResourceType.USER, "groups.value")).isTrue();
        assertThat(exact(ResourceType.USER, "photos.value")).isTrue();
        assertThat(exact(ResourceType.USER, "emails.value")).isFalse();
        assertThat(exact(ResourceType.USER, Schemas.ENTERPRISE + ":manager.value"))
                .isFalse();
    }

    private static boolean exact(ResourceType type, String path) {
        return Schemas.resolve(type, path)
                .orElseThrow()
                .definition()
                .orElseThrow()
                .caseExact();
    }

    private static List<JsonNode> all() {
        List<JsonNode> all = new ArrayList<>();
        Schemas.list()
                .forEach(schema -> schema.path("attributes").forEach(attribute -> {
                    all.add(attribute);
                    attribute.path("subAttributes").forEach(all::add);
                }));
        return all;
    }

    private static JsonNode attribute(String schema, String path) {
        JsonNode at = Schemas.list().stream()
                .filter(one -> one.path("name").asText().equals(schema))
                .findFirst()
                .orElseThrow();
        String below = "attributes";
        for (String name : path.split("\\.")) {
            at = named(at.path(below), name);
            below = "subAttributes";
        }
        return at;
    }

    private static JsonNode named(JsonNode attributes, String name) {
        for (JsonNode attribute : attributes) {
            if (attribute.path("name").asText().equals(name)) {
                return attribute;
            }
        }
        throw new AssertionError("no attribute " + name);
    }
}
