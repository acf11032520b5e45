package io.isthmus.report;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why the directory holds what it holds for one resource (contract: shape {@code explain}).
 *
 * @param resource empty for an entry that no resource stands for
 * @param entry that it is linked to
 * @param values what is ours of it or should be, memberships included
 * @param pending what is still to come, and why
 * @param blocked what stands in its way, and what it waits for
 * @param notes what could not be looked at, and what was cut
 */
public record Explanation(
        Optional<Subject> resource,
        Optional<Entry> entry,
        List<Value> values,
        List<Pending> pending,
        List<Blocked> blocked,
        List<String> notes) {
    public Explanation {
        values = List.copyOf(values);
        pending = List.copyOf(pending);
        blocked = List.copyOf(blocked);
        notes = List.copyOf(notes);
    }

    /** The resource, and the journal record that last changed it. */
    public record Subject(
            String id,
            String type,
            String source,
            String name,
            boolean active,
            Optional<Instant> deleted,
            long version,
            long journal,
            String request) {}

    /** Where it stands. @param anchor empty while a creation is intended whose result is not known */
    public record Entry(String dn, Optional<String> anchor) {}

    /**
     * One value.
     *
     * @param attribute of the entry; {@code memberOf} stands for a user's memberships, which are values of the groups' entries
     * @param claims who asks for it; nobody for one that goes
     * @param written the change that put it there, as far as it is known
     */
    public record Value(String attribute, String value, State state, List<Claim> claims, Optional<Written> written) {
        public Value {
            claims = List.copyOf(claims);
        }
    }

    /** How it stands with a value; the names are stable. */
    public enum State {
        /** desired, and there by our doing */
        APPLIED,
        /** desired, not there yet */
        PENDING,
        /** written, the result is not known yet */
        INTENDED,
        /** there by our doing, and to go */
        LEAVING,
        /** there by our doing, and no rule maps the attribute any more: it stays */
        RELEASED,
        /** given when the entry was created, and nobody's since */
        INITIAL,
        /** desired and written once, but somebody took it away */
        DRIFTED,
        /** there, and not by our doing */
        FOREIGN;

        /** As written in the API. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Who asks for a value.
     *
     * @param role whether {@code name} is a role's, else a rule's
     * @param source whose resource it is
     * @param request that brought it, empty where its record is gone
     * @param journal position of that record
     */
    public record Claim(boolean role, String name, String source, String request, long journal) {}

    /** The change that wrote a value. @param operation LDAP's, as the change has it */
    public record Written(String run, long change, String operation, String dn, Optional<Instant> at) {}

    /** What is still to come. */
    public record Pending(String attribute, String value, String why) {}

    /**
     * What stands in the way.
     *
     * @param kind one of a few stable words
     * @param waitsFor what has to happen
     */
    public record Blocked(String kind, String why, String waitsFor) {}
}
