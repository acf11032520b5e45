package io.isthmus.plan;

import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.EntryRule;
import java.util.List;
import java.util.Optional;

/**
 * The three switches (reconciliation.md, Situations): what a run may write without being asked.
 *
 * @param autoSync lets through what we moved, new entries, and adoptions by a strong match where the rule says {@code auto}
 * @param selfHeal lets through repairs of what others moved
 * @param prune lets through deletions of entries
 */
public record Switches(boolean autoSync, boolean selfHeal, boolean prune) {

    /**
     * @param go what may be written
     * @param asked what has to be accepted by an administrator first
     */
    public record Filtered(Optional<Change> go, Optional<Change> asked) {
        static final Filtered NOTHING = new Filtered(Optional.empty(), Optional.empty());
    }

    /** The part of a planned change that may be written. */
    public Filtered filter(Planned planned, DesiredEntry desired) {
        if (planned.change().isEmpty()) {
            return Filtered.NOTHING;
        }
        Change change = planned.change().get();
        if (planned.about().situation() == Situation.ADOPTABLE) {
            return adoption(change, desired.rule());
        }
        if (change instanceof Change.AddEntry) {
            return goes(change, planned.about().situation() == Situation.MISSING ? selfHeal : autoSync);
        }
        if (change instanceof Change.DeleteEntry) {
            return goes(change, prune);
        }
        return new Filtered(parts(change), Optional.empty());
    }

    /** The same of an adoption that a person decided: it need not be asked. */
    public Filtered decided(Planned planned) {
        return planned.change().map(change -> goes(change, autoSync)).orElse(Filtered.NOTHING);
    }

    private Filtered adoption(Change change, EntryRule rule) {
        return switch (rule.adopt()) {
            case NEVER -> Filtered.NOTHING;
            case AUTO ->
                change.about().strong() ? goes(change, autoSync) : new Filtered(Optional.empty(), Optional.of(change));
            case ASK -> new Filtered(Optional.empty(), Optional.of(change));
        };
    }

    private static Filtered goes(Change change, boolean allowed) {
        return allowed ? new Filtered(Optional.of(change), Optional.empty()) : Filtered.NOTHING;
    }

    private Optional<Change> parts(Change change) {
        List<ValueChange> allowed = change.modifications().stream()
                .filter(part -> allows(part.kind()))
                .toList();
        if (change instanceof Change.RenameEntry rename) {
            if (allows(rename.kind())) {
                return Optional.of(rename.with(allowed));
            }
            return modify(rename.about(), rename.anchor(), rename.dn(), allowed);
        }
        Change.ModifyEntry modify = (Change.ModifyEntry) change;
        return modify(modify.about(), modify.anchor(), modify.dn(), allowed);
    }

    private static Optional<Change> modify(
            About about, io.isthmus.ldap.Anchor anchor, com.unboundid.ldap.sdk.DN dn, List<ValueChange> parts) {
        return parts.isEmpty() ? Optional.empty() : Optional.of(new Change.ModifyEntry(about, anchor, dn, parts));
    }

    /** Whether changes of that kind may be written. */
    public boolean allows(ValueChange.Kind kind) {
        return kind == ValueChange.Kind.PENDING ? autoSync : selfHeal;
    }

    /** Whether a change locks an account, in the server's way or by a value that the rule's ladder names. */
    public static boolean disables(Change change, DesiredEntry desired) {
        return change.modifications().stream().anyMatch(part -> locks(part, desired));
    }

    /** The change without anything that does not lock the account; empty where it locks none. */
    public static Optional<Change> locking(Change change, DesiredEntry desired) {
        List<ValueChange> locks = change.modifications().stream()
                .filter(part -> locks(part, desired))
                .toList();
        if (locks.isEmpty()) {
            return Optional.empty();
        }
        return change instanceof Change.RenameEntry rename
                ? Optional.of(rename.with(locks))
                : modify(change.about(), ((Change.ModifyEntry) change).anchor(), change.dn(), locks);
    }

    private static boolean locks(ValueChange part, DesiredEntry desired) {
        return Locks.is(desired.rule(), part.attribute(), part.add());
    }
}
