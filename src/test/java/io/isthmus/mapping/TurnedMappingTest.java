package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.ImportMark;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnedMappingTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String PEOPLE = "ou=people,dc=example,dc=com";
    private static final String MAPPING = """
            version: 1
            users:
              - name: contractors
                when: 'resource.userType == "contractor"'
                base: ou=people,dc=example,dc=com
                scope: (objectClass=inetOrgPerson)
                rdn: uid
                object-classes: [inetOrgPerson]
                attributes: { uid: userName, sn: name.familyName, employeeType: userType }
              - name: employees
                base: ou=people,dc=example,dc=com
                scope: (objectClass=inetOrgPerson)
                rdn: uid
                object-classes: [inetOrgPerson]
                attributes:
                  uid: { from: userName, cel: "value.split('@')[0]" }
                  cn: { from: [displayName, name.formatted], template: "${name.givenName} ${name.familyName}" }
                  sn: [name.familyName, name.formatted, displayName]
                  givenName: name.givenName
                  mail: emails[type eq "work"].value
                  homePhone: phoneNumbers[type eq "home"].value
                  l: addresses[type eq "work"].locality
                  st: addresses[type eq "work"].region
                  employeeNumber: externalId
                  departmentNumber: urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department
                  description: urn:acme:1.0:User:note
                  manager: { from: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', as: reference }
                inactive: [disable]
                import: { userName: "${uid}@example.com", "emails[type eq \\"home\\"].value": "${uid}@home.test" }
              - name: of-entra
                source: entra
                base: ou=robots,dc=example,dc=com
                rdn: uid
                object-classes: [account]
                attributes: { uid: userName }
            groups:
              - base: ou=groups,dc=example,dc=com
                rdn: cn
                object-classes: [groupOfNames]
                attributes: { cn: displayName }
                members: { attribute: member, as: dn, placeholder: "cn=nobody,dc=example,dc=com" }
              - base: ou=unix,dc=example,dc=com
                rdn: cn
                object-classes: [posixGroup]
                attributes: { cn: displayName }
                members: { attribute: memberUid, as: uid }
            protected: ["uid=root,ou=people,dc=example,dc=com"]
            """;

    private static final EntryUsers USERS = new EntryUsers() {
        @Override
        public Optional<String> at(DN dn) {
            String name = dn.getRDN().getAttributeValues()[0];
            return dn.getRDN().hasAttribute("uid") && !name.equals("stranger")
                    ? Optional.of("id-" + name.toLowerCase(java.util.Locale.ROOT))
                    : Optional.empty();
        }

        @Override
        public Optional<String> named(String uid) {
            return uid.equals("stranger") ? Optional.empty() : Optional.of("id-" + uid);
        }
    };

    private final MappingSet mapping = mapping(MAPPING);
    private final TurnedMapping turned = new TurnedMapping(mapping, "okta", Extensions.NONE);

    @Test
    void plainPathsAreTurnedRoundAndImportLinesSayTheRest() {
        JsonNode body = made(person("ann", Map.of("mail", "ann@x", "l", "Bern", "st", "BE", "employeeNumber", "7")))
                .body();
        assertThat(body.path("userName").asText()).isEqualTo("ann@example.com");
        assertThat(body.path("displayName").asText()).isEqualTo("Name of ann");
        assertThat(body.at("/name/familyName").asText()).isEqualTo("Sur");
        assertThat(body.at("/name/formatted").isMissingNode()).isTrue();
        assertThat(body.path("emails").toString())
                .isEqualTo("[{\"type\":\"home\",\"value\":\"ann@home.test\"},{\"type\":\"work\",\"value\":\"ann@x\"}]");
        assertThat(body.path("addresses").toString())
                .isEqualTo("[{\"type\":\"work\",\"locality\":\"Bern\",\"region\":\"BE\"}]");
        assertThat(body.path("externalId").asText()).isEqualTo("7");
        assertThat(body.path("active").asBoolean()).isTrue();
        assertThat(body.path(ImportMark.URN).path("provisioned").asBoolean(true))
                .isFalse();
    }

    @Test
    void referencesNameUsersAndThoseThatNobodyKnowsAreLeftOutAndCounted() {
        MadeOfEntry.Made known = made(person("ann", Map.of("manager", "UID=Bob, " + PEOPLE)));
        assertThat(known.body()
                        .at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager/value")
                        .asText())
                .isEqualTo("id-bob");
        assertThat(known.unknown()).isZero();
        MadeOfEntry.Made unknown = made(person("ann", Map.of("manager", "uid=stranger," + PEOPLE)));
        assertThat(unknown.body().has("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"))
                .isFalse();
        assertThat(unknown.unknown()).isEqualTo(1);
    }

    @Test
    void aLockedEntryIsAnInactiveUser() {
        MadeOfEntry.Made made = made(person("ann", Map.of(ActualEntry.DISABLED, "true")));
        assertThat(made.body().path("active").asBoolean(true)).isFalse();
    }

    @Test
    void theFirstRuleWhoseConditionTheResourceMeetsHasTheEntry() {
        assertThat(made(person("ann", Map.of("employeeType", "contractor")))
                        .rule()
                        .name())
                .isEqualTo("contractors");
        assertThat(made(person("ann", Map.of("employeeType", "staff"))).rule().name())
                .isEqualTo("employees");
    }

    @Test
    void whatIsProtectedOutOfScopeOrOfAnotherSourceIsNotImported() {
        ActualEntry robot = entry("uid=r2,ou=robots,dc=example,dc=com", Map.of("objectClass", "account", "uid", "r2"));
        assertThat(turned.of(person("root", Map.of()), USERS)).isInstanceOf(MadeOfEntry.OutOfScope.class);
        assertThat(turned.of(entry("cn=x," + PEOPLE, Map.of("objectClass", "device", "cn", "x")), USERS))
                .isInstanceOf(MadeOfEntry.OutOfScope.class);
        assertThat(turned.of(robot, USERS)).isInstanceOf(MadeOfEntry.OutOfScope.class);
        assertThat(new TurnedMapping(mapping, "entra", Extensions.NONE).of(robot, USERS))
                .isInstanceOf(MadeOfEntry.Made.class);
    }

    @Test
    void anEntryWithoutWhatAUserNeedsIsNotImportedAndItIsSaidWhy() {
        ActualEntry nameless = entry("cn=x," + PEOPLE, Map.of("objectClass", "inetOrgPerson", "cn", "x", "sn", "x"));
        assertThat(turned.of(nameless, USERS))
                .isInstanceOfSatisfying(
                        MadeOfEntry.Nothing.class,
                        nothing -> assertThat(nothing.why()).contains("userName"));
    }

    @Test
    void aGroupsMembersAreUsersAndNeverThePlaceholder() {
        ActualEntry group = new ActualEntry(
                new Anchor("g"),
                dn("cn=ops,ou=groups,dc=example,dc=com"),
                Map.of(
                        "objectclass", new Attribute("objectClass", "groupOfNames"),
                        "cn", new Attribute("cn", "other", "ops"),
                        "member",
                                new Attribute(
                                        "member",
                                        "CN=Nobody,dc=example,dc=com",
                                        "uid=ann," + PEOPLE,
                                        "UID=ann, " + PEOPLE,
                                        "uid=stranger," + PEOPLE,
                                        "cn=nested,ou=groups,dc=example,dc=com")));
        MadeOfEntry.Made made = made(group);
        assertThat(made.type()).isEqualTo(ResourceType.GROUP);
        assertThat(made.body().path("displayName").asText()).isEqualTo("ops");
        assertThat(made.members()).containsExactly("id-ann");
        assertThat(made.unknown()).isEqualTo(2);
        assertThat(turned.names(group)).hasSize(3);
    }

    @Test
    void aGroupThatListsNamesHasMembersByUid() {
        ActualEntry group = new ActualEntry(
                new Anchor("g"),
                dn("cn=unix,ou=unix,dc=example,dc=com"),
                Map.of(
                        "objectclass", new Attribute("objectClass", "posixGroup"),
                        "cn", new Attribute("cn", "unix"),
                        "memberuid", new Attribute("memberUid", "ann", "stranger")));
        assertThat(made(group).members()).containsExactly("id-ann");
        assertThat(turned.uids(group)).containsExactlyInAnyOrder("ann", "stranger");
    }

    /** Where every attribute is mapped from a path of its own, the desired state of an import is the entry. */
    @Test
    void anImportsDesiredStateIsItsEntry() {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("uid", "userName");
        paths.put("cn", "[displayName, name.formatted]");
        paths.put("sn", "name.familyName");
        paths.put("givenName", "name.givenName");
        paths.put("mail", "emails[type eq \"work\"].value");
        paths.put("mailAlternateAddress", "emails[type eq \"other\"].value");
        paths.put("telephoneNumber", "phoneNumbers[type eq \"work\"].value");
        paths.put("l", "addresses[type eq \"work\"].locality");
        paths.put("title", "title");
        paths.put("employeeNumber", "externalId");
        paths.put("ou", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department");
        paths.put("description", "urn:acme:1.0:User:note");
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            Map<String, String> some = new LinkedHashMap<>(paths);
            some.keySet().removeIf(name -> !name.equals("uid") && random.nextInt(4) == 0);
            MappingSet mapping = mapping(rule(some));
            ActualEntry entry = drawn(random, some);
            MadeOfEntry.Made made =
                    (MadeOfEntry.Made) new TurnedMapping(mapping, "okta", Extensions.NONE).of(entry, USERS);
            Resource adopted = new Resource(
                    "1", ResourceType.USER, "okta", 1, 1, T0, T0, Optional.empty(), ImportMark.off(made.body()));
            DesiredEntry desired = ((Desired.Wanted) mapping.desire(adopted, References.NONE, T0)).entry();
            assertThat(desired.dn()).isEqualTo(entry.dn());
            desired.attributes()
                    .forEach((name, values) -> assertThat(values.values())
                            .as(name + " of " + made.body())
                            .containsExactlyElementsOf(entry.attribute(name)
                                    .map(Attribute::getValues)
                                    .map(List::of)
                                    .orElse(List.of())));
        }
    }

    /** They were strings: a filter by number did not find them, and what a push said was another value. */
    @Test
    void whatTheSourceDeclaresIsOfTheDeclaredType() throws Exception {
        String urn = "urn:acme:scim:2.0:Staff:";
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("uid", "userName");
        paths.put("roomNumber", "'" + urn + "floor'");
        paths.put("businessCategory", "'urn:ACME:scim:2.0:staff:levels'");
        paths.put("description", "'" + urn + "joined'");
        paths.put("employeeType", "'" + urn + "rank'");
        paths.put("carLicense", "'" + urn + "KEYHOLDER'");
        MappingSet mapping = mapping(rule(paths));
        ActualEntry entry = new ActualEntry(
                new Anchor("a"),
                dn("uid=ann," + PEOPLE),
                Map.of(
                        "objectclass", new Attribute("objectClass", "inetOrgPerson"),
                        "uid", new Attribute("uid", "ann"),
                        "roomnumber", new Attribute("roomNumber", "3"),
                        "businesscategory", new Attribute("businessCategory", "7", "nine"),
                        "description", new Attribute("description", "yesterday"),
                        "employeetype", new Attribute("employeeType", "chief"),
                        "carlicense", new Attribute("carLicense", "TRUE")));
        Extensions staff = Extensions.of(List.of(new ObjectMapper()
                .readTree(Files.readString(Path.of(
                        System.getProperty("isthmus.test.basedir", "."), "src/test/resources/schemas/staff.json")))));
        MadeOfEntry.Made made = (MadeOfEntry.Made) new TurnedMapping(mapping, "okta", staff).of(entry, USERS);
        assertThat(made.body().path("urn:acme:scim:2.0:Staff").toString())
                .as("what is no value of its type, or readOnly, is left out")
                .isEqualTo("{\"floor\":3,\"levels\":[7],\"keyHolder\":true}");
    }

    @Test
    void nothingIsDesiredOfAnImport() {
        Resource shown = new Resource(
                "1",
                ResourceType.USER,
                "okta",
                1,
                1,
                T0,
                T0,
                Optional.empty(),
                made(person("ann", Map.of())).body());
        assertThat(mapping.desire(shown, References.NONE, T0)).isInstanceOf(Desired.OutOfScope.class);
    }

    private static String rule(Map<String, String> attributes) {
        StringBuilder yaml = new StringBuilder("""
                version: 1
                users:
                  - name: people
                    base: ou=people,dc=example,dc=com
                    rdn: uid
                    object-classes: [inetOrgPerson]
                    attributes:
                """);
        attributes.forEach((name, path) ->
                yaml.append("      ").append(name).append(": ").append(path).append('\n'));
        return yaml.toString();
    }

    private static ActualEntry drawn(Random random, Map<String, String> paths) {
        String uid = word(random);
        Map<String, Attribute> attributes = new HashMap<>();
        attributes.put("objectclass", new Attribute("objectClass", "inetOrgPerson"));
        for (Map.Entry<String, String> mapped : paths.entrySet()) {
            boolean many = mapped.getValue().contains("].value");
            String[] values = IntStream.range(0, many ? random.nextInt(4) : random.nextInt(2))
                    .mapToObj(i -> word(random))
                    .distinct()
                    .toArray(String[]::new);
            if (mapped.getKey().equals("uid")) {
                attributes.put("uid", new Attribute("uid", uid));
            } else if (values.length > 0) {
                attributes.put(
                        mapped.getKey().toLowerCase(java.util.Locale.ROOT), new Attribute(mapped.getKey(), values));
            }
        }
        return new ActualEntry(new Anchor("a"), new DN(new RDN("uid", uid), dn(PEOPLE)), attributes);
    }

    private static String word(Random random) {
        List<String> pieces = List.of("a", "B", "é", " x", ",", "\\", "#", "\"", "日", "0", "@");
        StringBuilder word = new StringBuilder("w");
        IntStream.range(0, random.nextInt(6)).forEach(i -> word.append(pieces.get(random.nextInt(pieces.size()))));
        return word.toString();
    }

    private MadeOfEntry.Made made(ActualEntry entry) {
        return (MadeOfEntry.Made) turned.of(entry, USERS);
    }

    private static ActualEntry person(String uid, Map<String, String> more) {
        Map<String, String> values =
                new HashMap<>(Map.of("objectClass", "inetOrgPerson", "uid", uid, "cn", "Name of " + uid, "sn", "Sur"));
        values.putAll(more);
        return entry("uid=" + uid + "," + PEOPLE, values);
    }

    private static ActualEntry entry(String dn, Map<String, String> values) {
        Map<String, Attribute> attributes = new HashMap<>();
        values.forEach(
                (name, value) -> attributes.put(name.toLowerCase(java.util.Locale.ROOT), new Attribute(name, value)));
        return new ActualEntry(new Anchor(dn), dn(dn), attributes);
    }

    private static DN dn(String dn) {
        try {
            return new DN(dn);
        } catch (LDAPException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static MappingSet mapping(String yaml) {
        MappingResult result = MappingReader.read(yaml, "test");
        if (result instanceof MappingResult.Valid valid) {
            return valid.mapping();
        }
        throw new IllegalArgumentException(result.toString());
    }
}
