package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.about;
import static io.isthmus.plan.NetChangesTest.dn;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.ValueChange.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The order is total, and frees names before they are taken (rule 17). */
class ChangeOrderTest {
    @Test
    void aWaveIsInOneOrderHoweverTheChangesCome() {
        List<Change> ordered = List.of(
                add("2", "cid"),
                add("1", "dan"),
                rename("4", "ann", "eve"),
                rename("3", "bea", "fay"),
                modify("5", "gil"),
                modify("6", "gil"));
        for (int seed = 0; seed < 20; seed++) {
            List<Change> changes = new ArrayList<>(ordered);
            Collections.shuffle(changes, new Random(seed));
            assertThat(waves(changes)).containsExactly(ordered);
        }
    }

    @Test
    void aChainOfNamesIsFreedFromItsEndHoweverTheChangesCome() {
        Change last = rename("1", "cid", "dan");
        Change middle = rename("2", "bea", "cid");
        Change first = add("3", "bea");
        List<List<Change>> expected = List.of(List.of(last), List.of(middle), List.of(first));
        for (int seed = 0; seed < 20; seed++) {
            List<Change> changes = new ArrayList<>(List.of(last, middle, first));
            Collections.shuffle(changes, new Random(seed));
            assertThat(waves(changes)).isEqualTo(expected);
        }
    }

    @Test
    void whoStepsAsideDoesSoBelowTheSameEntry() {
        assertThat(aside(rename("1", "ann", "bea"), rename("2", "bea", "ann")).getParentString())
                .isEqualTo("ou=people,dc=example,dc=com");
    }

    @Test
    void atTheRootOneStepsAsideAsWell() throws Exception {
        DN one = new DN("dc=one");
        DN two = new DN("dc=two");
        DN via = aside(rename("1", one, two), rename("2", two, one));
        assertThat(via.getParent()).isNull();
        assertThat(via.toString()).startsWith("dc=" + ChangeOrder.MOVING);
    }

    @Test
    void whatIsNamedIsRenamedBeforeAndWhatIsNamedNoMoreAfterwards() {
        Change renamed = rename("1", "zoe", "zara");
        Change comes = modify("2", "ann");
        Change goes = modify("3", "bea");
        Change both = modify("4", "cid");
        Map<Change, Naming> naming = Map.of(
                comes, new Naming(Set.of("1"), Set.of()),
                goes, new Naming(Set.of(), Set.of(dn("zoe"))),
                both, new Naming(Set.of("1"), Set.of(dn("zoe"))));
        List<Change> changes = new ArrayList<>(List.of(comes, both, goes, renamed));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(changes, new Random(seed));
            assertThat(waves(changes, naming)).containsExactly(List.of(goes), List.of(renamed), List.of(comes, both));
        }
    }

    @Test
    void namesAreFreedWhateverRefersToWhom() {
        Change first = rename("1", "ann", "bea");
        Change second = rename("2", "bea", "cid");
        Change own = rename("3", "dan", "eve");
        Map<Change, Naming> naming = Map.of(
                first, new Naming(Set.of(), Set.of()),
                second, new Naming(Set.of("1"), Set.of()),
                own, new Naming(Set.of("3", "nobody"), Set.of(dn("dan"), dn("none"))));
        assertThat(waves(List.of(first, second, own), naming)).containsExactly(List.of(second, own), List.of(first));
    }

    @Test
    void whoReferToEachOtherComeOneAfterTheOther() {
        Change one = rename("1", "ann", "bea");
        Change other = rename("2", "cid", "dan");
        Change behind = modify("3", "eve");
        Map<Change, Naming> naming = Map.of(
                one, new Naming(Set.of("2"), Set.of()),
                other, new Naming(Set.of("1"), Set.of()),
                behind, new Naming(Set.of("2"), Set.of()));
        assertThat(waves(List.of(behind, other, one), naming))
                .containsExactly(List.of(one), List.of(other), List.of(behind));
    }

    @Test
    void whoOnlyComesToNameARingComesAfterIt() {
        Change renamed = rename("1", "old", "renamed");
        Change made = new Change.AddEntry(NetChangesTest.about("2"), dn("zb"), Map.of("uid", List.of("zb")), false);
        Change behind = new Change.AddEntry(NetChangesTest.about("3"), dn("aaa"), Map.of("uid", List.of("aaa")), false);
        Change last = new Change.AddEntry(NetChangesTest.about("4"), dn("aa"), Map.of("uid", List.of("aa")), false);
        Map<Change, Naming> naming = Map.of(
                renamed, new Naming(Set.of("2"), Set.of()),
                made, new Naming(Set.of("1"), Set.of()),
                behind, new Naming(Set.of("2"), Set.of()),
                last, new Naming(Set.of("3"), Set.of()));
        List<Change> changes = new ArrayList<>(List.of(last, behind, made, renamed));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(changes, new Random(seed));
            assertThat(waves(changes, naming)).containsExactly(List.of(made), List.of(behind, renamed), List.of(last));
        }
    }

    /** Of a ring, who waits for a name is never the one that goes ahead. */
    @Test
    void whoWaitsForANameDoesNotGoAhead() {
        Change leaves = rename("1", "bea", "cid");
        Change takes = rename("2", "ann", "bea");
        Change refers = rename("3", "dan", "abe");
        Map<Change, Naming> naming = Map.of(
                leaves, new Naming(Set.of("2"), Set.of()),
                takes, new Naming(Set.of(), Set.of()),
                refers, new Naming(Set.of("1"), Set.of()));
        assertThat(waves(List.of(refers, takes, leaves), naming))
                .containsExactly(List.of(leaves), List.of(takes, refers));
    }

    @Test
    void whatNamesAnotherIsDeletedBeforeIt() {
        Change outer = delete("1", "outer", "member", "inner", "boss", "none");
        Change inner = delete("2", "inner", "member", "ann", "inner");
        Change ann = delete("3", "ann", "manager", "boss");
        Change boss = delete("4", "boss", "memberOf", "outer");
        Change alone = delete("5", "alone", "title", "x");
        Change disable = modify("6", "dan");
        Change write = modify("7", "eve");
        List<Change> changes = new ArrayList<>(List.of(boss, ann, inner, outer, alone, disable, write));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(changes, new Random(seed));
            assertThat(ChangeOrder.waves(changes, change -> change == disable))
                    .containsExactly(
                            List.of(write),
                            List.of(disable),
                            List.of(alone, outer),
                            List.of(inner),
                            List.of(ann),
                            List.of(boss));
        }
    }

    @Test
    void whoNameEachOtherAreAllDeleted() {
        Change one = delete("1", "ann", "manager", "bea");
        Change other = delete("2", "bea", "manager", "ann");
        assertThat(waves(List.of(other, one))).containsExactly(List.of(one), List.of(other));
    }

    private static Change delete(String id, String name, String attribute, String... named) {
        List<String> values = java.util.stream.Stream.of(named)
                .map(other -> dn(other).toString())
                .toList();
        return new Change.DeleteEntry(about(id), new Anchor(id), dn(name), WholeEntry.of(Map.of(attribute, values)));
    }

    private static List<List<Change>> waves(List<Change> changes, Map<Change, Naming> naming) {
        return ChangeOrder.waves(changes, change -> false, change -> naming.getOrDefault(change, Naming.NONE));
    }

    /** Where the one of a ring stands meanwhile. */
    private static DN aside(Change... ring) {
        return waves(List.of(ring)).stream()
                .flatMap(List::stream)
                .flatMap(change -> ((Change.RenameEntry) change).via().stream())
                .findFirst()
                .orElseThrow();
    }

    private static List<List<Change>> waves(List<Change> changes) {
        return ChangeOrder.waves(changes, change -> false);
    }

    private static Change add(String id, String uid) {
        return new Change.AddEntry(about(id), dn(uid), Map.of(), false);
    }

    private static Change modify(String id, String uid) {
        return new Change.ModifyEntry(about(id), new Anchor(id), dn(uid), List.of());
    }

    private static Change rename(String id, String from, String to) {
        return rename(id, dn(from), dn(to));
    }

    private static Change rename(String id, DN from, DN to) {
        return new Change.RenameEntry(about(id), new Anchor(id), from, to, Optional.empty(), List.of(), Kind.PENDING);
    }
}
