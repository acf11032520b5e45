package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestRoleTest {
    private static final RoleRules RULES = new RoleRules(
            "roles",
            Optional.of("standard"),
            List.of(
                    new RoleRule("admin", 1, List.of("admin", "Administrator", "7f3c-1"), List.of()),
                    new RoleRule("sales-emea", 2, List.of("Försäljning EMEA"), List.of()),
                    new RoleRule("standard", 3, List.of(), List.of())));

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "admn, admin 1",
                "A D M I N !, admin 0",
                "Administrators, admin 1",
                "forsaljning_emea, sales-emea 0",
                "FO\u0308RSA\u0308LJNING emea, sales-emea 0",
                "ＡＤＭＩＮ, admin 0",
                "Standard, standard 0",
                "Sales EMEA, sales-emea 0",
                "`{\"id\":\"18d1\",\"value\":\"Administratr\",\"displayName\":\"?\"}`, admin 1",
                "{not json, none",
                "auditor, none",
                "***, none",
                "x, none"
            })
    void whatIsNearOnceCaseMarksAndPunctuationAreDropped(String value, String expected) {
        assertThat(nearest(new RequestedRole(Optional.of(value), Optional.empty())))
                .isEqualTo(expected);
    }

    @Test
    void theDisplayCountsAsMuchAsTheValue() {
        assertThat(nearest(new RequestedRole(Optional.of("06b07648-ecfe"), Optional.of("Administrador"))))
                .isEqualTo("admin 1");
        assertThat(nearest(new RequestedRole(Optional.empty(), Optional.of("standart"))))
                .isEqualTo("standard 1");
    }

    @Test
    void theFirstOfTheCatalogueWinsATie() {
        RoleRules twins = new RoleRules("roles", Optional.empty(), List.of(role("team-a"), role("team-b")));
        assertThat(NearestRole.of(twins, new RequestedRole(Optional.of("team c"), Optional.empty())))
                .contains(new NearestRole("team-a", 1));
    }

    /** Any few edits of a known name are near, and no farther than the number of edits. */
    @Test
    void editsAreCounted() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder("administrator");
            int edits = random.nextInt(5);
            for (int i = 0; i < edits; i++) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.insert(at, (char) ('a' + random.nextInt(26)));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.setCharAt(at, (char) ('a' + random.nextInt(26)));
                }
            }
            assertThat(NearestRole.of(RULES, new RequestedRole(Optional.of(text.toString()), Optional.empty())))
                    .as("seed %d: %s", seed, text)
                    .hasValueSatisfying(near -> assertThat(near.distance()).isLessThanOrEqualTo(edits));
        }
    }

    @Test
    void aDistanceIsAMetric() {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            String a = word(random);
            String b = word(random);
            String c = word(random);
            int ab = EditDistance.between(a, b);
            assertThat(ab).isEqualTo(EditDistance.between(b, a));
            assertThat(ab == 0).isEqualTo(a.equals(b));
            assertThat(ab).isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
            assertThat(ab).isLessThanOrEqualTo(EditDistance.between(a, c) + EditDistance.between(c, b));
        }
        assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
    }

    private static String word(Random random) {
        return random.ints(random.nextInt(8), 'a', 'd')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static RoleRule role(String name) {
        return new RoleRule(name, 1, List.of(name), List.of());
    }

    private static String nearest(RequestedRole request) {
        return NearestRole.of(RULES, request)
                .map(near -> near.role() + " " + near.distance())
                .orElse("none");
    }
}
