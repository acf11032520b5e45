package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Small mappings, and what they are held against. Everything is read anew at each call, so that tests notice mutants of readers. */
final class Mappings {
    static final String PEOPLE = "ou=people,dc=example,dc=com";
    static final String TEAMS = "ou=teams,dc=example,dc=com";
    static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private Mappings() {}

    /** A file with one rule for users, {@code people}; these lines are added to it or replace what stands there. */
    static String users(String... lines) {
        return "version: 1\nusers:\n" + rule(Map.of(), lines);
    }

    /** The same with a rule for groups, {@code teams}, to which the lines go. */
    static String groups(String... lines) {
        Map<String, String> teams = Map.of(
                "name", "teams",
                "base", TEAMS,
                "rdn", "cn",
                "object-classes", "[groupOfNames]",
                "attributes", "{ cn: displayName }",
                "members", "{ attribute: member }");
        return users() + "groups:\n" + rule(teams, lines);
    }

    /** The rule for users and a catalogue of roles, a line of YAML each. */
    static String roles(String... roles) {
        return users() + "roles:\n  from: roles\n  catalogue:\n    - " + String.join("\n    - ", roles) + "\n";
    }

    private static String rule(Map<String, String> other, String... lines) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("name", "people");
        keys.put("base", PEOPLE);
        keys.put("rdn", "uid");
        keys.put("object-classes", "[inetOrgPerson]");
        keys.put("attributes", "{ uid: userName }");
        keys.putAll(other);
        for (String line : lines) {
            int colon = line.indexOf(':');
            keys.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        StringBuilder yaml = new StringBuilder();
        keys.forEach((key, value) -> yaml.append(yaml.isEmpty() ? "  - " : "    ")
                .append(key)
                .append(": ")
                .append(value)
                .append('\n'));
        return yaml.toString();
    }

    static MappingSet valid(String yaml) {
        MappingResult result = MappingReader.read(yaml, "m.yaml");
        assertThat(result).as(yaml).isInstanceOf(MappingResult.Valid.class);
        return ((MappingResult.Valid) result).mapping();
    }

    /** As {@code key: message}; none of a valid file. */
    static List<String> faults(String yaml) {
        return MappingReader.read(yaml, "m.yaml") instanceof MappingResult.Faulty faulty
                ? faulty.faults().stream()
                        .map(fault -> fault.key() + ": " + fault.message())
                        .toList()
                : List.of();
    }

    static UserRule userRule(String... lines) {
        return valid(users(lines)).users().get(0);
    }

    static GroupRule groupRule(String... lines) {
        return valid(groups(lines)).groups().get(0);
    }

    /** Of the source okta, with the id {@code id-1}. */
    static Resource user(String json) {
        return resource(ResourceType.USER, Optional.empty(), json);
    }

    static Resource resource(ResourceType type, Optional<Instant> deleted, String json) {
        try {
            ObjectNode body = (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"'));
            return new Resource("id-1", type, "okta", 1, 1, T0, T0, deleted, body);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    static DesiredEntry wanted(MappingSet mapping, Resource resource) {
        return ((Desired.Wanted) mapping.desire(resource, References.NONE, T0)).entry();
    }

    static ActualEntry entry(String dn, Map<String, String> values) {
        Map<String, Attribute> attributes = new HashMap<>();
        values.forEach((name, value) -> attributes.put(name.toLowerCase(Locale.ROOT), new Attribute(name, value)));
        return new ActualEntry(new Anchor("a"), dn(dn), attributes);
    }

    static DN dn(String dn) {
        try {
            return new DN(dn);
        } catch (LDAPException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }
}
