package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.journal.Journal;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.EntryUsers;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.MadeOfEntry;
import io.isthmus.mapping.MemberRule;
import io.isthmus.mapping.TurnedMapping;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The imports of one source in one run: what is new and what has changed is written, what was not seen ends. */
final class SourceImport {
    private static final int ENDING = 200;
    private static final int REASONS = 5;
    private static final String TOKEN = "import";

    private final String source;
    private final boolean imports;
    private final ImportedEntries entries;
    private final Journal journal;
    private final String run;
    private final TurnedMapping turned;
    private final Map<Anchor, ImportedEntries.Known> known = new HashMap<>();
    private final Map<Anchor, ImportedEntries.Known> unseen = new LinkedHashMap<>();
    private final Set<Anchor> incomplete = new LinkedHashSet<>();
    private final List<String> reasons = new ArrayList<>();
    private long written;
    private long users;
    private long ended;
    private long left;

    /** @param imports whether it does so still; else what was imported for it ends */
    SourceImport(
            String source,
            boolean imports,
            TurnedMapping turned,
            ImportedEntries entries,
            Journal journal,
            String run) {
        this.source = source;
        this.imports = imports;
        this.entries = entries;
        this.journal = journal;
        this.run = run;
        this.turned = turned;
    }

    void known(ImportedEntries.Known entry) {
        known.put(entry.anchor(), entry);
        if (entry.standing() == ImportedEntries.Standing.SHOWN) {
            unseen.put(entry.anchor(), entry);
        }
    }

    /** Returns those that are shown. */
    Set<Anchor> take(List<ActualEntry> batch) {
        List<ActualEntry> open = imports ? batch.stream().filter(this::isOpen).toList() : List.of();
        if (open.isEmpty()) {
            return Set.of();
        }
        EntryUsers users = users(open);
        Set<Anchor> shown = new HashSet<>();
        Map<ImportedEntries.Known, CompletableFuture<PushResult>> pushed = new LinkedHashMap<>();
        for (ActualEntry entry : open) {
            MadeOfEntry made = turned.of(entry, users);
            if (made instanceof MadeOfEntry.Made resource) {
                ImportedEntries.Known now = now(entry, resource);
                if (resource.unknown() > 0) {
                    incomplete.add(entry.anchor());
                }
                if (now.equals(known.get(entry.anchor()))) {
                    unseen.remove(entry.anchor());
                    shown.add(entry.anchor());
                } else {
                    pushed.put(now, push(now.type(), operation(entry, resource, now)));
                }
            } else if (made instanceof MadeOfEntry.Nothing nothing) {
                note(entry.dn() + ": " + nothing.why());
            }
        }
        pushed.forEach((now, answer) -> stored(now, answer.join(), shown));
        return shown;
    }

    private boolean isOpen(ActualEntry entry) {
        return Optional.ofNullable(known.get(entry.anchor()))
                .filter(one -> one.standing() == ImportedEntries.Standing.TAKEN)
                .isEmpty();
    }

    private EntryUsers users(List<ActualEntry> batch) {
        Set<DN> dns = new HashSet<>();
        Set<String> uids = new HashSet<>();
        for (ActualEntry entry : batch) {
            dns.addAll(turned.names(entry));
            uids.addAll(turned.uids(entry));
        }
        Map<DN, String> at = dns.isEmpty() ? Map.of() : entries.usersAt(source, dns);
        Map<String, String> named = uids.isEmpty() ? Map.of() : entries.usersNamed(source, uids);
        return new EntryUsers() {
            @Override
            public Optional<String> at(DN dn) {
                return Optional.ofNullable(at.get(dn));
            }

            @Override
            public Optional<String> named(String uid) {
                return Optional.ofNullable(named.get(uid));
            }
        };
    }

    private ImportedEntries.Known now(ActualEntry entry, MadeOfEntry.Made made) {
        String id = Optional.ofNullable(known.get(entry.anchor()))
                .map(ImportedEntries.Known::resource)
                .orElseGet(journal::newId);
        String digest = ImportDigest.of(entry.dn(), uid(entry, made), made);
        return new ImportedEntries.Known(
                source, entry.anchor(), id, made.type(), ImportedEntries.Standing.SHOWN, digest);
    }

    private static Optional<String> uid(ActualEntry entry, MadeOfEntry.Made made) {
        return made.type() == ResourceType.USER ? TurnedMapping.uid(entry) : Optional.empty();
    }

    private Operation operation(ActualEntry entry, MadeOfEntry.Made made, ImportedEntries.Known now) {
        List<MemberDelta> members = made.type() == ResourceType.GROUP
                ? List.of(new MemberDelta.ReplaceAll(
                        made.members().stream().map(Member::of).toList()))
                : List.of();
        Operation.Origin origin = new Operation.Origin(
                entries.directory(),
                entry.anchor().value(),
                entry.dn().toString(),
                entry.dn().toNormalizedString(),
                uid(entry, made),
                made.rule() instanceof GroupRule rule && rule.members().as() == MemberRule.As.UID,
                now.digest());
        return new Operation.Import(now.resource(), made.body(), members, Optional.of(origin));
    }

    private CompletableFuture<PushResult> push(ResourceType type, Operation operation) {
        int bytes = operation.understood().toString().length()
                + 60 * operation.members().stream().mapToInt(MemberDelta::size).sum();
        return journal.accept(new Push(source, TOKEN, run, type, operation, bytes, Optional.empty()))
                .toCompletableFuture();
    }

    private void stored(ImportedEntries.Known now, PushResult result, Set<Anchor> shown) {
        Optional<ImportedEntries.Known> before = Optional.ofNullable(unseen.remove(now.anchor()));
        if (result instanceof PushResult.Stored) {
            written++;
            users += before.isEmpty() && now.type() == ResourceType.USER ? 1 : 0;
            known.put(now.anchor(), now);
            shown.add(now.anchor());
            return;
        }
        note(now.resource() + ": "
                + (result instanceof PushResult.Refused refused
                        ? refused.error().detail()
                        : ((PushResult.Unavailable) result).detail()));
    }

    private void note(String reason) {
        left++;
        if (reasons.size() < REASONS) {
            reasons.add(reason);
        }
    }

    /** Those that named somebody unknown, if users have become known since. */
    List<Anchor> again() {
        List<Anchor> again = users == 0 ? List.of() : List.copyOf(incomplete);
        incomplete.clear();
        return again;
    }

    /** After a complete read. */
    void end() {
        List<ImportedEntries.Known> gone = List.copyOf(unseen.values());
        for (int from = 0; from < gone.size(); from += ENDING) {
            List<CompletableFuture<PushResult>> answers =
                    gone.subList(from, Math.min(gone.size(), from + ENDING)).stream()
                            .map(one -> push(one.type(), new Operation.ImportEnded(one.resource())))
                            .toList();
            ended += answers.stream()
                    .map(CompletableFuture::join)
                    .filter(PushResult.Stored.class::isInstance)
                    .count();
        }
    }

    /** What the log says of it. */
    @Override
    public String toString() {
        return "imports for " + source + ": " + written + " written, " + ended + " ended, " + left + " entries left out"
                + (reasons.isEmpty() ? "" : ", among them " + String.join("; ", reasons));
    }
}
