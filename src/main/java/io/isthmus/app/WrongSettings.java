package io.isthmus.app;

import java.util.List;

/** Settings that cannot be started with; the message lists every fault. */
public final class WrongSettings extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongSettings(List<String> faults) {
        super("Isthmus does not start, " + (faults.size() == 1 ? "a setting is" : faults.size() + " settings are")
                + " wrong:\n  " + String.join("\n  ", faults));
    }
}
