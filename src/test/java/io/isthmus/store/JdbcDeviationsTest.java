package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Difference;
import io.isthmus.plan.Deviation.Listing;
import io.isthmus.plan.Deviation.Moved;
import io.isthmus.plan.Deviation.Part;
import io.isthmus.plan.Deviation.Subject;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange.Kind;
import io.isthmus.reconcile.Deviations;
import io.isthmus.reconcile.Deviations.Keep;
import io.isthmus.reconcile.Deviations.Look;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JdbcDeviationsTest {
    private static final Look FIRST = new Look("run1", Instant.parse("2026-11-26T02:00:00Z"));
    private static final Look SECOND = new Look("run2", Instant.parse("2026-11-27T02:00:00Z"));
    private static final Moved BOB = new Moved(Optional.of("cn=bob"), Instant.parse("2026-11-25T12:00:00Z"));

    private final DataSource database = TestDatabase.fresh();
    private final Deviations deviations = new JdbcDeviations(database, "main");

    @AfterEach
    void close() {
        TestDatabase.close(database);
    }

    @Test
    void aDeviationComesBackAsItWas() {
        Deviation drift = title("ann", "x").moved(BOB);
        Deviation invalid = invalid("ann");
        deviations.replaceAll(FIRST, List.of(drift, invalid), Set.of());
        assertThat(page(Listing.DRIFT)).containsExactly(new Deviations.Row(drift, FIRST.at(), "run1"));
        assertThat(page(Listing.INVALID)).containsExactly(new Deviations.Row(invalid, FIRST.at(), "run1"));
        assertThat(deviations.situations()).isEqualTo(Map.of(Situation.DRIFTED, 1L, Situation.INVALID, 1L));
        assertThat(new JdbcDeviations(database, "other").page(Listing.DRIFT, Optional.empty(), 10))
                .isEmpty();
    }

    @Test
    void whoIsKnownStaysKnownAsLongAsItShowsTheSame() {
        deviations.replaceAll(
                FIRST, List.of(title("ann", "x").moved(BOB), title("eve", "x").moved(BOB)), Set.of());
        deviations.replaceAll(SECOND, List.of(title("ann", "x"), title("eve", "y")), Set.of());
        assertThat(page(Listing.DRIFT))
                .extracting(row -> row.deviation().moved())
                .containsExactly(Optional.of(BOB), Optional.empty());
        assertThat(page(Listing.DRIFT))
                .allMatch(row -> row.since().equals(FIRST.at()) && row.run().equals("run2"));
    }

    @Test
    void whatIsReplacedAndWhatStays() {
        deviations.replaceAll(FIRST, List.of(title("ann", "x"), invalid("ann"), title("eve", "x")), Set.of());
        Part ann = new Part("ann", false);
        deviations.replace(SECOND, Map.of(ann, Keep.EVERYTHING), List.of());
        assertThat(page(Listing.DRIFT)).hasSize(2);
        deviations.replace(SECOND, Map.of(ann, Keep.REFUSALS), List.of());
        assertThat(page(Listing.DRIFT)).hasSize(1);
        assertThat(page(Listing.INVALID)).hasSize(1);
        deviations.replace(SECOND, Map.of(ann, Keep.NOTHING), List.of());
        assertThat(page(Listing.INVALID)).isEmpty();
        deviations.end(Map.of(new Part("eve", false), Set.of("other")));
        assertThat(page(Listing.DRIFT)).hasSize(1);
        deviations.end(Map.of(new Part("eve", false), Set.of()));
        assertThat(page(Listing.DRIFT)).isEmpty();
    }

    @Test
    void whatWasReleasedIsListedUntilEverythingIsReadAgain() {
        Deviation released =
                difference("ann", new Difference("title", Kind.PENDING, List.of("a"), List.of(), List.of("a"), true));
        Part ann = new Part("ann", false);
        deviations.replaceAll(FIRST, List.of(released, invalid("ann")), Set.of());
        deviations.replace(SECOND, Map.of(ann, Keep.RELEASED), List.of());
        assertThat(page(Listing.DRIFT)).containsExactly(new Deviations.Row(released, FIRST.at(), "run1"));
        assertThat(page(Listing.INVALID)).isEmpty();
        deviations.replace(SECOND, Map.of(ann, Keep.REFUSALS_AND_RELEASED), List.of(invalid("ann")));
        deviations.replace(SECOND, Map.of(ann, Keep.REFUSALS_AND_RELEASED), List.of());
        assertThat(page(Listing.DRIFT)).hasSize(1);
        assertThat(page(Listing.INVALID)).hasSize(1);
        deviations.replaceAll(SECOND, List.of(), Set.of());
        assertThat(page(Listing.DRIFT)).isEmpty();
    }

    @Test
    void whatADatabaseCannotHoldAndAVeryLongDnAreNoObstacle() {
        String dn = "uid=" + "x".repeat(9000);
        Deviation odd = new Deviation(
                new Subject("ann", "User", "okta", "ann"),
                false,
                Optional.of(dn),
                Optional.empty(),
                Situation.DRIFTED,
                Optional.of(new Difference("title", Kind.DRIFT, List.of(), List.of(), List.of("a\0b"))),
                "",
                List.of(),
                Optional.empty());
        deviations.replaceAll(FIRST, List.of(odd), Set.of());
        Deviations.Row row = page(Listing.DRIFT).get(0);
        assertThat(row.deviation().dn()).contains(dn);
        assertThat(row.deviation().difference().orElseThrow().actual()).containsExactly("a\uFFFDb");
        assertThat(deviations.page(Listing.DRIFT, Optional.of(row.place()), 10)).isEmpty();
    }

    @Test
    void everythingDriftedAtOnce() {
        List<Deviation> all =
                IntStream.range(0, 5000).mapToObj(i -> title("u" + i, "x")).toList();
        deviations.replaceAll(FIRST, all, Set.of());
        assertThat(deviations.situations()).isEqualTo(Map.of(Situation.DRIFTED, 5000L));
        deviations.replaceAll(SECOND, all.subList(0, 10), Set.of());
        assertThat(deviations.situations()).isEqualTo(Map.of(Situation.DRIFTED, 10L));
    }

    private List<Deviations.Row> page(Listing listing) {
        return deviations.page(listing, Optional.empty(), 10);
    }

    private static Deviation title(String resource, String actual) {
        return difference(resource, new Difference("title", Kind.DRIFT, List.of("a"), List.of("a"), List.of(actual)));
    }

    private static Deviation difference(String resource, Difference difference) {
        return new Deviation(
                new Subject(resource, "User", "okta", resource),
                false,
                Optional.of("uid=" + resource),
                Optional.of("anchor-" + resource),
                Situation.DRIFTED,
                Optional.of(difference),
                "",
                List.of(),
                Optional.empty());
    }

    private static Deviation invalid(String resource) {
        return new Deviation(
                new Subject(resource, "User", "okta", resource),
                false,
                Optional.empty(),
                Optional.empty(),
                Situation.INVALID,
                Optional.empty(),
                "why",
                List.of(new Deviation.Candidate("uid=x", "anchor")),
                Optional.empty());
    }
}
