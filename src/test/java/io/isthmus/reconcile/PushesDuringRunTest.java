package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Pushes go on while runs over everything write what they read before: no value goes backwards (rule 20). */
class PushesDuringRunTest {
    private static final String MAPPING = Bureau.MAPPING.replace("                  host: nickName\n", "");
    private static final int USERS = 60;
    private static final int ROUNDS = 8;

    private record Written(String user, int title) {}

    private final Random random = new Random(5);
    private final List<String> ids = new ArrayList<>();
    private final Map<String, Integer> pushed = new HashMap<>();
    private final Queue<Written> written = new ConcurrentLinkedQueue<>();
    private Office office;
    private int titles;
    private boolean within;

    @Test
    void atTwentyASecondNoValueGoesBackwards() throws Exception {
        try (Office opened = new Office(MAPPING)) {
            office = opened;
            for (int i = 0; i < USERS; i++) {
                ids.add(office.create("u" + i));
            }
            office.sync();
            office.refuses = change -> {
                note(change);
                return Optional.empty();
            };
            Engine[] engine = new Engine[1];
            engine[0] = office.slow(() -> between(engine[0]));
            ScheduledExecutorService provider = Executors.newSingleThreadScheduledExecutor();
            try {
                var unused = provider.scheduleAtFixedRate(this::push, 0, 50, TimeUnit.MILLISECONDS);
                for (int round = 0; round < ROUNDS; round++) {
                    // enough for many slices, between which soon work passes
                    ids.forEach(this::push);
                    assertThat(engine[0]
                                    .full(engine[0].begin(RunRow.Kind.SYNC, "test"))
                                    .status())
                            .isEqualTo(RunRow.Status.DONE);
                }
            } finally {
                provider.shutdown();
                assertThat(provider.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(office.changes())
                    .as("a run met with newer pushes")
                    .anyMatch(change -> change.endsWith(" superseded"));
            Map<String, Integer> last = new HashMap<>();
            written.forEach(now -> assertThat(last.put(now.user(), now.title()))
                    .as("%s got %d", now.user(), now.title())
                    .satisfiesAnyOf(
                            before -> assertThat(before).isNull(),
                            before -> assertThat(before).isLessThanOrEqualTo(now.title())));
            office.sync();
            for (String id : ids) {
                assertThat(office.entry("uid=u" + ids.indexOf(id)).orElseThrow().getAttributeValue("title"))
                        .isEqualTo(String.valueOf(pushed.get(id)));
            }
            assertThat(office.sync().changes()).isEmpty();
        }
    }

    /** Soon work goes first between the slices of a run, and is not cut into by itself. */
    private void between(Engine engine) {
        if (!within) {
            within = true;
            engine.soon();
            within = false;
        }
    }

    private void push() {
        push(ids.get(random.nextInt(USERS)));
    }

    private synchronized void push(String id) {
        int title = titles++;
        office.replace(id, Office.user("u" + ids.indexOf(id)).put("title", String.valueOf(title)));
        pushed.put(id, title);
    }

    private void note(Change change) {
        change.modifications().stream()
                .filter(part -> part.attribute().equals("title"))
                .flatMap(part -> part.add().stream())
                .forEach(title -> written.add(new Written(change.about().name(), Integer.parseInt(title))));
    }
}
