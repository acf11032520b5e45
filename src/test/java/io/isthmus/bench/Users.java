package io.isthmus.bench;

import io.isthmus.e2e.IsthmusServer;
import io.isthmus.testing.OpenLdapServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The users that are pushed, and the server that takes them. */
final class Users {
    static final double SCALE = Double.parseDouble(System.getProperty("isthmus.bench.scale", "1"));

    private Users() {}

    static int scaled(int number) {
        return Math.max(1, (int) (number * SCALE));
    }

    static Duration scaled(Duration time) {
        return Duration.ofMillis(Math.max(200, (long) (time.toMillis() * SCALE)));
    }

    static IsthmusServer server(Path home, String url, String reconcile) {
        String settings = """
                isthmus:
                  directory:
                    urls: ["%s"]
                    bind-dn: %s
                    bind-password: ${LDAP_PASSWORD}
                    allow-plaintext: true
                  sources: { okta: {} }
                  reconcile: { accept-first-plan: true, watch: "off", %s }
                """.formatted(url, OpenLdapServer.SERVICE, reconcile);
        try {
            String mapping = Files.readString(
                    Path.of(System.getProperty("isthmus.test.basedir", "."), "config/mapping-openldap.yaml"));
            return IsthmusServer.in(home, settings, mapping, Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A user as Okta sends one, with a name of its own. */
    static String okta(String name) {
        return """
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"%1$s@example.com",\
                "name":{"givenName":"Given %1$s","familyName":"Family %1$s"},\
                "emails":[{"primary":true,"value":"%1$s@example.com","type":"work"}],"displayName":"Given Family %1$s",\
                "locale":"en-US","externalId":"00u-%1$s","title":"Controller",\
                "phoneNumbers":[{"type":"work","value":"+46 8 555 01 00"}],"groups":[],"active":true}""".formatted(name);
    }

    /** A change as Entra sends one. */
    static String entra(long number) {
        return """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\
                {"op":"Replace","path":"title","value":"Title %1$d"},\
                {"op":"Add","path":"emails[type eq \\"work\\"].value","value":"n%1$d@example.com"}]}""".formatted(number);
    }
}
