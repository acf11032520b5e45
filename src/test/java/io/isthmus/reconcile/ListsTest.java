package io.isthmus.reconcile;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Under every combination of switches the lists say what the directory shows. */
class ListsTest {
    @ParameterizedTest
    @CsvSource({
        "false, false, false", "false, false, true", "false, true, false", "false, true, true",
        "true, false, false", "true, false, true", "true, true, false", "true, true, true"
    })
    void listsAndDirectoryAgree(boolean autoSync, boolean prune, boolean selfHeal) throws Exception {
        for (int seed = 1; seed <= Integer.getInteger("worlds", 2); seed++) {
            try (Listed office = new Listed(seed, autoSync, prune, selfHeal)) {
                Random random = new Random(seed);
                for (int step = 0; step < 100; step++) {
                    office.step();
                    if (random.nextInt(5) == 0) {
                        office.run(random.nextBoolean() ? RunRow.Kind.PLAN : RunRow.Kind.SYNC);
                    }
                }
                office.pass(Duration.ofDays(31));
                office.run(RunRow.Kind.SYNC);
            }
        }
    }
}
