package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Besides: groups of RFC 2307, whose members are names and no DNs, so that no server follows a rename. */
abstract class PosixVariations extends Variations {
    @Test
    void aPosixGroupNamesItsMembersAndFollowsThem() throws Exception {
        String ann = okta.user("posix.ann", "");
        String bob = okta.user("posix.bob", "");
        String id = okta.expect(
                        201,
                        "POST",
                        "/Groups",
                        Provider.groupBody("posix-dev", List.of(ann))
                                .replace("\"members\"", "\"externalId\":\"5001\",\"members\""))
                .path("id")
                .asText();
        settled();
        assertThat(uids()).containsExactly("posix.ann");
        assertThat(entry(site.group("posix-dev")).getAttributeValue("gidNumber"))
                .isEqualTo("5001");
        okta.expect(204, "PATCH", "/Groups/" + id, Provider.add(List.of(bob)));
        okta.expect(200, "PATCH", "/Users/" + ann, Setup.replace("userName", "\"posix.lee@acme.test\""));
        settled();
        assertThat(uids()).containsExactly("posix.bob", "posix.lee");
        okta.expect(204, "PATCH", "/Groups/" + id, remove(bob));
        okta.expect(200, "PATCH", "/Users/" + ann, Setup.replace("active", "false"));
        settled();
        assertThat(uids()).isEmpty();
        assertThat(okta.membersOf(id)).containsExactly(ann);
        okta.expect(200, "PATCH", "/Users/" + ann, Setup.replace("active", "true"));
        settled();
        assertThat(uids()).containsExactly("posix.lee");
        assertIdle();
    }

    private Set<String> uids() throws Exception {
        String[] values = entry(site.group("posix-dev")).getAttributeValues("memberUid");
        return values == null ? Set.of() : new TreeSet<>(List.of(values));
    }
}
