package io.isthmus.reconcile;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Whether there is memory for a plan that grows: it is held until it is saved. A run that needs more than there is ends with a
 * reason, before the heap is so full that pushes are not answered any more.
 */
final class HeapRoom {
    /** of the old generation, in parts of one; where it holds as much, garbage is put away first and it is looked at again */
    private static final double FULL = 0.85;

    /** The heap of this process; collectors without an old generation are not watched. */
    static final HeapRoom HERE = new HeapRoom(fill(), System::gc);

    private final DoubleSupplier fill;
    private final Runnable collect;

    HeapRoom(DoubleSupplier fill, Runnable collect) {
        this.fill = fill;
        this.collect = collect;
    }

    /** The run was given up; what it had written before stays written and is recorded. */
    static final class NoRoom extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoRoom() {
            super("the plan of this run does not fit into the heap of "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MB; start with a larger -Xmx (docs/operations.md, Memory), or bring what is new in portions");
        }
    }

    /** @throws NoRoom when the heap is nearly full of what is in use */
    void require() {
        if (fill.getAsDouble() > FULL) {
            collect.run();
            if (fill.getAsDouble() > FULL) {
                throw new NoRoom();
            }
        }
    }

    private static DoubleSupplier fill() {
        List<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .filter(pool -> pool.getName().contains("Old") || pool.getName().contains("Tenured"))
                .toList();
        return () -> old.stream()
                .map(MemoryPoolMXBean::getUsage)
                .mapToDouble(usage -> (double) usage.getUsed() / Math.max(1, usage.getMax()))
                .max()
                .orElse(0);
    }
}
