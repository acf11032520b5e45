package io.isthmus.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that a source's users ask for and that selects no role (contract: shape {@code unmatched}).
 *
 * @param value as sent; cut if very long
 * @param users how many ask for it now
 * @param firstSeen when a plan saw it first
 * @param lastSeen when a plan saw it last
 * @param nearest the role of the catalogue that comes nearest
 * @param snippet lines for the mapping file that would make it select that role, or a new one where none is near; empty when
 *     the value is too long for that
 * @param wouldChange how many users would have other roles then
 * @param changes which ones, the most frequent first
 */
public record UnmatchedRole(
        String source,
        Optional<String> value,
        Optional<String> display,
        long users,
        Instant firstSeen,
        Instant lastSeen,
        Optional<Nearest> nearest,
        String snippet,
        long wouldChange,
        List<Change> changes) {
    public UnmatchedRole {
        changes = List.copyOf(changes);
    }

    /** A role of the catalogue. @param distance letters and digits by which it differs */
    public record Nearest(String role, int distance) {}

    /** Users who would have other roles. */
    public record Change(List<String> from, List<String> to, long users) {
        public Change {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }
}
