package io.isthmus.plan;

import static io.isthmus.plan.Wanted.actual;
import static io.isthmus.plan.Wanted.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A resource and its entry, what links them, and what may be meant. */
class PairTest {
    private static final ActualEntry THERE = actual("a", "ann", "employeeNumber", "7");

    @Test
    void itIsLinkedWhenTheEntryIsTheOneOfTheLink() {
        assertThat(pair(Optional.of("a"), Optional.of(THERE)).linked()).isTrue();
        assertThat(pair(Optional.of("b"), Optional.of(THERE)).linked()).isFalse();
        assertThat(pair(Optional.of("a"), Optional.empty()).linked()).isFalse();
        assertThat(pair(Optional.empty(), Optional.of(THERE)).linked()).isFalse();
    }

    @Test
    void anotherDetailOrSituationOrEntryChangesNothingElse() {
        Pair pair = pair(Optional.of("a"), Optional.of(THERE));
        assertThat(pair.with("why"))
                .isEqualTo(new Pair(
                        pair.desired(), pair.link(), pair.actual(), pair.situation(), pair.candidates(), "why", true));
        assertThat(pair.as(Situation.INVALID))
                .isEqualTo(new Pair(
                        pair.desired(),
                        pair.link(),
                        pair.actual(),
                        Situation.INVALID,
                        pair.candidates(),
                        pair.detail(),
                        true));
        DesiredEntry other = entry("bea");
        assertThat(pair.with(other))
                .isEqualTo(new Pair(
                        other, pair.link(), pair.actual(), pair.situation(), pair.candidates(), pair.detail(), true));
    }

    @Test
    void anIntendedCreationIsLinkedOnceItsEntryIsKnown() {
        Link intended = Wanted.link("1", Optional.empty(), "ann", Claims.NONE);
        assertThat(intended.at(new Anchor("a")))
                .isEqualTo(Wanted.link("1", Optional.of(new Anchor("a")), "ann", Claims.NONE));
    }

    @Test
    void groupsKnowAResourceByItsUidUntilItLeavesThem() {
        DesiredEntry ann = entry("ann");
        DesiredEntry leaving = new DesiredEntry(
                ann.resource(), ann.rule(), ann.dn(), ann.attributes(), ann.stamp(), ann.standing(), true, List.of());
        assertThat(Link.AsMember.of(ann)).isEqualTo(new Link.AsMember(Optional.of("ann"), true));
        assertThat(Link.AsMember.of(leaving)).isEqualTo(new Link.AsMember(Optional.of("ann"), false));
    }

    @Test
    void anEntryThatLeavesItsNameIsStillFoundByTheValuesThatItKeeps() {
        ActualEntry stays = actual("b", "bea", "employeeNumber", "8");
        Candidates candidates =
                new Candidates(List.of(THERE, stays), Set.of("uid", "employeeNumber"), Set.of(THERE.anchor()));
        assertThat(candidates.having("uid", "ann")).isEmpty();
        assertThat(candidates.at(THERE.dn())).isEmpty();
        assertThat(candidates.having("EMPLOYEENUMBER", "7")).containsExactly(THERE);
        assertThat(candidates.having("uid", "BEA")).containsExactly(stays);
        assertThat(candidates.at(stays.dn())).contains(stays);
    }

    @Test
    void onlyWhoIsToGetAnEntryOfItsOwnIsApartFromThoseThatMatch() {
        Known known = new Known(
                Map.of(),
                Map.of("1", ruling(Ruling.Action.CREATE), "2", ruling(Ruling.Action.IGNORE)),
                Map.of(),
                Set.of());
        assertThat(known.apart("1")).isTrue();
        assertThat(known.apart("2")).isFalse();
        assertThat(known.apart("3")).isFalse();
    }

    private static Ruling ruling(Ruling.Action action) {
        return new Ruling(action, Optional.empty(), Instant.EPOCH);
    }

    private static Pair pair(Optional<String> linked, Optional<ActualEntry> there) {
        return new Pair(
                entry("ann"),
                Optional.of(Wanted.link("1", linked.map(Anchor::new), "ann", Claims.NONE)),
                there,
                Situation.IN_SYNC,
                List.of(THERE),
                "detail",
                true);
    }
}
