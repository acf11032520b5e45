package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.scim.ResourceType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedPasswordsTest {
    @TempDir
    Path home;

    @Test
    void aSealOpensWithItsKeyForItsUserAlone() throws IOException {
        Path file = home.resolve("password-key");
        byte[] sealed = new KeyFileSeal(file).seal("u1", "Tq9!vvLa");
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("Tq9");
        assertThat(new KeyFileSeal(file).open("u1", sealed)).isEqualTo("Tq9!vvLa");
        assertThat(new KeyFileSeal(file).seal("u1", "Tq9!vvLa")).isNotEqualTo(sealed);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> new KeyFileSeal(file).open("u2", sealed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new KeyFileSeal(home.resolve("other")).open("u1", sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPasswordStandsBesideTheJournalUntilTheUserGoesOrAWeekIsOver() {
        DataSource database = TestDatabase.fresh();
        KeyFileSeal seal = new KeyFileSeal(home.resolve("password-key"));
        try (GroupCommitJournal journal = new GroupCommitJournal(
                database, Clock.systemUTC(), accepted -> {}, GroupCommitJournal.Settings.DEFAULT)) {
            for (String id : List.of("u1", "u2")) {
                push(journal, create(id), Optional.of(new Push.SealedPassword(seal.seal(id, "t0p secret"))));
            }
            assertThat(kept(database)).containsExactly("u1", "u2");
            push(journal, new Operation.Delete("u1", Optional.empty()), Optional.empty());
            assertThat(kept(database)).containsExactly("u2");
            Clock clock = Clock.systemUTC();
            assertThat(PasswordRows.sweep(database, Clock.offset(clock, Duration.ofDays(6))))
                    .isZero();
            assertThat(PasswordRows.sweep(database, Clock.offset(clock, Duration.ofDays(8))))
                    .isEqualTo(1);
            assertThat(kept(database)).isEmpty();
        }
        assertThat(JournalCheck.verify(database).differences()).isEmpty();
    }

    private static Operation create(String id) {
        return new Operation.Create(
                id, JsonNodeFactory.instance.objectNode().put("userName", id).put("active", true));
    }

    private static void push(GroupCommitJournal journal, Operation operation, Optional<Push.SealedPassword> password) {
        journal.accept(new Push("okta", "t", "r", ResourceType.USER, operation, 100, password))
                .toCompletableFuture()
                .join();
    }

    private static List<String> kept(DataSource database) {
        return Sql.list(database, "select resource_id from password order by 1", Sql.none(), row -> row.getString(1));
    }
}
