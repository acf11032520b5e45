package io.isthmus.scim;

import java.util.Locale;

/** The three operations of PATCH. */
enum PatchOp {
    ADD,
    REPLACE,
    REMOVE;

    static PatchOp of(String written) {
        return switch (written.toLowerCase(Locale.ROOT)) {
            case "add" -> ADD;
            case "replace" -> REPLACE;
            case "remove" -> REMOVE;
            default -> throw Patch.syntax("op has to be add, replace or remove");
        };
    }
}
