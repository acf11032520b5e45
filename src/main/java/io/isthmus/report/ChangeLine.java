package io.isthmus.report;

import io.isthmus.plan.Change;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of a run, as reports show it.
 *
 * @param id unique and ascending within its run
 * @param outcome what became of it, in the words of the contract
 * @param detail a sentence about the outcome, or empty
 * @param at when the outcome was known
 */
public record ChangeLine(long id, Change change, String outcome, String detail, Optional<Instant> at) {

    /** Whether the directory holds it, or would if the plan were applied: what a reversal has to take back. */
    public boolean counts() {
        return switch (outcome) {
            case "applied", "converged", "planned", "held" -> true;
            default -> false;
        };
    }

    /** What takes a change of this type back. */
    public static String opposite(String type) {
        return switch (type) {
            case "add" -> "delete";
            case "delete" -> "add";
            default -> type;
        };
    }
}
