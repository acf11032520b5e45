package io.isthmus.reconcile;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
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
            if (method.getName().equals("record") && tells(with) && crash.getAsBoolean()) {
                throw new IllegalStateException("killed");
            }
            if (ends(method.getName(), with) && crash.getAsBoolean()) {
                return method.getReturnType() == long.class ? 0L : null;
            }
            try {
                return method.invoke(runs, with);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        }));
    }

    /** Who is dead does not say that it is. */
    private static boolean ends(String method, Object[] with) {
        return method.equals("abandon")
                || method.equals("save") && with[0] instanceof RunRow row && row.status() == RunRow.Status.FAILED;
    }

    /** To record nothing is no result of a write. */
    private static boolean tells(Object[] with) {
        return Arrays.stream(with)
                .anyMatch(part -> part instanceof Map<?, ?> map
                        ? !map.isEmpty()
                        : part instanceof Collection<?> some && !some.isEmpty());
    }
}
