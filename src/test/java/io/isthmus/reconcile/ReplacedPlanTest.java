package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.store.JdbcRuns;
import io.isthmus.store.TestDatabase;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplacedPlanTest {
    private final JdbcRuns runs = new JdbcRuns(TestDatabase.fresh(), "main");
    private final TestClock clock = new TestClock();

    private RunProgress begun(Runs to) {
        RunRow row = RunRow.begun(runs.newId(), RunRow.Kind.PLAN, "sha256:m", clock.instant(), "carol");
        return new RunProgress(to, clock, row);
    }

    /** Whoever looked in between was told that nothing waits any more, and then that something does. */
    @Test
    void whoeverLooksWhileAPlanIsReplacedSeesOneThatWaits() {
        RunRow first = begun(runs).held();
        List<Optional<String>> seen = new ArrayList<>();
        Runs watched = (Runs) Proxy.newProxyInstance(
                Runs.class.getClassLoader(), new Class<?>[] {Runs.class}, (proxy, method, with) -> {
                    Object answer = method.invoke(runs, with);
                    seen.add(runs.held().map(RunRow::id));
                    return answer;
                });
        RunRow second = begun(watched).held();
        assertThat(seen).isNotEmpty().doesNotContain(Optional.empty());
        assertThat(runs.held()).map(RunRow::id).contains(second.id());
        RunRow replaced = runs.find(first.id()).orElseThrow();
        assertThat(replaced.status()).isEqualTo(RunRow.Status.VOID);
        assertThat(replaced.error()).contains("run " + second.id() + " is newer and lists what is to be done now");
    }
}
