package io.isthmus.e2e;

import io.isthmus.testing.OpenLdapServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The product as an operator sets it up against a slapd of the tests. */
final class Setup {
    private Setup() {}

    static IsthmusServer isthmus(Path home, OpenLdapServer ldap, String reconcile) {
        return IsthmusServer.in(
                home,
                settings(ldap.url(), reconcile),
                mapping(),
                Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD));
    }

    static String settings(String url, String reconcile) {
        return """
                isthmus:
                  directory:
                    urls: ["%s"]
                    bind-dn: %s
                    bind-password: ${LDAP_PASSWORD}
                    allow-plaintext: true
                    operation-timeout: 5s
                  sources:
                    okta: {}
                    entra: { match-users-by: [externalId, userName] }
                  reconcile: { %s }
                """.formatted(url, OpenLdapServer.SERVICE, reconcile);
    }

    static String mapping() {
        return mapping("mapping-openldap.yaml");
    }

    /** One of those that the repository ships. */
    static String mapping(String file) {
        try {
            return Files.readString(Path.of(System.getProperty("isthmus.test.basedir", "."), "config", file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String user(String name, String more) {
        return "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"" + name
                + "@acme.test\",\"name\":{\"givenName\":\"G " + name + "\",\"familyName\":\"F " + name
                + "\"},\"emails\":[{\"type\":\"work\",\"primary\":true,\"value\":\"" + name
                + "@acme.test\"}],\"active\":true"
                + more + "}";
    }

    static String replace(String path, String value) {
        return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"Replace\",\"path\":\""
                + path + "\",\"value\":" + value + "}]}";
    }
}
