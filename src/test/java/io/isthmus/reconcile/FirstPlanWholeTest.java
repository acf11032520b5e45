package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A mapping's first plan is the whole one, also where nothing is written by itself (rule 16). */
class FirstPlanWholeTest {
    private static final int USERS = 11;
    private static final String TITLED = Bureau.MAPPING.replace("title: title", "title: userName");

    private Office office;
    private String first = "";

    @AfterEach
    void close() {
        office.close();
    }

    private void open(boolean selfHeal, boolean acceptFirstPlan) throws Exception {
        office = new Office(
                Bureau.MAPPING,
                Office.limits(io.isthmus.plan.MemberLimits.NONE),
                new ReconcileSettings(
                        false,
                        false,
                        selfHeal,
                        acceptFirstPlan,
                        Duration.ZERO,
                        Duration.ofHours(72),
                        Duration.ofSeconds(5),
                        4));
        first = office.create("u0");
        for (int i = 1; i < USERS; i++) {
            office.create("u" + i);
        }
        office.states.accept(office.parts().mapping().hash(), "", "anna");
        office.sync();
        assertThat(office.entry("uid=u10")).isPresent();
    }

    private RunRow full(Engine engine) {
        return engine.full(engine.begin(RunRow.Kind.FULL, "reload"));
    }

    private String titled(String user) throws Exception {
        return office.entry("uid=" + user).orElseThrow().getAttributeValue("title");
    }

    @Test
    void itListsWhatPushesAndTheMappingAskForWithoutDrift() throws Exception {
        open(false, false);
        RunRow plan = full(office.under(TITLED));
        assertThat(plan.status()).isEqualTo(RunRow.Status.HELD);
        assertThat(plan.verdict().orElseThrow().line())
                .startsWith("the first plan of this mapping waits for an administrator: 11 changes");
        assertThat(titled("u0")).isNull();
    }

    @Test
    void withDriftItListsBothAndApprovingWritesBoth() throws Exception {
        open(true, false);
        office.ldap.modify("uid=u0," + Office.BASE, new Modification(ModificationType.REPLACE, "sn", "By hand"));
        Parts parts = office.partsUnder(TITLED);
        RunRow plan = full(office.under(TITLED));
        assertThat(plan.changes()).containsEntry("planned", (long) USERS);
        Approvals approvals = new Approvals(parts, office.execution);
        approvals.apply(approvals.approve(plan.id(), plan.hash().orElseThrow(), Set.of(), "ann"), Set.of(), "ann");
        assertThat(titled("u0")).isEqualTo("u0");
        assertThat(titled("u10")).isEqualTo("u10");
        assertThat(office.states.load().accepted(parts.mapping().hash())).isTrue();
        office.engine.soon();
    }

    /** Nobody is asked there, so nothing is written that the switch keeps. */
    @Test
    void oneThatIsAcceptedByItselfWritesNothingThatTheSwitchKeeps() throws Exception {
        open(false, true);
        RunRow run = full(office.under(TITLED));
        assertThat(run.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(titled("u0")).isNull();
    }

    @Test
    void onceItIsAcceptedTheSwitchCounts() throws Exception {
        open(false, false);
        office.replace(first, Office.user("u0").put("title", "Chief"));
        RunRow run = full(office.engine);
        assertThat(run.status()).isEqualTo(RunRow.Status.DONE);
        assertThat(titled("u0")).isNull();
    }
}
