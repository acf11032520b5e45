package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.directory.ChangeResult;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.Change;
import io.isthmus.plan.Claims;
import io.isthmus.plan.ClaimsAfter;
import io.isthmus.plan.Link;
import io.isthmus.plan.Situation;
import java.time.Instant;
import java.util.Optional;

/** Which link and claims are recorded before a write as intended, and after it for its result (rule 12). */
final class Bookkeeping {
    private Bookkeeping() {}

    /** The link to record before the write; empty where the write adds no claim. */
    static Optional<Link> intended(PlanItem item, Instant now) {
        Change change = item.change();
        if (change instanceof Change.DeleteEntry) {
            return Optional.empty();
        }
        Link before = before(item, now);
        return Optional.of(withClaims(before, ClaimsAfter.intended(change, before)));
    }

    /** The link after a successful write; empty after a deletion. */
    static Optional<Link> applied(PlanItem item, ChangeResult.Applied result, Instant now) {
        Change change = item.change();
        if (change instanceof Change.DeleteEntry) {
            return Optional.empty();
        }
        Link before = before(item, now);
        Optional<Anchor> anchor = result.anchor().or(() -> anchorOf(change)).or(before::anchor);
        Claims claims = ClaimsAfter.applied(change, item.desired(), before);
        if (result.shortfall().filter(ChangeResult.Shortfall::locked).isPresent()) {
            claims = ClaimsAfter.locked(claims);
        }
        boolean created = change instanceof Change.AddEntry || before.createdByUs();
        // an entry that was moved by hand was not put there by us
        DN dn = change instanceof Change.RenameEntry rename ? rename.newDn() : before.dn();
        return Optional.of(new Link(
                before.resource(),
                anchor,
                dn,
                created,
                item.desired().rule().name(),
                before.linked(),
                Outlooks.after(change, item.desired(), before),
                claims));
    }

    /** The link after a write that certainly did not happen: as it was before; empty where there was none. */
    static Optional<Link> withdrawn(PlanItem item) {
        return item.link();
    }

    /**
     * An adoption starts afresh: a creation that was once intended and never happened does not make the entry ours (rule 15).
     * So does a creation: what was claimed on an entry that is gone is gone with it.
     */
    private static Link before(PlanItem item, Instant now) {
        boolean afresh = item.change() instanceof Change.AddEntry
                || item.change().about().situation() == Situation.ADOPTABLE;
        return item.link().filter(link -> !afresh).orElseGet(() -> fresh(item, now));
    }

    private static Link fresh(PlanItem item, Instant now) {
        Change change = item.change();
        return new Link(
                item.resource(),
                anchorOf(change),
                change.dn(),
                change instanceof Change.AddEntry,
                item.desired().rule().name(),
                now,
                Link.AsMember.of(item.desired()),
                Claims.NONE);
    }

    private static Optional<Anchor> anchorOf(Change change) {
        if (change instanceof Change.ModifyEntry modify) {
            return Optional.of(modify.anchor());
        }
        return change instanceof Change.RenameEntry rename ? Optional.of(rename.anchor()) : Optional.empty();
    }

    private static Link withClaims(Link link, Claims claims) {
        return new Link(
                link.resource(),
                link.anchor(),
                link.dn(),
                link.createdByUs(),
                link.rule(),
                link.linked(),
                link.asMember(),
                claims);
    }
}
