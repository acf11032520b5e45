package io.isthmus.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.Ownership;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** People of a mapping with a stamp, a scope and ladders: what is desired of them, and entries that may be theirs. */
final class People {
    /** A lock by value; a deletion at the end of the ladder. */
    static final MappingSet MAPPING = mapping("deleted: [disable, {after: 30d, delete: true}]");

    /** The same, of which no entry is ever deleted. */
    static final MappingSet KEEPING = mapping("deleted: [disable]");

    static final String ID = "1";
    static final Anchor ANCHOR = new Anchor("u-1");

    private People() {}

    /** What is desired of somebody called so: a person with that uid, and no more. */
    static Wish wish(String uid) {
        return new Wish(uid);
    }

    /** The desired entry, one word at a time. */
    static final class Wish {
        private final String uid;
        private final Map<String, DesiredValues> attributes = new LinkedHashMap<>();
        private String id = ID;
        private String source = "okta";
        private ResourceType type = ResourceType.USER;
        private MappingSet mapping = MAPPING;
        private boolean stamped;
        private Standing standing = Standing.ACTIVE;
        private Optional<Instant> deleted = Optional.empty();

        private Wish(String uid) {
            this.uid = uid;
            has("uid", uid);
        }

        Wish of(String other) {
            id = other;
            return this;
        }

        Wish from(String other) {
            source = other;
            return this;
        }

        Wish group() {
            type = ResourceType.GROUP;
            return this;
        }

        Wish by(MappingSet other) {
            mapping = other;
            return this;
        }

        Wish stamped() {
            stamped = true;
            return this;
        }

        Wish has(String attribute, String... values) {
            return owned(Ownership.ENFORCE, attribute, values);
        }

        Wish owned(Ownership ownership, String attribute, String... values) {
            attributes.put(attribute, new DesiredValues(List.of(values), ownership));
            return this;
        }

        Wish locked() {
            return owned(Ownership.MERGE, ActualEntry.DISABLED, "true");
        }

        Wish standing(Standing other) {
            standing = other;
            return this;
        }

        Wish deleted(Instant at) {
            deleted = Optional.of(at);
            return standing(Standing.DELETED);
        }

        DesiredEntry entry() {
            Resource resource = new Resource(
                    id,
                    type,
                    source,
                    1,
                    1,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    deleted,
                    JsonNodeFactory.instance.objectNode());
            return new DesiredEntry(
                    resource,
                    mapping.users().get(0),
                    dn(uid),
                    attributes,
                    stamped ? Optional.of(id) : Optional.empty(),
                    standing,
                    standing != Standing.ACTIVE,
                    List.of());
        }

        /** Linked to an entry that is there, with nothing claimed of it. */
        Pair on(ActualEntry actual) {
            return on(actual, Claims.NONE);
        }

        Pair on(ActualEntry actual, Claims claims) {
            return on(actual, link(id, uidOf(actual.dn()), claims));
        }

        Pair on(ActualEntry actual, Link link) {
            return new Pair(entry(), Optional.of(link), Optional.of(actual), Situation.IN_SYNC, List.of(), "", false);
        }

        /** Found, and not linked. */
        Pair found(ActualEntry actual, Situation situation) {
            return new Pair(entry(), Optional.empty(), Optional.of(actual), situation, List.of(), "", false);
        }

        /** Without any entry. */
        Pair alone() {
            return new Pair(entry(), Optional.empty(), Optional.empty(), Situation.NEW, List.of(), "", false);
        }
    }

    /** A person's entry. @param more names and values in turn */
    static ActualEntry entry(String uid, String... more) {
        return another(ANCHOR.value(), uid, more);
    }

    static ActualEntry another(String anchor, String uid, String... more) {
        Map<String, Attribute> attributes = new HashMap<>();
        attributes.put("objectclass", new Attribute("objectClass", "inetOrgPerson"));
        attributes.put("uid", new Attribute("uid", uid));
        for (int i = 0; i < more.length; i += 2) {
            attributes.put(more[i].toLowerCase(Locale.ROOT), new Attribute(more[i], more[i + 1]));
        }
        return new ActualEntry(new Anchor(anchor), dn(uid), attributes);
    }

    /** Of a person's entry that we made. */
    static Link link(String id, String uid, Claims claims) {
        return link(ANCHOR, id, uid, claims, true);
    }

    static Link link(Anchor anchor, String id, String uid, Claims claims, boolean createdByUs) {
        return new Link(
                id,
                Optional.of(anchor),
                dn(uid),
                createdByUs,
                "people",
                Instant.EPOCH,
                new Link.AsMember(Optional.empty(), true),
                claims);
    }

    static Claims applied(String attribute, String... values) {
        return new Claims(Map.of(attribute, List.of(values)), Map.of());
    }

    static Claims intended(String attribute, String... values) {
        return new Claims(Map.of(), Map.of(attribute, List.of(values)));
    }

    /** @param values {@code -} those that go, {@code +} those that come */
    static ValueChange pending(String attribute, String... values) {
        return NetChangesTest.part(attribute, values);
    }

    static DN dn(String uid) {
        try {
            return new DN("uid=" + uid + ",ou=people,dc=x");
        } catch (LDAPException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    private static String uidOf(DN dn) {
        return dn.getRDN().getAttributeValues()[0];
    }

    private static MappingSet mapping(String deleted) {
        String yaml = """
                version: 1
                users:
                  - name: people
                    base: ou=people,dc=x
                    rdn: uid
                    object-classes: [inetOrgPerson]
                    stamp-attribute: employeeNumber
                    correlate: [employeeNumber, mail]
                    strong: [mail]
                    attributes:
                      uid: userName
                      cn: displayName
                      sn: name.familyName
                      mail: nickName
                      loginShell: title
                    inactive: [{disable: {attribute: loginShell, value: /sbin/nologin}}]
                    DELETED
                protected: ["uid=root,ou=people,dc=x", "(title=board)"]
                """.replace("DELETED", deleted);
        MappingResult result = MappingReader.read(yaml, "m");
        if (result instanceof MappingResult.Valid valid) {
            return valid.mapping();
        }
        throw new IllegalStateException(result.toString());
    }
}
