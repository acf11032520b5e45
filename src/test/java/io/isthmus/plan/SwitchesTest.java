package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.dn;
import static io.isthmus.plan.Wanted.about;
import static io.isthmus.plan.Wanted.modify;
import static io.isthmus.plan.Wanted.rename;
import static io.isthmus.plan.Wanted.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.plan.Switches.Filtered;
import io.isthmus.plan.ValueChange.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each switch lets through. */
class SwitchesTest {
    private static final Switches OFF = new Switches(false, false, false);
    private static final Switches SYNC = new Switches(true, false, false);
    private static final Switches HEAL = new Switches(false, true, false);
    private static final Switches PRUNE = new Switches(false, false, true);
    private static final DesiredEntry ANN = Wanted.entry("ann");
    private static final ValueChange PENDING = to("title", "ours", Kind.PENDING);
    private static final ValueChange DRIFT = to("sn", "ours", Kind.DRIFT);
    private static final ValueChange CONFLICT = to("cn", "ours", Kind.CONFLICT);
    private static final ValueChange LOCK = to(ActualEntry.DISABLED, "true", Kind.PENDING);

    @Test
    void nothingComesOfNothing() {
        assertThat(SYNC.filter(planned(about(Situation.IN_SYNC, false)), ANN)).isEqualTo(Filtered.NOTHING);
        assertThat(SYNC.decided(planned(about(Situation.IN_SYNC, false)))).isEqualTo(Filtered.NOTHING);
    }

    @Test
    void aNewEntryGoesWithAutoSync() {
        Change add = add(Situation.NEW);
        assertGoes(add, SYNC);
        assertStays(add, HEAL, PRUNE, OFF);
    }

    @Test
    void aMissingEntryIsPutBackWithSelfHeal() {
        Change add = add(Situation.MISSING);
        assertGoes(add, HEAL);
        assertStays(add, SYNC, PRUNE, OFF);
    }

    @Test
    void anEntryIsDeletedWithPrune() {
        Change delete = new Change.DeleteEntry(
                about(Situation.PENDING, false), new Anchor("1"), dn("ann"), WholeEntry.of(Map.of()));
        assertGoes(delete, PRUNE);
        assertStays(delete, SYNC, HEAL, OFF);
    }

    @Test
    void ofSeveralValuesEachGoesByWhoMovedIt() {
        Change change = modify(about(Situation.CONFLICT, false), PENDING, DRIFT, CONFLICT);
        assertThat(parts(SYNC, change)).containsExactly(PENDING);
        assertThat(parts(HEAL, change)).containsExactly(DRIFT, CONFLICT);
        assertThat(parts(new Switches(true, true, false), change)).containsExactly(PENDING, DRIFT, CONFLICT);
        assertStays(change, OFF, PRUNE);
    }

    @Test
    void aRenameThatGoesTakesAlongWhatMayGo() {
        Change change = rename(about(Situation.CONFLICT, false), Kind.PENDING, PENDING, DRIFT);
        assertThat(go(SYNC, change)).contains(rename(about(Situation.CONFLICT, false), Kind.PENDING, PENDING));
        Change theirs = rename(about(Situation.CONFLICT, false), Kind.DRIFT);
        assertThat(go(HEAL, theirs)).contains(theirs);
    }

    @Test
    void whereARenameStaysItsValuesMayGoAllTheSame() {
        Change change = rename(about(Situation.CONFLICT, false), Kind.PENDING, PENDING, DRIFT);
        assertThat(go(HEAL, change)).contains(modify(about(Situation.CONFLICT, false), DRIFT));
        assertThat(go(OFF, change)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // policy, strong, auto-sync, goes, asked
        "auto,  true,  true,  true,  false",
        "auto,  true,  false, false, false",
        "auto,  false, true,  false, true",
        "ask,   true,  true,  false, true",
        "ask,   false, true,  false, true",
        "never, true,  true,  false, false"
    })
    void anAdoptionGoesByItselfOnlyByAutoAndAStrongMatch(
            String adopt, boolean strong, boolean sync, boolean goes, boolean asked) {
        Change adoption = modify(about(Situation.ADOPTABLE, strong), PENDING);
        Filtered filtered =
                new Switches(sync, true, true).filter(planned(adoption), Wanted.entry(Wanted.rule(adopt), "1", "ann"));
        assertThat(filtered.go()).isEqualTo(Optional.of(adoption).filter(any -> goes));
        assertThat(filtered.asked()).isEqualTo(Optional.of(adoption).filter(any -> asked));
    }

    @Test
    void anAdoptionThatAPersonDecidedGoesWithAutoSyncAndIsNotAsked() {
        Change adoption = modify(about(Situation.ADOPTABLE, false), PENDING);
        assertThat(SYNC.decided(planned(adoption))).isEqualTo(new Filtered(Optional.of(adoption), Optional.empty()));
        assertThat(HEAL.decided(planned(adoption))).isEqualTo(Filtered.NOTHING);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatWeMovedGoesWithAutoSyncAndAllElseWithSelfHeal(Kind kind) {
        assertThat(SYNC.allows(kind)).isEqualTo(kind == Kind.PENDING);
        assertThat(HEAL.allows(kind)).isEqualTo(kind != Kind.PENDING);
    }

    @Test
    void anAccountIsLockedInTheServersWayOrByTheLaddersValue() {
        assertThat(Switches.disables(modify(about(Situation.PENDING, false), PENDING, LOCK), ANN))
                .isTrue();
        assertThat(Switches.disables(
                        modify(
                                about(Situation.PENDING, false),
                                PENDING,
                                to("LOGINSHELL", Wanted.NOLOGIN, Kind.PENDING)),
                        ANN))
                .isTrue();
        assertThat(Switches.disables(
                        modify(about(Situation.PENDING, false), to("loginShell", "/bin/sh", Kind.PENDING), PENDING),
                        ANN))
                .isFalse();
        ValueChange unlock = new ValueChange(ActualEntry.DISABLED, List.of("true"), List.of(), Kind.PENDING);
        assertThat(Switches.disables(modify(about(Situation.PENDING, false), unlock), ANN))
                .isFalse();
    }

    @Test
    void ofALockingChangeOnlyTheLockIsLeft() {
        About about = about(Situation.PENDING, false);
        assertThat(Switches.locking(modify(about, PENDING, LOCK), ANN)).contains(modify(about, LOCK));
        assertThat(Switches.locking(rename(about, Kind.PENDING, PENDING, LOCK), ANN))
                .contains(rename(about, Kind.PENDING, LOCK));
        assertThat(Switches.locking(modify(about, PENDING), ANN)).isEmpty();
        assertThat(Switches.locking(rename(about, Kind.PENDING, PENDING), ANN)).isEmpty();
    }

    private static void assertGoes(Change change, Switches switches) {
        assertThat(switches.filter(planned(change), ANN))
                .isEqualTo(new Filtered(Optional.of(change), Optional.empty()));
    }

    private static void assertStays(Change change, Switches... all) {
        for (Switches switches : all) {
            assertThat(switches.filter(planned(change), ANN)).as("%s", switches).isEqualTo(Filtered.NOTHING);
        }
    }

    private static Optional<Change> go(Switches switches, Change change) {
        return switches.filter(planned(change), ANN).go();
    }

    private static List<ValueChange> parts(Switches switches, Change change) {
        return go(switches, change).orElseThrow().modifications();
    }

    private static Change add(Situation situation) {
        return new Change.AddEntry(about(situation, false), dn("ann"), Map.of(), false);
    }

    private static Planned planned(Change change) {
        return new Planned(change.about(), Optional.of(change), Optional.empty(), List.of(), "");
    }

    private static Planned planned(About about) {
        return new Planned(about, Optional.empty(), Optional.empty(), List.of(), "");
    }
}
