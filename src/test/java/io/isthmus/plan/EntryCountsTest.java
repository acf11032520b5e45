package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.dn;
import static io.isthmus.plan.Wanted.about;
import static io.isthmus.plan.Wanted.modify;
import static io.isthmus.plan.Wanted.rename;
import static io.isthmus.plan.Wanted.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.ValueChange.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** As what the limits count a change, and whether it counts for later plans as well. */
class EntryCountsTest {
    private static final String PEOPLE = "ou=people,dc=example,dc=com";
    private static final About PENDING = about(Situation.PENDING, false);
    private static final ValueChange TITLE = to("title", "b", Kind.PENDING);
    private static final ValueChange LOCK = to(ActualEntry.DISABLED, "true", Kind.PENDING);

    @Test
    void anEntryThatWasThereBeforeIsNoNewOne() {
        assertThat(of(new Change.AddEntry(about(Situation.NEW, false), dn("ann"), Map.of(), false)))
                .containsExactly(new Counted(Limited.CREATES, PEOPLE, 1, 0));
        assertThat(of(new Change.AddEntry(about(Situation.MISSING, false), dn("ann"), Map.of(), false)))
                .containsExactly(new Counted(Limited.RECREATES, PEOPLE, 1, 0));
    }

    @Test
    void aDeletionCountsForLaterPlansToo() {
        assertThat(of(new Change.DeleteEntry(PENDING, new Anchor("1"), dn("ann"), WholeEntry.of(Map.of()))))
                .containsExactly(new Counted(Limited.DELETES, PEOPLE, 1, 1));
    }

    @Test
    void whatLocksAndChangesMoreCountsAsBoth() {
        assertThat(of(modify(PENDING, TITLE, LOCK)))
                .containsExactly(
                        new Counted(Limited.DISABLES, PEOPLE, 1, 1),
                        new Counted(Limited.ATTRIBUTE_CHANGES, PEOPLE, 1, 0));
        assertThat(of(modify(PENDING, LOCK))).containsExactly(new Counted(Limited.DISABLES, PEOPLE, 1, 1));
        assertThat(of(modify(PENDING, TITLE))).containsExactly(new Counted(Limited.ATTRIBUTE_CHANGES, PEOPLE, 1, 0));
    }

    @Test
    void aLockThatIsOnlyPutBackDoesNotCountForLaterPlans() {
        assertThat(of(modify(PENDING, to(ActualEntry.DISABLED, "true", Kind.DRIFT))))
                .containsExactly(new Counted(Limited.DISABLES, PEOPLE, 1, 0));
        // of two locks one is new
        assertThat(of(modify(
                        PENDING,
                        to(ActualEntry.DISABLED, "true", Kind.DRIFT),
                        to("loginShell", Wanted.NOLOGIN, Kind.PENDING))))
                .containsExactly(new Counted(Limited.DISABLES, PEOPLE, 1, 1));
    }

    @Test
    void unlockingIsNoChangeOfAttributes() {
        assertThat(of(modify(
                        PENDING,
                        new ValueChange(ActualEntry.DISABLED, List.of("true"), List.of(), Kind.PENDING),
                        new ValueChange("LoginShell", List.of(Wanted.NOLOGIN), List.of("/bin/sh"), Kind.PENDING))))
                .isEmpty();
    }

    @Test
    void aRenameIsAChangeWhateverElseItChanges() {
        assertThat(of(rename(PENDING, Kind.PENDING)))
                .containsExactly(new Counted(Limited.ATTRIBUTE_CHANGES, PEOPLE, 1, 0));
    }

    @Test
    void whatIsAdoptedWasNotManagedBefore() {
        About adoptable = about(Situation.ADOPTABLE, true);
        assertThat(of(modify(adoptable, TITLE))).isEmpty();
        assertThat(of(rename(adoptable, Kind.PENDING))).isEmpty();
        assertThat(of(modify(adoptable, TITLE, LOCK))).containsExactly(new Counted(Limited.DISABLES, PEOPLE, 1, 1));
    }

    private static List<Counted> of(Change change) {
        return EntryCounts.of(change, Wanted.entry("ann"));
    }
}
