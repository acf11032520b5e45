package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.LifecycleStep.Action;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DesiredStateTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void buildsADnThatParsesBackToTheSameValue() throws Exception {
        for (String name : List.of("a,b", "#x", " lead", "trail ", "a+b=c", "a\\b\"<>;", "Zoë", "日本")) {
            DN dn = wanted(name, true, Optional.empty(), T0).dn();
            assertThat(new DN(dn.toString()).getRDN().getAttributeValues()).containsExactly(name);
        }
    }

    @Test
    void saysWhichAttributeIsEmptyWhenTheEntryCannotBeNamed() throws Exception {
        Desired desired = mapping().desire(user(" ", true, Optional.empty()), References.NONE, T0);
        assertThat(desired)
                .isInstanceOfSatisfying(
                        Desired.Invalid.class, i -> assertThat(i.attribute()).isEqualTo("uid"));
    }

    @Test
    void locksADeactivatedUserAtOnce() throws Exception {
        DesiredEntry entry = wanted("bob", false, Optional.empty(), T0);
        assertThat(entry.standing()).isEqualTo(Standing.INACTIVE);
        assertThat(entry.attributes().get(ActualEntry.DISABLED).values()).containsExactly("true");
        assertThat(entry.pending()).containsExactly("manager=boss");
    }

    @Test
    void deletesOnlyWhenTheDelayIsOver() throws Exception {
        Instant end = T0.plus(Duration.ofDays(30));
        assertThat(wanted("bob", true, Optional.of(T0), end.minusMillis(1)).standing())
                .isEqualTo(Standing.DELETED);
        assertThat(wanted("bob", true, Optional.of(T0), end).standing()).isEqualTo(Standing.DELETE_DUE);
    }

    private static DesiredEntry wanted(String name, boolean active, Optional<Instant> deleted, Instant now)
            throws Exception {
        Desired desired = mapping().desire(user(name, active, deleted), References.NONE, now);
        return ((Desired.Wanted) desired).entry();
    }

    private static Resource user(String name, boolean active, Optional<Instant> deleted) {
        var body = JsonNodeFactory.instance.objectNode().put("userName", name).put("active", active);
        return new Resource("id-1", ResourceType.USER, "okta", 1, 1, T0, T0, deleted, body);
    }

    private static MappingSet mapping() throws Exception {
        var uid =
                new AttributeRule("uid", r -> List.of(r.body().path("userName").asText()), Ownership.ENFORCE, false);
        var manager = new AttributeRule("manager", r -> List.of("boss"), Ownership.ENFORCE, true);
        var lock = new LifecycleStep(Duration.ZERO, new Action.Disable());
        var delete = new LifecycleStep(Duration.ofDays(30), new Action.Delete());
        var rule = new UserRule(
                "employees",
                1,
                Optional.empty(),
                Optional.empty(),
                new DN("ou=people,dc=example,dc=com"),
                Filter.create("(objectClass=inetOrgPerson)"),
                "uid",
                List.of("inetOrgPerson"),
                Optional.empty(),
                List.of("uid"),
                UserRule.Adopt.ASK,
                Set.of(),
                Map.of("uid", uid, "manager", manager),
                List.of(lock),
                List.of(lock, delete),
                false,
                PasswordRule.NONE,
                Map.of(),
                false);
        return new MappingSet("sha256:test", List.of(rule), List.of(), RoleRules.NONE, List.of(), List.of());
    }
}
