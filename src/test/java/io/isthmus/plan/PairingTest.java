package io.isthmus.plan;

import static io.isthmus.plan.Wanted.actual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.MappingSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names that are to be left are free for others, unless their holders have to keep them. */
class PairingTest {
    private static final MappingSet MAPPING = Wanted.mapping("ask");

    private final List<DesiredEntry> wanted = new ArrayList<>();
    private final List<ActualEntry> found = new ArrayList<>();
    private final Map<String, Link> links = new HashMap<>();
    private final Map<String, ActualEntry> linked = new HashMap<>();
    private final Map<Anchor, Link> owners = new HashMap<>();
    private final Set<Anchor> leaving = new LinkedHashSet<>();

    @Test
    void theyComeInTheOrderOfWhoComesFirst() {
        moves("1", "ann", "ann");
        unlinked("2", "bea");
        moves("3", "cleo", "cleo");
        assertThat(pairs())
                .extracting(pair -> pair.desired().resource().id(), Pair::situation)
                .containsExactly(
                        tuple("1", Situation.IN_SYNC), tuple("2", Situation.NEW), tuple("3", Situation.IN_SYNC));
    }

    @Test
    void eachTakesTheNameThatTheNextOneLeaves() {
        moves("1", "ann", "bea");
        moves("2", "bea", "cleo");
        moves("3", "cleo", "dora");
        assertThat(pairs()).extracting(Pair::situation).containsOnly(Situation.IN_SYNC);
    }

    @Test
    void whereTheLastCannotLeaveAllBeforeItKeepTheirNamesAndAreToldSo() {
        stays("x", "dora");
        moves("1", "ann", "bea");
        moves("2", "bea", "cleo");
        moves("3", "cleo", "dora");
        List<Pair> pairs = pairs();
        assertThat(pairs).extracting(Pair::situation).containsOnly(Situation.LINK_CONFLICT);
        assertThat(pairs)
                .extracting(Pair::detail)
                .satisfiesExactly(
                        why -> assertThat(why).contains("resource 2", "uid=bea"),
                        why -> assertThat(why).contains("resource 3", "uid=cleo"),
                        why -> assertThat(why).contains("not ours", "uid=dora"));
    }

    @Test
    void whoStandsInNobodysWayIsNotStoppedByAnotherThatCannotLeave() {
        stays("x", "dora");
        moves("1", "ann", "bea");
        moves("2", "bea", "emma");
        moves("3", "cleo", "dora");
        assertThat(pairs())
                .extracting(Pair::situation)
                .containsExactly(Situation.IN_SYNC, Situation.IN_SYNC, Situation.LINK_CONFLICT);
    }

    @Test
    void whoHasNoEntryYetMayTakeANameThatIsLeft() {
        moves("1", "ann", "bea");
        unlinked("2", "ann");
        assertThat(pairs()).extracting(Pair::situation).containsExactly(Situation.IN_SYNC, Situation.NEW);
    }

    private List<Pair> pairs() {
        return new Pairing(MAPPING, wanted, links, linked, found, owners, Known.NOTHING, Set.of("uid")).pairs(leaving);
    }

    private void moves(String resource, String from, String to) {
        ActualEntry there = actual(resource, from);
        Link link = Wanted.link(resource, Optional.of(there.anchor()), from, Claims.NONE);
        links.put(resource, link);
        linked.put(resource, there);
        owners.put(there.anchor(), link);
        found.add(there);
        if (!from.equals(to)) {
            leaving.add(there.anchor());
        }
        unlinked(resource, to);
    }

    private void stays(String anchor, String uid) {
        found.add(actual(anchor, uid));
    }

    private void unlinked(String resource, String uid) {
        wanted.add(Wanted.entry(MAPPING.users().get(0), resource, uid));
    }
}
