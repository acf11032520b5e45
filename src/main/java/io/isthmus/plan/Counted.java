package io.isthmus.plan;

/**
 * What a limit counts of one change.
 *
 * @param where the population that it is counted against: the normalised base of an entry, the id of a group; empty for all of
 *     the directory
 * @param number how many
 * @param lasting how many of them count for later plans too (rule 23): not what does no harm, nor what only puts back
 */
public record Counted(Limited what, String where, long number, long lasting) {
    static Counted of(Limited what, String where, long number, long healed) {
        return new Counted(what, where, number, what.lasting() ? number - healed : 0);
    }
}
