package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.isthmus.access.Audit;
import io.isthmus.access.Caller;
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

    private Tokens.Issued issue(String source) {
        return tokens.issueForSource(source, Set.of(), Optional.empty(), "test");
    }
}
