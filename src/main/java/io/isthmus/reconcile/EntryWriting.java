package io.isthmus.reconcile;

import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.Directory;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.directory.Password;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.PasswordRule;
import io.isthmus.plan.Change;
import io.isthmus.plan.ClaimsAfter;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes one change together with the password that goes with it. */
final class EntryWriting {
    /** the entry and the connection are none the worse: what else there is to write is written */
    private static final Set<Kind> REFUSALS = EnumSet.of(Kind.REJECTED, Kind.DENIED, Kind.TROUBLED, Kind.CAPACITY);

    private final Directory directory;
    private final Passwords passwords;

    EntryWriting(Directory directory, Passwords passwords) {
        this.directory = directory;
        this.passwords = passwords;
    }

    /** The passwords that go with these, by resource. */
    Map<String, Passwords.Waiting> passwords(Collection<PlanItem> items) {
        List<String> resources = items.stream()
                .filter(item -> item.desired().rule().password().from() == PasswordRule.From.PASS)
                .map(PlanItem::resource)
                .toList();
        Map<String, Passwords.Waiting> byResource = new HashMap<>();
        if (!resources.isEmpty()) {
            passwords.of(resources).forEach(waiting -> byResource.put(waiting.resource(), waiting));
        }
        return byResource;
    }

    /** The result tells whether the entry has the password; a password that is written or refused for good is erased. */
    ChangeResult write(PlanItem item, Optional<Passwords.Waiting> waiting) {
        Change change = item.change();
        Optional<Password> password = waiting.map(Passwords.Waiting::password).or(() -> initial(item));
        if (password.isEmpty() || change instanceof Change.DeleteEntry) {
            return directory.apply(change);
        }
        if (change instanceof Change.AddEntry add) {
            ChangeResult result = directory.create(add, password.get());
            if (result instanceof ChangeResult.Applied) {
                waiting.ifPresent(passwords::over);
            }
            return result;
        }
        return changed(change, password.get(), waiting);
    }

    /** A new account gets one, also if its creation was cut short and it is opened only now. */
    private static Optional<Password> initial(PlanItem item) {
        boolean opens = item.change().modifications().stream()
                .anyMatch(part -> part.attribute().equals(ActualEntry.DISABLED)
                        && part.add().isEmpty());
        boolean fresh = item.change() instanceof Change.AddEntry
                || opens
                        && item.link()
                                .filter(link -> ClaimsAfter.unfinished(link.claims()))
                                .isPresent();
        return fresh && item.desired().rule().password().initial() == PasswordRule.Initial.RANDOM
                ? Optional.of(Password.random())
                : Optional.empty();
    }

    private ChangeResult changed(Change change, Password password, Optional<Passwords.Waiting> waiting) {
        ChangeResult given = change instanceof Change.RenameEntry rename
                ? directory.password(rename.anchor(), rename.via().orElse(rename.dn()), password)
                : directory.password(anchor(change), change.dn(), password);
        if (given instanceof ChangeResult.Failed failed) {
            if (failed.kind() == Kind.REJECTED) {
                waiting.ifPresent(passwords::over);
            }
            return REFUSALS.contains(failed.kind()) ? without(change, failed) : failed;
        }
        waiting.ifPresent(passwords::over);
        ChangeResult result = directory.apply(change);
        return result instanceof ChangeResult.Applied applied
                ? new ChangeResult.Applied(applied.anchor(), applied.dn(), false, applied.shortfall())
                : result;
    }

    private static Anchor anchor(Change change) {
        return ((Change.ModifyEntry) change).anchor();
    }

    /** A refused password keeps nothing else from being written. */
    private ChangeResult without(Change change, ChangeResult.Failed refused) {
        ChangeResult.Shortfall missing =
                new ChangeResult.Shortfall(false, "the password was refused: " + refused.detail());
        boolean nothingElse =
                change instanceof Change.ModifyEntry && change.modifications().isEmpty();
        if (nothingElse && refused.kind() != Kind.REJECTED) {
            return refused;
        }
        ChangeResult result = directory.apply(change);
        return result instanceof ChangeResult.Applied applied ? applied.but(missing) : result;
    }
}
