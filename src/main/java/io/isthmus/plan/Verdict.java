package io.isthmus.plan;

/**
 * Which limit came nearest and whether it holds (rule 28).
 *
 * @param held whether some of the plan waits for approval
 * @param limit name of the limit, as in the settings
 * @param seen how many the plan would make
 * @param of the population that percent is counted of
 * @param max how many are let through
 * @param line one sentence that says so
 */
public record Verdict(boolean held, String limit, long seen, long of, long max, String line) {

    /** Whether this came nearer its limit than another; one that holds is always nearer than one that does not. */
    public boolean nearer(Verdict other) {
        return held != other.held ? held : share() > other.share();
    }

    /** Of a mapping's first plan, which waits whatever it has; what a limit says of it has to be known to whoever approves it. */
    public static Verdict firstPlan(long changes, Verdict judged) {
        return new Verdict(
                true,
                "first-plan",
                changes,
                judged.of,
                0,
                "the first plan of this mapping waits for an administrator: " + number(changes)
                        + (judged.held ? "; " + judged.line : ""));
    }

    /** What of the plan waits for a decision about another run (rule 25). */
    public Verdict behind(long changes, String run) {
        return new Verdict(
                true,
                limit,
                seen,
                of,
                max,
                line + "; " + number(changes) + (changes == 1 ? " waits" : " wait") + " for the decision about run "
                        + run);
    }

    /** Of a limit on disables: some that count were enabled again. */
    public Verdict enabledAgain(long accounts) {
        return accounts == 0
                ? this
                : and(
                        accounts == 1
                                ? "1 that was disabled in that time is enabled again since and counts all the same"
                                : accounts
                                        + " that were disabled in that time are enabled again since and count all the same");
    }

    /** With something else that the run has to say. */
    public Verdict and(String more) {
        boolean said = more.isEmpty() || line.endsWith(more);
        return said ? this : new Verdict(held, limit, seen, of, max, line + "; " + more);
    }

    /** Of what an approval left out. */
    public Verdict leftOut(long changes, String run) {
        return new Verdict(
                true,
                limit,
                changes,
                of,
                max,
                number(changes) + " left out of the approval of run " + run + (changes == 1 ? " waits" : " wait")
                        + " for approval");
    }

    private static String number(long changes) {
        return changes == 1 ? "1 change" : changes + " changes";
    }

    private double share() {
        return max < 0 ? 0 : (double) seen / Math.max(1, max);
    }
}
