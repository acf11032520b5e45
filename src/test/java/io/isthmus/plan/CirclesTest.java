package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CirclesTest {
    @Test
    void whoLeadsToACircleOrIsNamedByOneIsNotInIt() {
        assertThat(Circles.of(Map.of(
                        "report", Set.of("middle"), "middle", Set.of("chief"), "chief", Set.of("chief", "other"))))
                .containsExactly("chief");
        assertThat(Circles.of(Map.of("a", Set.of("b"), "b", Set.of("c")))).isEmpty();
        assertThat(Circles.of(Map.of())).isEmpty();
    }

    @Test
    void whoStandsBetweenTwoIs() {
        assertThat(Circles.of(Map.of(
                        "a", Set.of("a", "b"), "b", Set.of("c", "end"), "c", Set.of("d"), "d", Set.of("c", "end"))))
                .containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void areFoundInSmallWorldsAsByFollowingEveryName() {
        for (int seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            int size = 1 + random.nextInt(7);
            Map<String, Set<String>> refers = new HashMap<>();
            for (int i = random.nextInt(2 * size); i > 0; i--) {
                refers.computeIfAbsent("u" + random.nextInt(size), key -> new HashSet<>())
                        .add("u" + random.nextInt(size));
            }
            Set<String> circles = IntStream.range(0, size)
                    .mapToObj(i -> "u" + i)
                    .filter(one -> reach(one, refers).contains(one))
                    .collect(Collectors.toSet());
            Set<String> expected = IntStream.range(0, size)
                    .mapToObj(i -> "u" + i)
                    .filter(one -> circles.contains(one)
                            || reach(one, refers).stream().anyMatch(circles::contains)
                                    && circles.stream()
                                            .anyMatch(
                                                    from -> reach(from, refers).contains(one)))
                    .collect(Collectors.toSet());
            assertThat(Circles.of(refers)).as("seed %d: %s", seed, refers).isEqualTo(expected);
        }
    }

    /** A chain of managers as long as a company is looked at once. */
    @Test
    void aLongChainIsNone() {
        Map<String, Set<String>> refers = new HashMap<>();
        IntStream.range(0, 200_000).forEach(i -> refers.put("u" + i, Set.of("u" + (i + 1))));
        assertThat(Circles.of(refers)).isEmpty();
    }

    private static Set<String> reach(String from, Map<String, Set<String>> refers) {
        Set<String> reached = new HashSet<>();
        Set<String> next = new HashSet<>(refers.getOrDefault(from, Set.of()));
        while (reached.addAll(next)) {
            next = reached.stream()
                    .flatMap(one -> refers.getOrDefault(one, Set.of()).stream())
                    .collect(Collectors.toSet());
        }
        return reached;
    }
}
