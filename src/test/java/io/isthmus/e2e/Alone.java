package io.isthmus.e2e;

import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Path;
import java.util.Map;

/** The product with a directory that cannot be reached: pushes are accepted all the same, and nothing else happens. */
final class Alone {
    static final String PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private Alone() {}

    static IsthmusServer start(Path home) {
        return start(home, "{}");
    }

    /** The same, with an extension that okta declares. */
    static IsthmusServer declaring(Path home) {
        Path schema = Path.of(System.getProperty("isthmus.test.basedir", "."), "src/test/resources/schemas/staff.json");
        return start(home, "{ schemas: [\"" + schema.toAbsolutePath() + "\"] }");
    }

    private static IsthmusServer start(Path home, String okta) {
        return IsthmusServer.in(
                        home,
                        Setup.settings("ldap://127.0.0.1:1", "accept-first-plan: true")
                                .replace(
                                        "okta: {}",
                                        "okta: " + okta
                                                + "\n    sorter: {}\n    importer: {}\n    leaver: {}\n    counter: {}"),
                        Setup.mapping(),
                        Map.of("LDAP_PASSWORD", OpenLdapServer.SERVICE_PASSWORD))
                .start();
    }
}
