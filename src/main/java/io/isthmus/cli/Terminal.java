package io.isthmus.cli;

import java.io.Console;

/** Whether somebody sits there; then a line is written over and over on standard error, else nothing. */
final class Terminal {
    private final boolean there = sitsThere();
    private boolean written;

    @SuppressWarnings("SystemConsoleNull") // asked below
    private static boolean sitsThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // since Java 22 there is a console also where no terminal is
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException older) {
            return true;
        }
    }

    boolean there() {
        return there;
    }

    void show(String line) {
        if (there) {
            System.err.print("\r" + line + "\u001b[K");
            System.err.flush();
            written = true;
        }
    }

    /** Leaves nothing of it behind. */
    void clear() {
        if (written) {
            System.err.print("\r\u001b[K");
            System.err.flush();
            written = false;
        }
    }
}
