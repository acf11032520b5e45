package io.isthmus.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.access.Sources;
import io.isthmus.report.Explanation;
import io.isthmus.report.Explanation.Value;
import io.isthmus.store.JdbcHistory;
import io.isthmus.store.JdbcMemberships;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A database and an in-memory server whose state is to be explained. */
class Explained {
    static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: ou=people,dc=example,dc=com
                scope: (objectClass=inetOrgPerson)
                rdn: uid
                object-classes: [inetOrgPerson]
                correlate: [employeeNumber, uid]
                attributes:
                  uid: userName
                  cn: userName
                  sn: { from: userName, ownership: initial }
                  employeeNumber: externalId
                  title: title
                  manager: { from: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', as: reference }
                inactive: [{ disable: { attribute: employeeType, value: disabled } }, leave-groups]
            groups:
              - name: teams
                base: ou=groups,dc=example,dc=com
                scope: (objectClass=groupOfNames)
                rdn: cn
                object-classes: [groupOfNames]
                correlate: [cn]
                attributes: { cn: displayName }
                members: { attribute: member, as: dn, placeholder: "cn=nobody,dc=example,dc=com" }
            roles:
              from: roles
              catalogue:
                - role: admin
                  match: [admin]
                  grants: [ { group: "cn=admins,ou=roles,dc=example,dc=com" }, { attribute: description, value: boss } ]
            """;

    final Office office;
    boolean up = true;
    boolean paused;

    Explained() throws Exception {
        office = new Office(MAPPING);
        office.ldap.add("dn: ou=roles,dc=example,dc=com", "objectClass: organizationalUnit", "ou: roles");
        office.ldap.add(
                "dn: cn=admins,ou=roles,dc=example,dc=com",
                "objectClass: groupOfNames",
                "cn: admins",
                "member: cn=somebody");
    }

    @AfterEach
    void close() {
        office.close();
    }

    Explanations explanations() {
        return explanations(office.parts());
    }

    Explanations explanations(Parts parts) {
        Sources sources = new Sources() {
            @Override
            public void declare(Collection<String> names) {}

            @Override
            public List<Source> list() {
                return List.of(new Source("okta", paused, Optional.empty(), 0, 0));
            }

            @Override
            public boolean pause(String name, boolean to, String actor) {
                return false;
            }
        };
        return new Explanations(
                parts.directory(),
                parts.mapping(),
                parts.resources(),
                new JdbcMemberships(office.database),
                office.links,
                office.runs,
                new JdbcHistory(office.database, "main", Map.of()),
                office.states,
                reconciliation(),
                sources,
                parts.imports(),
                parts.rulings(),
                office.clock);
    }

    Reconciliation reconciliation() {
        return (Reconciliation) Proxy.newProxyInstance(
                Reconciliation.class.getClassLoader(),
                new Class<?>[] {Reconciliation.class},
                (proxy, method, with) -> StatusOf.office(office, up));
    }

    Explanation explain(String id) {
        return explanations().ofResource(id);
    }

    static Value value(Explanation explanation, String attribute) {
        return explanation.values().stream()
                .filter(value -> value.attribute().equals(attribute))
                .findFirst()
                .orElseThrow(() -> new AssertionError(explanation.toString()));
    }

    static List<String> blocked(Explanation explanation) {
        return explanation.blocked().stream().map(Explanation.Blocked::kind).toList();
    }

    static ObjectNode titled(String name, String title) {
        return Office.user(name).put("title", title);
    }

    static DN dn(String text) {
        try {
            return new DN(text);
        } catch (com.unboundid.ldap.sdk.LDAPException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /** The status that matters here. */
    private static final class StatusOf {
        static Reconciliation.Status office(Office office, boolean up) {
            return new Reconciliation.Status(
                    up,
                    "ldap://test",
                    Optional.empty(),
                    Optional.of(Instant.EPOCH),
                    Optional.empty(),
                    0,
                    0,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    office.runs.held(),
                    0,
                    true,
                    true,
                    true,
                    false,
                    Map.of());
        }
    }
}
