package io.isthmus.plan;

import static io.isthmus.plan.People.dn;
import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.mapping.DesiredEntry.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An entry is created with all that is desired of it, and what may not be created is told. */
class EntryCreationTest {
    @Test
    void aCreatedEntryHasItsClassesItsValuesAndItsStamp() {
        Change.AddEntry add = created(
                wish("ann").has("title", "a").has("description").stamped().alone());
        assertThat(add.dn()).isEqualTo(dn("ann"));
        assertThat(add.attributes())
                .isEqualTo(Map.of(
                        "objectClass", List.of("inetOrgPerson"),
                        "uid", List.of("ann"),
                        "title", List.of("a"),
                        "employeeNumber", List.of(People.ID)));
        assertThat(add.disabled()).isFalse();
    }

    @Test
    void whoIsDeactivatedIsCreatedLockedInTheServersWay() {
        Change.AddEntry add =
                created(wish("ann").locked().standing(Standing.INACTIVE).alone());
        assertThat(add.disabled()).isTrue();
        assertThat(add.attributes()).containsOnlyKeys("objectClass", "uid");
    }

    @Test
    void whoIsDeletedIsNotCreated() {
        Planned planned =
                EntryPlanner.plan(wish("ann").standing(Standing.DELETED).alone());
        assertThat(planned.change()).isEmpty();
        assertThat(planned.about().situation()).isEqualTo(Situation.IN_SYNC);
        assertThat(planned.detail()).isEqualTo("deleted, and there is no entry");
    }

    @Test
    void aNameThatIsTakenRefusesTheCreation() {
        assertThat(EntryPlanner.refused(wish("ann").alone())).isInstanceOf(Change.AddEntry.class);
        // somebody else's entry is no reason to speak of a rename
        assertThat(EntryPlanner.refused(wish("ann").found(entry("bea"), Situation.LINK_CONFLICT)))
                .isInstanceOf(Change.AddEntry.class);
    }

    @Test
    void aNameThatIsTakenRefusesTheRenameOfALinkedEntry() {
        Change.RenameEntry rename =
                (Change.RenameEntry) EntryPlanner.refused(wish("bea").on(entry("ann")));
        assertThat(rename.dn()).isEqualTo(dn("ann"));
        assertThat(rename.newDn()).isEqualTo(dn("bea"));
        assertThat(rename.about().situation()).isEqualTo(Situation.LINK_CONFLICT);
    }

    private static Change.AddEntry created(Pair pair) {
        Optional<Change> change = EntryPlanner.plan(pair).change();
        return (Change.AddEntry) change.orElseThrow();
    }
}
