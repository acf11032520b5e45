package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure.Kind;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutageTest {
    private static final ChangeResult WRITTEN = new ChangeResult.Applied(Optional.empty(), DN.NULL_DN, false);
    private final AtomicInteger sent = new AtomicInteger();
    private final Outage outage = new Outage(3);

    @Test
    void afterOneThatFindsTheDirectoryAwayNothingIsSent() {
        write(failed(Kind.UNAVAILABLE));
        ChangeResult next = write(WRITTEN);
        assertThat(sent).hasValue(1);
        assertThat(next).isInstanceOfSatisfying(ChangeResult.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failed.detail()).startsWith("not sent");
        });
    }

    @Test
    void timeOutsInARowAreAnOutageAndSingleOnesAreNot() {
        for (int i = 0; i < 10; i++) {
            write(failed(Kind.UNKNOWN));
            write(failed(Kind.UNKNOWN));
            write(i % 2 == 0 ? WRITTEN : failed(Kind.REJECTED));
        }
        assertThat(sent).hasValue(30);
        for (int i = 0; i < 10; i++) {
            write(failed(Kind.UNKNOWN));
        }
        assertThat(sent).hasValue(33);
    }

    private ChangeResult write(ChangeResult result) {
        return outage.unlessAway(() -> {
            sent.incrementAndGet();
            return result;
        });
    }

    private static ChangeResult failed(Kind kind) {
        return new ChangeResult.Failed(kind, -1, "because");
    }
}
