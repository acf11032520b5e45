package io.isthmus.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/** The users of a world: the mapping that has them, and what is pushed of them. */
final class Personnel {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    static final String MAPPING = """
            version: 1
            users:
              - name: people
                base: ou=people,dc=example,dc=com
                scope: (objectClass=inetOrgPerson)
                rdn: uid
                object-classes: [inetOrgPerson]
                correlate: [employeeNumber, uid]
                strong: [employeeNumber]
                attributes:
                  uid: userName
                  cn: userName
                  sn: userName
                  title: title
                  telephoneNumber: { from: 'phoneNumbers[type eq "work"].value', ownership: merge }
                  employeeNumber: externalId
                  manager: { from: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', as: reference }
                inactive: [{ disable: { attribute: employeeType, value: disabled } }]
                deleted: [{ disable: { attribute: employeeType, value: disabled } }, { after: 30d, delete: true }]
            """;

    private final Random random;

    Personnel(Random random) {
        this.random = random;
    }

    /** @param ids of those who may be the manager */
    ObjectNode body(String name, String externalId, List<String> ids) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("userName", name).put("externalId", externalId);
        body.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        if (random.nextBoolean()) {
            body.put("title", "t" + random.nextInt(3));
        }
        if (random.nextBoolean()) {
            body.putArray("phoneNumbers").addObject().put("type", "work").put("value", "+1 " + random.nextInt(100));
        }
        if (!ids.isEmpty() && random.nextInt(3) == 0) {
            body.putObject(ENTERPRISE).putObject("manager").put("value", ids.get(random.nextInt(ids.size())));
        }
        return body;
    }

    /** One of few, so that names collide. */
    String name() {
        return "u" + random.nextInt(8);
    }

    /** The id of the manager, empty for who has none. */
    static String manager(JsonNode body) {
        return body.path(ENTERPRISE).path("manager").path("value").asText();
    }
}
