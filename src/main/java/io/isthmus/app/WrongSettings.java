package io.isthmus.app;

import java.util.List;

/** Settings that cannot be started with; the message lists every fault. */
public final class WrongSettings extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String BEGINNING = "Isthmus does not start";

    private final List<String> faults;

    WrongSettings(List<String> faults) {
        super(BEGINNING + ", " + (faults.size() == 1 ? "a setting is" : faults.size() + " settings are") + " wrong:\n  "
                + String.join("\n  ", faults));
        this.faults = List.copyOf(faults);
    }

    /** Each with its place. */
    List<String> faults() {
        return faults;
    }

    /** What ended the start, said once: that it did so is said by wrong settings themselves. */
    static String told(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String why = String.valueOf(root.getMessage());
        return why.startsWith(BEGINNING) ? why : BEGINNING + ": " + why;
    }
}
