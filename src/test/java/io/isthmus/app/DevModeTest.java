package io.isthmus.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.access.PausedBySetting;
import io.isthmus.access.Tokens;
import io.isthmus.store.JdbcAudit;
import io.isthmus.store.JdbcTokens;
import io.isthmus.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevModeTest {
    @TempDir
    Path data;

    @Test
    void aTokenWhoseFileIsLostIsReplacedAsOftenAsItTakes() throws IOException {
        DataSource database = TestDatabase.fresh();
        Clock clock = Clock.systemUTC();
        Tokens tokens = new JdbcTokens(database, clock, new JdbcAudit(database, clock), new PausedBySetting(Set.of()));
        for (int i = 0; i < 4; i++) {
            String token = DevMode.token(data, tokens, "okta");
            assertThat(tokens.check(token)).isPresent();
            assertThat(DevMode.token(data, tokens, "okta")).isEqualTo(token);
            Files.delete(data.resolve("tokens-okta"));
        }
        assertThat(tokens.of("okta")).hasSize(2);
    }
}
