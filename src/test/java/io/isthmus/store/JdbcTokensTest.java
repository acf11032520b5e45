package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.isthmus.access.Audit;
import io.isthmus.access.Caller;
import io.isthmus.access.Caller.Role;
import io.isthmus.access.LastAdministrator;
import io.isthmus.access.PausedBySetting;
import io.isthmus.access.Tokens;
import io.isthmus.access.TwoTokensLive;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class JdbcTokensTest {
    private final DataSource database = TestDatabase.fresh();
    private final Clock clock = Clock.systemUTC();
    private final Audit audit = new JdbcAudit(database, clock);
    private final Tokens tokens = new JdbcTokens(database, clock, audit, new PausedBySetting(Set.of("idle")));

    @Test
    void aThirdLiveTokenIsRefusedAndTheOneUsedLongestAgoIsNamedFirst() {
        Tokens.Issued first = issue("okta");
        Tokens.Issued second = issue("okta");
        assertThat(tokens.check(first.token())).isPresent();
        TwoTokensLive refused = catchThrowableOfType(TwoTokensLive.class, () -> issue("okta"));
        assertThat(refused)
                .hasMessageContaining("first revoke " + second.id())
                .hasMessageContaining(" or " + first.id());
        assertThat(tokens.of("okta")).hasSize(2);
        assertThat(issue("entra").token()).as("another source").isNotBlank();
        tokens.revoke("okta", second.id(), "test");
        assertThat(issue("okta").token()).isNotBlank();
    }

    @Test
    void anExpiredTokenTakesNoPlace() {
        Optional<Instant> past = Optional.of(clock.instant().minus(Duration.ofMinutes(1)));
        Tokens.Issued expired = tokens.issueForSource("okta", Set.of(), past, "test");
        assertThat(tokens.check(expired.token())).isEmpty();
        issue("okta");
        assertThat(issue("okta").token()).isNotBlank();
    }

    @Test
    void manyAtOnceGetTwo() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Callable<String>> issues = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            issues.add(() -> issue("okta").id());
        }
        pool.invokeAll(issues);
        pool.shutdown();
        assertThat(tokens.of("okta")).hasSize(2);
    }

    /** A token that is issued while others are read notes their use as well. */
    @Test
    void useIsNotedByManyAtOnce() throws Exception {
        List<Tokens.Issued> live = List.of(issue("okta"), issue("okta"), issue("entra"), issue("entra"));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Callable<Integer>> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            users.add(() -> {
                for (int round = 0; round < 25; round++) {
                    live.forEach(one -> tokens.check(one.token()));
                    assertThat(catchThrowableOfType(TwoTokensLive.class, () -> issue("okta")))
                            .isNotNull();
                }
                return 0;
            });
        }
        for (Future<Integer> user : pool.invokeAll(users)) {
            assertThat(user.get()).isZero();
        }
        pool.shutdown();
        assertThat(tokens.of("okta")).hasSize(2);
    }

    @Test
    void wrongAndUnknownAreTheSame() {
        Tokens.Issued issued = issue("okta");
        String wrong = issued.token().substring(0, issued.token().length() - 1)
                + (issued.token().endsWith("0") ? "1" : "0");
        assertThat(tokens.check(wrong)).isEmpty();
        assertThat(tokens.check(issued.token().replace(issued.id(), "nobody"))).isEmpty();
        assertThat(tokens.check("ism_" + issued.id() + "_")).isEmpty();
        assertThat(tokens.check("")).isEmpty();
    }

    @Test
    void aSourceIsPausedByItsSettingToo() {
        assertThat(tokens.check(issue("idle").token()))
                .get()
                .isInstanceOfSatisfying(
                        Caller.Source.class,
                        source -> assertThat(source.paused()).isTrue());
        assertThat(tokens.check(issue("okta").token()))
                .get()
                .isInstanceOfSatisfying(
                        Caller.Source.class,
                        source -> assertThat(source.paused()).isFalse());
    }

    /** They could be made, and then neither seen nor ended. */
    @Test
    void tokensOfAdministratorsAreListedAndRevoked() {
        Instant expires = Instant.parse("2100-01-01T00:00:00Z");
        Tokens.Issued boss = administrator("boss", Role.ADMIN, Optional.empty());
        Tokens.Issued anna = administrator("anna", Role.VIEWER, Optional.of(expires));
        issue("okta");
        assertThat(tokens.administrators())
                .extracting(Tokens.Administrator::id, Tokens.Administrator::name, Tokens.Administrator::role)
                .containsExactly(tuple(boss.id(), "boss", Role.ADMIN), tuple(anna.id(), "anna", Role.VIEWER));
        assertThat(tokens.administrators().get(1).expires()).contains(expires);
        assertThat(tokens.check(anna.token())).isPresent();
        assertThat(tokens.revokeAdministrator(anna.id(), "boss")).isTrue();
        assertThat(tokens.check(anna.token())).isEmpty();
        assertThat(tokens.administrators())
                .extracting(Tokens.Administrator::name)
                .containsExactly("boss");
        assertThat(audit.after(0, 100))
                .filteredOn(entry -> entry.action().equals("token.revoke"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.actor()).isEqualTo("boss");
                    assertThat(entry.target()).isEqualTo("anna");
                    assertThat(entry.detail().path("token").asText()).isEqualTo(anna.id());
                });
        assertThat(tokens.revokeAdministrator(anna.id(), "boss")).as("again").isFalse();
    }

    @Test
    void eachKindOfTokenIsRevokedInItsOwnPlace() {
        Tokens.Issued boss = administrator("boss", Role.ADMIN, Optional.empty());
        administrator("another", Role.ADMIN, Optional.empty());
        Tokens.Issued okta = issue("okta");
        assertThat(tokens.revokeAdministrator(okta.id(), "boss")).isFalse();
        assertThat(tokens.revoke("admin", boss.id(), "boss")).isFalse();
        assertThat(tokens.revoke("okta", boss.id(), "boss")).isFalse();
        assertThat(tokens.check(boss.token())).isPresent();
        assertThat(tokens.check(okta.token())).isPresent();
    }

    /** Nobody could make another without the database. */
    @Test
    void theLastLiveTokenOfAnAdminStays() {
        Tokens.Issued boss = administrator("boss", Role.ADMIN, Optional.empty());
        administrator("operator", Role.OPERATOR, Optional.empty());
        Tokens.Issued expired =
                administrator("expired", Role.ADMIN, Optional.of(clock.instant().minusSeconds(1)));
        LastAdministrator refused =
                catchThrowableOfType(LastAdministrator.class, () -> tokens.revokeAdministrator(boss.id(), "boss"));
        assertThat(refused).hasMessageContaining(boss.id()).hasMessageContaining("first make another");
        assertThat(tokens.check(boss.token())).isPresent();
        assertThat(tokens.revokeAdministrator(expired.id(), "boss"))
                .as("one that counts for nothing")
                .isTrue();
        administrator("second", Role.ADMIN, Optional.empty());
        assertThat(tokens.revokeAdministrator(boss.id(), "boss")).isTrue();
    }

    /** The start makes one then: who has the data directory may have it. */
    @Test
    void anExpiredTokenIsNoAdministrator() {
        assertThat(tokens.anyAdministrator()).isFalse();
        administrator("expired", Role.ADMIN, Optional.of(clock.instant().minusSeconds(1)));
        administrator("operator", Role.OPERATOR, Optional.empty());
        assertThat(tokens.anyAdministrator()).isFalse();
        administrator("boss", Role.ADMIN, Optional.empty());
        assertThat(tokens.anyAdministrator()).isTrue();
    }

    @Test
    void ofAdminsWhoEndEachOtherOneStays() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Callable<Boolean>> ends = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String id = administrator("admin" + i, Role.ADMIN, Optional.empty()).id();
            ends.add(() -> tokens.revokeAdministrator(id, "test"));
        }
        pool.invokeAll(ends);
        pool.shutdown();
        assertThat(tokens.administrators()).hasSize(1);
    }

    private Tokens.Issued administrator(String name, Role role, Optional<Instant> expires) {
        return tokens.issueForAdministrator(name, role, expires, "test");
    }

    private Tokens.Issued issue(String source) {
        return tokens.issueForSource(source, Set.of(), Optional.empty(), "test");
    }
}
