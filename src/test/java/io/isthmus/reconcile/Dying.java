package io.isthmus.reconcile;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BooleanSupplier;

/** The process dies before results are recorded: what was written is written, nobody noted it. */
final class Dying {
    private Dying() {}

    static Runs before(Runs runs, BooleanSupplier crash) {
        return before(Runs.class, runs, crash);
    }

    /** @param port whose method {@code record} the process does not live to see */
    static <T> T before(Class<T> port, T runs, BooleanSupplier crash) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, with) -> {
            if (crash.getAsBoolean() && method.getName().equals("record")) {
                throw new IllegalStateException("killed");
            }
            try {
                return method.invoke(runs, with);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        }));
    }
}
