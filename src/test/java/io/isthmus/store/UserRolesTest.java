package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.access.Audit;
import io.isthmus.mapping.RequestedRole;
import io.isthmus.mapping.RoleEvent;
import io.isthmus.mapping.RoleRule;
import io.isthmus.mapping.RoleRules;
import io.isthmus.mapping.RoleStanding;
import io.isthmus.mapping.Roles;
import io.isthmus.reconcile.UserRoles;
import io.isthmus.reconcile.UserRoles.Place;
import io.isthmus.reconcile.UserRoles.Seen;
import io.isthmus.reconcile.UserRoles.Sighting;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class UserRolesTest {
    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
    private static final Roles ROLES = new Roles(new RoleRules(
            "roles",
            Optional.of("standard"),
            List.of(
                    new RoleRule("admin", 1, List.of("admin"), List.of()),
                    new RoleRule("standard", 2, List.of(), List.of()))));

    private final DataSource database = TestDatabase.fresh();
    private final UserRoles store = new JdbcUserRoles(database, "main");
    private final Audit audit = new JdbcAudit(database, Clock.systemUTC());

    @Test
    void whatNobodyAsksForAnyMoreIsNotListedAndIsRememberedAllTheSame() {
        record(1, true, seen("ann", "Sales", "x"), seen("bob", "Sales"));
        record(2, true, seen("ann", "admin", "Sales"));
        assertThat(listed()).containsExactly("Sales okta 2 1-2");
        record(3, true, seen("ann"), seen("bob", "sales"));
        assertThat(listed()).containsExactly("sales okta 1 3-3");
        record(4, true, seen("cid", "Sales"));
        assertThat(listed()).containsExactlyInAnyOrder("sales okta 1 3-3", "Sales okta 1 1-4");
    }

    @Test
    void aDisplayIsKeptWhenAnotherSendsNone() {
        Seen shown = seen("okta", "ann", 1, new RequestedRole(Optional.of("x1"), Optional.of("Sales")));
        for (List<Seen> order : List.of(List.of(shown, seen("bob", "x1")), List.of(seen("cid", "x1")))) {
            store.record(order, true, START);
            assertThat(store.unmatched("x1").get(0).display()).contains("Sales");
        }
        record(2, true, seen("okta", "dan", 1, new RequestedRole(Optional.empty(), Optional.of("only shown"))));
        assertThat(store.unmatched("only shown").get(0).value()).isEmpty();
    }

    @Test
    void anEarlierStateOfAUserDoesNotReplaceALaterOne() {
        record(1, true, seen("okta", "ann", 7, "later"));
        record(2, true, seen("okta", "ann", 6, "earlier"));
        assertThat(listed()).containsExactly("later okta 1 1-1");
    }

    @Test
    void aPlanThatNobodyCarriesOutTellsNothingAndTheNextOneThatIsDoes() {
        assertThat(record(1, false, seen("ann", "Sales"))).isEmpty();
        assertThat(listed()).containsExactly("Sales okta 1 1-1");
        assertThat(audited()).isEmpty();
        assertThat(record(2, true, seen("ann", "Sales")))
                .isEqualTo(
                        Map.of(RoleEvent.Kind.GRANTED, 1L, RoleEvent.Kind.UNMATCHED, 1L, RoleEvent.Kind.DEFAULTED, 1L));
        assertThat(record(3, true, seen("ann", "Sales"))).isEmpty();
        assertThat(record(4, false, seen("ann", "admin"))).isEmpty();
        assertThat(record(5, true, seen("ann", "admin")))
                .isEqualTo(Map.of(RoleEvent.Kind.GRANTED, 1L, RoleEvent.Kind.REVOKED, 1L));
        record(6, true, new Seen("ann", "okta", 1, List.of(), RoleStanding.NONE));
        assertThat(audited())
                .containsExactly(
                        "okta role.granted ann standard",
                        "okta role.unmatched ann Sales",
                        "okta role.defaulted ann standard",
                        "okta role.revoked ann standard",
                        "okta role.granted ann admin",
                        "okta role.revoked ann admin");
        assertThat(Sql.list(database, "select 1 from user_role", Sql.none(), row -> 0))
                .as("of whom nothing is to be said there is no row")
                .isEmpty();
    }

    @Test
    void sourcesAreToldApartAndPagesGoOnWhereTheLastEnded() {
        record(1, true, seen("okta", "ann", 1, "b", "a"), seen("entra", "eve", 1, "b"), seen("okta", "bob", 1, "c"));
        List<String> pages = new ArrayList<>();
        Optional<Place> after = Optional.empty();
        do {
            List<Sighting> page = store.unmatched(after, 1);
            page.forEach(sighting ->
                    pages.add(sighting.place().text() + " " + sighting.place().source()));
            after = page.stream().findFirst().map(Sighting::place);
        } while (after.isPresent());
        assertThat(pages).containsExactly("a okta", "b entra", "b okta", "c okta");
        assertThat(store.unmatched("b")).hasSize(2);
        assertThat(new JdbcUserRoles(database, "other").unmatched(Optional.empty(), 10))
                .isEmpty();
    }

    @Test
    void thoseWhoAskForATextAreFoundWhateverItsCaseAndWhetherItSelectsOrNot() {
        Seen shown = new Seen(
                "dan",
                "okta",
                1,
                List.of(new RequestedRole(Optional.of("x1"), Optional.of("SALES"))),
                RoleStanding.NONE);
        record(1, true, seen("ann", "Sales"), seen("bob", "Sales"), seen("cid", "sales", "admin"), shown);
        record(1, true, seen("entra", "eve", 1, "Sales"), seen("fay", "admin"));
        Map<List<String>, Long> found = new HashMap<>();
        store.asking(List.of(new Place("Sales", "okta"), new Place("nobody", "okta")), alike -> {
            assertThat(alike.place()).isEqualTo(new Place("Sales", "okta"));
            found.put(
                    alike.requested().stream()
                            .map(role -> role.value().orElse(""))
                            .toList(),
                    alike.users());
        });
        assertThat(found).isEqualTo(Map.of(List.of("Sales"), 2L, List.of("sales", "admin"), 1L, List.of("x1"), 1L));
    }

    @Test
    void textsOfAnyLengthAreHeld() {
        String odd = "ΐ".repeat(5_000);
        record(1, true, seen("ann", odd, "😀".repeat(5_000)));
        assertThat(store.unmatched(Optional.empty(), 10))
                .hasSize(2)
                .allSatisfy(sighting ->
                        assertThat(RequestedRole.isCut(sighting.place().text())).isTrue());
        List<Long> users = new ArrayList<>();
        store.asking(List.of(new Place(RequestedRole.cut(odd), "okta")), alike -> users.add(alike.users()));
        assertThat(users).containsExactly(1L);
    }

    /** However users come, change and go in batches: the counts are what counting the users gives. */
    @Test
    void theCountsAreThoseOfTheUsers() {
        Random random = new Random(1);
        Map<String, List<String>> asked = new HashMap<>();
        for (int round = 1; round <= 60; round++) {
            Map<String, Seen> batch = new TreeMap<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                String user = "u" + random.nextInt(12);
                String[] values = random.ints(random.nextInt(4), 0, 5)
                        .mapToObj(value -> "v" + value)
                        .toArray(String[]::new);
                batch.put(user, seen("okta", user, round, values));
                asked.put(user, List.of(values));
            }
            record(round, random.nextBoolean(), batch.values().toArray(Seen[]::new));
            Map<String, Long> expected = new TreeMap<>();
            asked.values()
                    .forEach(values ->
                            values.stream().distinct().forEach(value -> expected.merge(value, 1L, Long::sum)));
            Map<String, Long> counted = new TreeMap<>();
            store.unmatched(Optional.empty(), 10)
                    .forEach(sighting -> counted.put(sighting.place().text(), sighting.users()));
            assertThat(counted).as("round %d", round).isEqualTo(expected);
        }
    }

    /** Also on tables that have no statistics yet. */
    @Test
    void everyQueryIsByIndex() {
        for (int from = 0; from < 20_000; from += 1_000) {
            record(
                    1,
                    false,
                    IntStream.range(from, from + 1_000)
                            .mapToObj(i -> seen("u" + i, "role " + i % 5_000))
                            .toArray(Seen[]::new));
        }
        String asking = "explain select k.text, u.users from unnest(array['a'], array['okta'], array['role 17'])"
                + " as k(text, source, key) cross join lateral (select requested, count(*) as users from user_role"
                + " where keys @> array[k.key] and directory_id = 'main' and source = k.source group by requested) u";
        String listing = "explain select * from unmatched_role where directory_id = 'main' and users > 0"
                + " and (text, source) > ('role 2', '') order by text, source limit 100";
        byIndex(asking, listing);
        Sql.update(database, "analyze", Sql.none());
        byIndex(asking, listing);
    }

    private void byIndex(String asking, String listing) {
        assertThat(explained(asking)).contains("user_role_keys").doesNotContain("Seq Scan");
        assertThat(explained(listing)).contains("unmatched_role_").doesNotContain("Seq Scan");
    }

    private String explained(String sql) {
        return String.join("\n", Sql.list(database, sql, Sql.none(), row -> row.getString(1)));
    }

    private Map<RoleEvent.Kind, Long> record(int second, boolean tell, Seen... seen) {
        return store.record(List.of(seen), tell, START.plusSeconds(second));
    }

    private static Seen seen(String user, String... values) {
        return seen("okta", user, 1, values);
    }

    private static Seen seen(String source, String user, long journal, String... values) {
        return seen(
                source,
                user,
                journal,
                Stream.of(values)
                        .map(value -> new RequestedRole(Optional.of(value), Optional.empty()))
                        .toArray(RequestedRole[]::new));
    }

    private static Seen seen(String source, String user, long journal, RequestedRole... requested) {
        return new Seen(user, source, journal, List.of(requested), RoleStanding.of(ROLES.of(List.of(requested))));
    }

    private List<String> listed() {
        return store.unmatched(Optional.empty(), 100).stream()
                .map(sighting ->
                        sighting.place().text() + " " + sighting.place().source() + " " + sighting.users() + " "
                                + second(sighting.firstSeen()) + "-" + second(sighting.lastSeen()))
                .toList();
    }

    private static long second(Instant at) {
        return at.getEpochSecond() - START.getEpochSecond();
    }

    private List<String> audited() {
        return audit.after(0, 100).stream()
                .map(entry -> entry.actor() + " " + entry.action() + " " + entry.target() + " "
                        + entry.detail().path("role").asText())
                .toList();
    }
}
