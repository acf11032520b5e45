package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random worlds on a real store and an LDAP server: pushes, other writers, crashes between a write and its bookkeeping. In the
 * end a second run finds nothing to do, what we own is as desired, what we withdrew is gone and the rest is untouched.
 */
class ReconcileWorldTest {
    private static final int WORLDS = 12;
    private static final int STEPS = 40;

    @Test
    void everyWorldConverges() throws LDAPException, LDIFException {
        for (int seed = Integer.getInteger("world", 1); seed <= WORLDS; seed++) {
            try (World world = new World(seed)) {
                live(world, new Random(seed));
            }
        }
    }

    @Test
    void whatOthersMovedStaysWhileNothingHeals() throws LDAPException {
        for (int seed = 1; seed <= 4; seed++) {
            try (Drifting bureau = new Drifting(seed)) {
                Random random = new Random(seed);
                for (int step = 0; step < 150; step++) {
                    bureau.step();
                    if (random.nextInt(3) == 0) {
                        bureau.run();
                    }
                }
            }
        }
    }

    private static void live(World world, Random random) throws LDAPException, LDIFException {
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> world.create();
                case 3, 4 -> world.change();
                case 5 -> world.rename();
                case 6 -> world.switchActive();
                case 7 -> world.delete();
                default -> world.otherWriter();
            }
            if (random.nextInt(3) == 0) {
                world.run(random.nextInt(3) == 0);
            }
        }
        world.run(false);
        world.run(false);
        // but for matches by name alone, which are only ever asked
        assertThat(world.run(false).changes().entrySet().stream()
                        .filter(change -> !change.getKey().equals("planned")
                                && !change.getKey().equals("held"))
                        .filter(change -> change.getValue() > 0))
                .as("world %d: changes of a second plan: %s", world.seed(), world.lastChanges())
                .isEmpty();
        world.check();
        world.pass(Duration.ofDays(31));
        world.run(false);
        // names that the departed held are free for the next run
        world.run(false);
        world.checkGone();
    }
}
