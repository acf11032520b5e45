package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A plan that is approved when what it creates stands already (rule 20). */
class OldPlanTest extends Staffing {
    private void byHand(String name, String other) throws LDAPException {
        office.ldap.modifyDN(dn(name), "uid=" + other, true, null);
    }

    @Test
    void createsNoSecondEntryForWhomAnotherRunHasCreated() throws Exception {
        office.create("ann");
        RunRow old = office.plan();
        office.sync();
        byHand("ann", "hand");
        approve(old);
        assertThat(told(old, "ann")).containsExactly("superseded: it was given an entry since this was planned");
        assertThat(office.runs.find(old.id()).orElseThrow().changes()).containsEntry("refused", 1L);
        assertThat(office.entry("uid=ann")).isEmpty();
        assertThat(office.entry("uid=hand")).isPresent();
    }

    @Test
    void makesAMissingEntryAgainOnce() throws Exception {
        office.create("ann");
        office.sync();
        office.ldap.delete(dn("ann"));
        RunRow old = office.plan();
        RunRow next = office.plan();
        office.clock.pass(Duration.ofSeconds(1));
        approve(next);
        assertThat(office.entry("uid=ann")).isPresent();
        byHand("ann", "hand");
        approve(old);
        assertThat(told(old, "ann")).containsExactly("superseded: it was given an entry since this was planned");
        assertThat(office.entry("uid=ann")).isEmpty();
    }
}
