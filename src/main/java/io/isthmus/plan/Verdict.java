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
public record Verdict(boolean held, String limit, long seen, long of, long max, String line) {}
