package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.directory.Seen;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.AnchorSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private final Sightings sightings = new Sightings(10);

    @Test
    void aBurstIsGatheredFromItsFirstOn() {
        assertThat(sightings.due(0)).isEmpty();
        sightings.see(touched(1), 0);
        sightings.see(touched(2), SECOND / 10);
        sightings.see(touched(1), SECOND / 5);
        assertThat(sightings.due(SECOND / 5)).hasValue(Sightings.GATHER.toNanos() - SECOND / 5);
        Sightings.Batch batch = sightings.take();
        assertThat(batch.touched()).containsExactlyInAnyOrder(anchor(1), anchor(2));
        assertThat(batch.everything()).isEmpty();
        assertThat(sightings.isEmpty()).isTrue();
    }

    @Test
    void cookiesAloneAreInNoHurryAndHinderNobody() {
        sightings.see(cookie("s", 1), 0);
        assertThat(sightings.due(0)).hasValue(Sightings.COOKIES_APART.toNanos());
        sightings.see(touched(1), 10 * SECOND);
        assertThat(sightings.due(10 * SECOND)).hasValue(Sightings.GATHER.toNanos());
    }

    @Test
    void aBulkComesDownToEverythingOnceItIsQuiet() {
        for (int i = 0; i < 100; i++) {
            sightings.see(touched(i), i * SECOND / 100);
        }
        long now = 99 * SECOND / 100;
        assertThat(sightings.due(now)).hasValue(Sightings.QUIET.toNanos());
        for (int i = 100; i < 4000; i++) {
            sightings.see(touched(i), i * SECOND / 100);
        }
        assertThat(sightings.due(4000 * SECOND / 100).getAsLong())
                .as("not put off for ever")
                .isLessThan(0);
        Sightings.Batch batch = sightings.take();
        assertThat(batch.everything()).hasValue("more than 10 entries were changed");
        assertThat(batch.touched()).isEmpty();
    }

    @Test
    void everythingIsNotReadAllTheTimeAndSingleEntriesNeedNotWaitForIt() {
        sightings.see(new Seen.Everything("because"), 0);
        sightings.take();
        sightings.lookedAtEverything(SECOND);
        sightings.see(touched(1), 2 * SECOND);
        assertThat(sightings.due(2 * SECOND)).hasValue(Sightings.GATHER.toNanos());
        sightings.see(new Seen.Everything("again"), 2 * SECOND);
        assertThat(sightings.due(2 * SECOND)).hasValue(Sightings.FULL_APART.toNanos() - SECOND);
    }

    @Test
    void whatCouldNotBeLookedAtComesAgainLaterAndTheNewerCookieStays() {
        sightings.see(touched(1), 0);
        sightings.see(cookie("s", 1), 0);
        sightings.see(cookie("t", 1), 0);
        Sightings.Batch batch = sightings.take();
        sightings.see(cookie("s", 2), SECOND);
        sightings.putBack(batch, 2 * SECOND, Duration.ofSeconds(5));
        assertThat(sightings.due(2 * SECOND)).hasValue(5 * SECOND);
        Sightings.Batch again = sightings.take();
        assertThat(again.touched()).containsExactly(anchor(1));
        assertThat(again.cookies())
                .extracting(one -> one.stream() + one.value()[0])
                .containsExactlyInAnyOrder("s2", "t1");
    }

    /**
     * Whatever comes in whatever order, and whatever fails on the way: no cookie is stored before all that was seen ahead of it on its
     * stream was looked at, nothing is forgotten, and what is kept stays bounded.
     */
    @Test
    void noCookieOvertakesWhatItCovers() {
        for (int seed = 0; seed < 5000; seed++) {
            new Story(seed).play();
        }
    }

    private static final class Story {
        private final int seed;
        private final Random random;
        private final Sightings sightings = new Sightings(6);
        /** by stream: what was seen and not looked at since, and cookies, in order */
        private final Map<String, List<Seen>> told = new HashMap<>();

        private final Map<String, Integer> stored = new HashMap<>();
        private final Deque<Seen> unlooked = new ArrayDeque<>();
        private long now;
        private int number;

        Story(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void play() {
            for (int step = 0; step < 60; step++) {
                now += random.nextInt(1_000_000_000);
                if (random.nextInt(5) > 0) {
                    tell();
                } else {
                    look(random.nextBoolean());
                }
            }
            look(true);
            assertThat(unlooked).as("seed %d", seed).isEmpty();
            assertThat(sightings.isEmpty()).isTrue();
            told.forEach((stream, seen) -> seen.stream()
                    .filter(Seen.Cookie.class::isInstance)
                    .map(one -> (int) ((Seen.Cookie) one).value()[0])
                    .max(Integer::compare)
                    .ifPresent(last -> assertThat(stored).as("seed %d", seed).containsEntry(stream, last)));
        }

        private void tell() {
            String stream = random.nextBoolean() ? "s" : "t";
            Seen seen =
                    switch (random.nextInt(8)) {
                        case 0 -> new Seen.Everything("lost");
                        case 1 -> new Seen.Present(stream, DN.NULL_DN, new AnchorSet());
                        case 2, 3, 4 -> cookie(stream, ++number);
                        default -> touched(random.nextInt(20));
                    };
            told.computeIfAbsent(stream, key -> new ArrayList<>()).add(seen);
            if (!(seen instanceof Seen.Cookie)) {
                unlooked.add(seen);
            }
            sightings.see(seen, now);
        }

        private void look(boolean works) {
            Sightings.Batch batch = sightings.take();
            assertThat(batch.touched().size()).as("seed %d", seed).isLessThanOrEqualTo(6);
            if (!works) {
                if (random.nextBoolean()) {
                    tell();
                }
                sightings.putBack(batch, now, Duration.ofSeconds(1));
                return;
            }
            Set<Seen> looked = new HashSet<>(batch.present());
            batch.touched().forEach(anchor -> looked.add(new Seen.Touched(anchor)));
            unlooked.removeIf(seen -> batch.everything().isPresent() || covered(seen, looked));
            for (Seen.Cookie cookie : batch.cookies()) {
                assertThat(ahead(cookie)).as("seed %d, cookie %s", seed, cookie).noneMatch(unlooked::contains);
                stored.put(cookie.stream(), (int) cookie.value()[0]);
            }
        }

        /** A later refresh of the same stream tells what the earlier one did. */
        private static boolean covered(Seen seen, Set<Seen> looked) {
            return looked.contains(seen)
                    || seen instanceof Seen.Present all
                            && looked.stream()
                                    .anyMatch(other -> other instanceof Seen.Present one
                                            && one.stream().equals(all.stream()));
        }

        private List<Seen> ahead(Seen.Cookie cookie) {
            List<Seen> all = told.getOrDefault(cookie.stream(), List.of());
            List<Seen> ahead = new ArrayList<>();
            for (Seen seen : all) {
                if (seen instanceof Seen.Cookie other && other.value()[0] == cookie.value()[0]) {
                    return ahead;
                }
                if (!(seen instanceof Seen.Cookie)) {
                    ahead.add(seen);
                }
            }
            return ahead;
        }
    }

    private static Anchor anchor(int number) {
        return new Anchor(new UUID(0, number).toString());
    }

    private static Seen touched(int number) {
        return new Seen.Touched(anchor(number));
    }

    private static Seen.Cookie cookie(String stream, int number) {
        return new Seen.Cookie("ldap://one", stream, new byte[] {(byte) number});
    }

    @Test
    void anchorsOfEveryKindAreKeptSmall() {
        AnchorSet anchors = new AnchorSet();
        anchors.add(new Anchor("c94369b2-7def-1041-8375-6777bad73881"));
        anchors.add(new Anchor("d05ea290-e9a311f1-b8e4c3da-db69ec6f"));
        assertThat(anchors.contains(new Anchor("C94369B2-7def-1041-8375-6777bad73881")))
                .isTrue();
        assertThat(anchors.contains(new Anchor("d05ea290-e9a311f1-b8e4c3da-db69ec6f")))
                .isTrue();
        assertThat(anchors.contains(new Anchor("d05ea290-e9a311f1-b8e4c3da-db69ec60")))
                .isFalse();
        assertThat(Optional.of(anchors.size())).hasValue(2);
    }
}
