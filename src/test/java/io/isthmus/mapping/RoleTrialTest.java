package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.scim.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What would be if a text selected a role: the snippet, the difference, and what is told of differences. */
class RoleTrialTest {
    private static final List<String> TEXTS =
            List.of("admin", "Administrator", "Sales", "sales", "Sälj", "auditor", "Ops", "standard", "?");
    private static final RoleRules RULES = rules();

    @Test
    void theSnippetIsTheRolesWholeEntryWithTheTextAdded() {
        assertThat(RoleSnippet.of(RULES, "Sales: EMEA", "admin")).isEqualTo("""
                            - role: admin
                              match: [admin, Administrator, 'Sales: EMEA']
                              grants:
                              - {group: 'cn=admins,ou=roles,dc=example,dc=com', shared: true}
                              - {attribute: employeeType, value: admin}
                        """);
        assertThat(RoleSnippet.of(RULES, "ops", "ops")).isEqualTo("""
                            - role: ops
                              match: [ops]
                              grants: []
                        """);
    }

    /** Whatever the text is: what stands in the snippet is read as the role with the text, and as nothing else. */
    @Test
    void anyTextIsQuotedSoThatItIsReadAsItIs() {
        List<String> texts = new ArrayList<>(List.of(
                "yes",
                "null",
                "~",
                "0o7",
                "1.0",
                "a: b",
                "#x",
                "x #y",
                "- a",
                "[a",
                "a,b",
                "{a}",
                "'",
                "\"",
                "\\",
                "%a",
                "@a",
                "&a",
                "*a",
                "!a",
                "|",
                ">",
                "a\nb",
                " a ",
                "tab\tx",
                "\u0085",
                "x\u2028y",
                "é",
                "😀",
                "{\"value\":\"Admin\"}"));
        for (int seed = 0; seed < 500; seed++) {
            texts.add(text(new Random(seed)));
        }
        for (String text : texts) {
            for (String role : List.of("admin", "fresh")) {
                assertThat(read(RoleSnippet.of(RULES, text, role)))
                        .as("%s as %s", text, role)
                        .isEqualTo(new RoleRule(
                                role,
                                0,
                                RULES.with(text, role).role(role).orElseThrow().match(),
                                RULES.role(role).map(RoleRule::grants).orElse(List.of())));
            }
        }
    }

    private static String text(Random random) {
        String alphabet = "ab '\"\\:#-,[]{}&*!|>%@`\n\t?.0é\uFEFF";
        StringBuilder text = new StringBuilder("x");
        random.ints(1 + random.nextInt(6), 0, alphabet.length()).forEach(i -> text.append(alphabet.charAt(i)));
        return random.nextBoolean() ? text.reverse().toString() : text.toString();
    }

    private static RoleRule read(String snippet) {
        String mapping = """
                version: 1
                users:
                  - base: ou=people,dc=example,dc=com
                    rdn: uid
                    object-classes: [inetOrgPerson]
                    attributes: { uid: userName, cn: userName, sn: userName }
                roles:
                  from: roles
                  catalogue:
                """ + snippet;
        MappingResult result = MappingReader.read(mapping, "snippet");
        assertThat(result).as(mapping + result).isInstanceOf(MappingResult.Valid.class);
        RoleRule rule =
                ((MappingResult.Valid) result).mapping().roles().catalogue().get(0);
        List<Grant> grants = rule.grants().stream()
                .<Grant>map(grant -> grant instanceof Grant.OfGroup group
                        ? new Grant.OfGroup(group.group(), group.shared(), 0)
                        : new Grant.OfValue(((Grant.OfValue) grant).attribute(), ((Grant.OfValue) grant).value(), 0))
                .toList();
        return new RoleRule(rule.role(), 0, rule.match(), grants);
    }

    @Test
    void aTrialFindsWhoeverWouldHaveOtherRoles() {
        RoleTrial trial = RoleTrial.of(RULES, "Sales", "auditor");
        assertThat(trial.difference(asking("Sales")))
                .contains(new RoleTrial.Difference(List.of("standard"), List.of("auditor")));
        assertThat(trial.difference(asking("SALES", "admin")))
                .contains(new RoleTrial.Difference(List.of("admin"), List.of("admin", "auditor")));
        assertThat(trial.difference(asking("Sales", "auditor"))).isEmpty();
        assertThat(trial.difference(asking("Ops"))).isEmpty();
        assertThat(trial.difference(List.of(new RequestedRole(Optional.of("Sales"), Optional.of("admin")))))
                .as("the value comes before the display that counts now")
                .contains(new RoleTrial.Difference(List.of("admin"), List.of("auditor")));
        assertThat(RoleTrial.of(RULES, "Ops", "ops").difference(asking("Ops")))
                .contains(new RoleTrial.Difference(List.of("standard"), List.of("ops")));
        assertThat(RoleTrial.selected(RULES, "ADMINISTRATOR")).contains("admin");
        assertThat(RoleTrial.selected(RULES, "Sales")).isEmpty();
    }

    /** So it is enough to look at those who ask for the text in whatever case, as the report does. */
    @Test
    void onlyThoseWhoAskForTheTextCanChange() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            List<RequestedRole> requested = requested(random);
            RoleTrial trial = RoleTrial.of(RULES, "Sales", random.nextBoolean() ? "admin" : "auditor");
            boolean asks = requested.stream()
                    .flatMap(role -> Stream.concat(role.value().stream(), role.display().stream()))
                    .anyMatch(text -> Keys.fold(text).equals("sales"));
            assertThat(asks || trial.difference(requested).isEmpty())
                    .as("seed %d: %s", seed, requested)
                    .isTrue();
        }
    }

    /** What is told leads from the one state to the other, and nothing is told twice. */
    @Test
    void whatIsToldLeadsFromOneStateToTheNext() {
        Roles roles = new Roles(RULES);
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            RoleStanding before = RoleStanding.of(roles.of(requested(random)));
            RoleStanding after = RoleStanding.of(roles.of(requested(random)));
            List<RoleEvent> events = after.since(before);
            Set<String> effective = new TreeSet<>(before.effective());
            Set<String> unmatched = new TreeSet<>(before.unmatched());
            for (RoleEvent event : events) {
                boolean news =
                        switch (event.kind()) {
                            case GRANTED -> effective.add(event.text());
                            case REVOKED -> effective.remove(event.text());
                            case UNMATCHED -> unmatched.add(event.text());
                            case DEFAULTED -> after.defaulted() && !before.defaulted();
                        };
                assertThat(news).as("seed %d: %s of %s", seed, event, events).isTrue();
            }
            assertThat(effective).isEqualTo(after.effective());
            assertThat(unmatched).containsAll(after.unmatched());
            assertThat(after.since(after)).isEmpty();
        }
        assertThat(RoleStanding.of(roles.of(asking("Sales"))).since(RoleStanding.NONE))
                .containsExactly(
                        new RoleEvent(RoleEvent.Kind.GRANTED, "standard"),
                        new RoleEvent(RoleEvent.Kind.UNMATCHED, "Sales"),
                        new RoleEvent(RoleEvent.Kind.DEFAULTED, "standard"));
    }

    @Test
    void longTextsAreCutBetweenCharacters() {
        String smile = "😀".repeat(300);
        assertThat(RequestedRole.cut(smile)).isEqualTo("😀".repeat(100) + "…");
        assertThat(RequestedRole.cut("x" + smile)).isEqualTo("x" + "😀".repeat(100) + "…");
        assertThat(RequestedRole.cut("x".repeat(200))).hasSize(200);
        assertThat(RequestedRole.isCut("x".repeat(200))).isFalse();
        assertThat(RequestedRole.isCut(RequestedRole.cut(smile))).isTrue();
    }

    private static List<RequestedRole> requested(Random random) {
        return Stream.generate(() -> new RequestedRole(
                        Optional.of(TEXTS.get(random.nextInt(TEXTS.size()))),
                        Optional.of(TEXTS.get(random.nextInt(TEXTS.size()))).filter(text -> random.nextBoolean())))
                .limit(random.nextInt(4))
                .toList();
    }

    private static List<RequestedRole> asking(String... values) {
        return Stream.of(values)
                .map(value -> new RequestedRole(Optional.of(value), Optional.empty()))
                .toList();
    }

    private static RoleRules rules() {
        try {
            DN group = new DN("cn=admins,ou=roles,dc=example,dc=com");
            List<Grant> grants =
                    List.of(new Grant.OfGroup(group, true, 0), new Grant.OfValue("employeeType", "admin", 0));
            return new RoleRules(
                    "roles",
                    Optional.of("standard"),
                    List.of(
                            new RoleRule("admin", 1, List.of("admin", "Administrator"), grants),
                            new RoleRule("auditor", 2, List.of("auditor"), List.of()),
                            new RoleRule("standard", 3, List.of(), List.of())));
        } catch (LDAPException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
