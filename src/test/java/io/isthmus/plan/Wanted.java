package io.isthmus.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.EntryRule;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.Ownership;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** For tests: entries of a rule that locks accounts in two ways, wanted and as they stand. */
final class Wanted {
    /** the value by which the rule's ladder locks an account */
    static final String NOLOGIN = "/sbin/nologin";

    private Wanted() {}

    static MappingSet mapping(String adopt) {
        String yaml = """
                version: 1
                users:
                  - name: people
                    base: ou=people,dc=example,dc=com
                    rdn: uid
                    object-classes: [inetOrgPerson]
                    adopt: %s
                    attributes: {uid: userName, title: title, loginShell: nickName}
                    inactive: [disable]
                    deleted: [disable: {attribute: loginShell, value: %s}, leave-groups]
                """.formatted(adopt, NOLOGIN);
        return ((MappingResult.Valid) MappingReader.read(yaml, "m")).mapping();
    }

    static EntryRule rule(String adopt) {
        return mapping(adopt).users().get(0);
    }

    /** Of resource 1. @param values attribute and value in turn, all enforced */
    static DesiredEntry entry(String uid, String... values) {
        return entry(rule("ask"), "1", uid, values);
    }

    static DesiredEntry entry(EntryRule rule, String resource, String uid, String... values) {
        Map<String, DesiredValues> attributes = new LinkedHashMap<>();
        attributes.put("uid", new DesiredValues(List.of(uid), Ownership.ENFORCE));
        for (int i = 0; i < values.length; i += 2) {
            attributes.put(values[i], new DesiredValues(List.of(values[i + 1]), Ownership.ENFORCE));
        }
        return entry(rule, resource, NetChangesTest.dn(uid), attributes);
    }

    static DesiredEntry entry(EntryRule rule, String resource, DN dn, Map<String, DesiredValues> attributes) {
        Resource of = new Resource(
                resource,
                ResourceType.USER,
                "okta",
                1,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                JsonNodeFactory.instance.objectNode());
        return new DesiredEntry(of, rule, dn, attributes, Optional.empty(), Standing.ACTIVE, false, List.of());
    }

    /** As it stands. @param values attribute and value in turn */
    static ActualEntry actual(String anchor, String uid, String... values) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("objectclass", new Attribute("objectClass", "inetOrgPerson"));
        attributes.put("uid", new Attribute("uid", uid));
        for (int i = 0; i < values.length; i += 2) {
            attributes.put(values[i].toLowerCase(Locale.ROOT), new Attribute(values[i], values[i + 1]));
        }
        return new ActualEntry(new Anchor(anchor), NetChangesTest.dn(uid), attributes);
    }

    static Link link(String resource, Optional<Anchor> anchor, String uid, Claims claims) {
        return new Link(
                resource,
                anchor,
                NetChangesTest.dn(uid),
                true,
                "people",
                Instant.EPOCH,
                new Link.AsMember(Optional.of(uid), true),
                claims);
    }

    static About about(Situation situation, boolean strong) {
        return new About("1", ResourceType.USER, "okta", "ann", 1, situation, List.of(), strong);
    }

    static Change.ModifyEntry modify(About about, ValueChange... parts) {
        return new Change.ModifyEntry(about, new Anchor("1"), NetChangesTest.dn("ann"), List.of(parts));
    }

    static Change.RenameEntry rename(About about, ValueChange.Kind kind, ValueChange... parts) {
        return new Change.RenameEntry(
                about,
                new Anchor("1"),
                NetChangesTest.dn("ann"),
                NetChangesTest.dn("bea"),
                Optional.empty(),
                List.of(parts),
                kind);
    }

    static ValueChange to(String attribute, String value, ValueChange.Kind kind) {
        return new ValueChange(attribute, List.of(), List.of(value), kind);
    }
}
