package io.isthmus.reconcile;

import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.Directory;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.journal.Resources;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries changes out, slice by slice: claims recorded as intended, superseded ones dropped, the rest written in parallel over
 * entries, results recorded. Does what it is told and reports back.
 */
final class Applier {
    /** Changes that are saved, with their ids in the run. */
    record Saved(long id, PlanItem item) {}

    private static final Map<DirectoryFailure.Kind, String> OUTCOMES = Map.of(
            DirectoryFailure.Kind.CONFLICT, "moved",
            DirectoryFailure.Kind.REJECTED, "invalid",
            DirectoryFailure.Kind.TROUBLED, "invalid",
            DirectoryFailure.Kind.DENIED, "denied",
            DirectoryFailure.Kind.CAPACITY, "failed",
            DirectoryFailure.Kind.UNKNOWN, "failed",
            DirectoryFailure.Kind.UNAVAILABLE, "failed",
            DirectoryFailure.Kind.BIND_REFUSED, "failed");

    private final Directory directory;
    private final EntryWriting writing;
    private final Resources resources;
    private final Links links;
    private final Runs runs;
    private final Settled settled;
    private final String mapping;
    private final ExecutorService writers;
    private final Clock clock;

    Applier(Parts parts, ExecutorService writers) {
        this.directory = parts.directory();
        this.writing = new EntryWriting(parts.directory(), parts.passwords());
        this.resources = parts.resources();
        this.links = parts.links();
        this.runs = parts.runs();
        this.settled = parts.settled();
        this.mapping = parts.mapping().hash();
        this.writers = writers;
        this.clock = parts.clock();
    }

    /** Saves a slice's changes together with what they intend, in one transaction. */
    List<Saved> save(RunProgress run, List<PlanItem> slice) {
        return save(run, slice, "planned", intended(slice));
    }

    /** Saves changes; one that this run has tried before stands in it already. */
    List<Saved> save(RunProgress run, List<PlanItem> items, String outcome, List<Link> intended) {
        Map<Change, Attempts.Tried> tried = run.attempts().tried;
        List<Change> fresh = items.stream()
                .map(PlanItem::change)
                .filter(change -> !tried.containsKey(change))
                .toList();
        if (fresh.isEmpty()) {
            links.save(intended);
        }
        Iterator<Long> ids = runs.addChanges(run.id(), fresh, outcome, intended).iterator();
        List<Saved> saved = new ArrayList<>(items.size());
        for (PlanItem item : items) {
            Attempts.Tried before = tried.remove(item.change());
            if (before == null) {
                saved.add(new Saved(ids.next(), item));
            } else {
                saved.add(new Saved(before.id(), item));
                run.outcomes(Map.of(before.outcome(), -1L));
            }
        }
        run.planned(fresh.size());
        return saved;
    }

    /** What of a slice may still be written, its intended claims recorded. */
    record Prepared(List<Saved> current, Tally tally) {}

    /** A prepared slice whose writes are under way. */
    record Writing(List<Saved> slice, List<Future<ChangeResult>> results, Tally tally) {}

    /** Of a slice that was saved with its intended claims just now. */
    Prepared unlessPushed(List<Saved> slice) {
        Tally tally = new Tally();
        List<Saved> current = new ArrayList<>(slice.size());
        Map<String, Long> positions = resources.positions(resourcesOf(slice));
        for (Saved saved : slice) {
            long now = positions.getOrDefault(saved.item().resource(), 0L);
            if (now == saved.item().change().about().journal()) {
                current.add(saved);
            } else {
                tally.outcome(saved, "superseded", "superseded by push " + now);
                tally.withdraw(saved);
            }
        }
        List<Saved> addressed = addressed(current, tally);
        links.save(intended(addressed.stream()
                .filter(saved -> tally.again.contains(saved.item().resource()))
                .map(Saved::item)
                .toList()));
        return new Prepared(addressed, tally);
    }

    /** References by the names that the entries have now; who was to be named otherwise is planned again. */
    private List<Saved> addressed(List<Saved> slice, Tally tally) {
        Set<String> named = Referents.named(slice.stream().map(Saved::item).toList());
        if (named.isEmpty()) {
            return slice;
        }
        Map<String, Link> now = new HashMap<>();
        links.ofResources(named).forEach(link -> now.put(link.resource(), link));
        List<Saved> addressed = new ArrayList<>(slice.size());
        for (Saved saved : slice) {
            Optional<Referents.Otherwise> otherwise = Referents.otherwise(saved.item(), now);
            if (otherwise.isEmpty()) {
                addressed.add(saved);
            } else if (!tally.over(saved, otherwise.get())) {
                addressed.add(new Saved(saved.id(), otherwise.get().item()));
            }
        }
        runs.rewrite(tally.rewritten);
        return addressed;
    }

    /**
     * Of a slice of a plan that was saved some time ago: what was pushed, or linked otherwise, since then is dropped; what the
     * rest intends is recorded.
     */
    Prepared prepare(List<Saved> slice) {
        Tally tally = new Tally();
        List<Saved> current = addressed(stillAsPlanned(slice, tally), tally);
        links.save(intended(current.stream().map(Saved::item).toList()));
        return new Prepared(current, tally);
    }

    /** Begins to write; the writers go on while the caller does something else. */
    Writing begin(Prepared prepared, Outage outage) {
        List<Future<ChangeResult>> results = new ArrayList<>(prepared.current().size());
        Map<String, Passwords.Waiting> passwords =
                writing.passwords(prepared.current().stream().map(Saved::item).toList());
        for (Saved saved : prepared.current()) {
            PlanItem item = saved.item();
            Optional<Passwords.Waiting> password = Optional.ofNullable(passwords.get(item.resource()));
            results.add(writers.submit(() -> outage.unlessAway(() -> writing.write(item, password))));
        }
        return new Writing(prepared.current(), results, prepared.tally());
    }

    /** Waits for all results of a slice. */
    SliceResult await(Writing writing) {
        for (int i = 0; i < writing.slice().size(); i++) {
            writing.tally()
                    .take(writing.slice().get(i), resultOf(writing.results().get(i)), clock);
        }
        return writing.tally().result();
    }

    /** Records the results of a slice that was awaited. */
    void record(Writing writing) {
        runs.record(writing.tally().outcomes, writing.tally().links, writing.tally().forgotten);
        settled.settle(mapping, writing.tally().created);
    }

    private List<Link> intended(List<PlanItem> items) {
        return items.stream()
                .flatMap(item -> Bookkeeping.intended(item, clock.instant()).stream())
                .toList();
    }

    /** Entries of a ring of names first step aside. A failure shows when the change itself is applied. */
    void park(List<PlanItem> items) {
        for (PlanItem item : items) {
            if (item.change() instanceof Change.RenameEntry rename
                    && rename.via().isPresent()) {
                directory.park(rename);
            }
        }
    }

    private List<Saved> stillAsPlanned(List<Saved> slice, Tally tally) {
        Map<String, Long> positions = resources.positions(resourcesOf(slice));
        Map<String, Link> now = new HashMap<>();
        links.ofResources(resourcesOf(slice)).forEach(link -> now.put(link.resource(), link));
        List<Saved> current = new ArrayList<>(slice.size());
        for (Saved saved : slice) {
            String resource = saved.item().resource();
            long position = positions.getOrDefault(resource, 0L);
            if (position != saved.item().change().about().journal()) {
                tally.outcome(saved, "superseded", "superseded by push " + position);
            } else if (!Optional.ofNullable(now.get(resource))
                    .equals(saved.item().link())) {
                tally.outcome(saved, "superseded", "superseded by a run that changed the entry since it was planned");
            } else {
                current.add(saved);
            }
        }
        return current;
    }

    private static Set<String> resourcesOf(List<Saved> slice) {
        return slice.stream().map(saved -> saved.item().resource()).collect(Collectors.toSet());
    }

    /** What becomes of a change that failed so. */
    static String outcome(DirectoryFailure.Kind kind) {
        return OUTCOMES.get(kind);
    }

    private static ChangeResult resultOf(Future<ChangeResult> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new ChangeResult.Failed(DirectoryFailure.Kind.UNKNOWN, -1, "interrupted while writing");
        } catch (ExecutionException failed) {
            return new ChangeResult.Failed(DirectoryFailure.Kind.UNKNOWN, -1, String.valueOf(failed.getCause()));
        }
    }

    /** Collects the results of one slice. */
    static final class Tally {
        private final Map<Long, Runs.Outcome> outcomes = new HashMap<>();
        private final List<Link> links = new ArrayList<>();
        private final List<String> forgotten = new ArrayList<>();
        private final List<Settled.Settlement> created = new ArrayList<>();
        private final Map<SliceResult.Tallied, Long> counts = new HashMap<>();
        private final Set<String> again = new HashSet<>();
        private final Map<Long, Change> rewritten = new HashMap<>();
        private final Map<Long, String> notes = new HashMap<>();
        private final List<SliceResult.Written> written = new ArrayList<>();
        private String unavailable = "";
        private boolean unsure;

        /** Takes in what is written in the place of a change; whether nothing is left of it. */
        boolean over(Saved saved, Referents.Otherwise otherwise) {
            again.add(saved.item().resource());
            if (otherwise.over()) {
                outcome(saved, "superseded", otherwise.told());
                withdraw(saved);
                return true;
            }
            rewritten.put(saved.id(), otherwise.item().change());
            notes.put(saved.id(), otherwise.told());
            return false;
        }

        void take(Saved saved, ChangeResult result, Clock clock) {
            if (result instanceof ChangeResult.Applied applied) {
                boolean whole = applied.shortfall().isEmpty();
                written(
                        saved,
                        result,
                        applied.converged() ? whole ? "converged" : "failed" : "applied",
                        told(
                                saved,
                                applied.shortfall()
                                        .map(ChangeResult.Shortfall::detail)
                                        .orElse("")));
                if (saved.item().change() instanceof Change.AddEntry add && !applied.converged() && whole) {
                    Drafting.created(saved.item().desired(), add).ifPresent(created::add);
                }
                Bookkeeping.applied(saved.item(), applied, clock.instant())
                        .ifPresentOrElse(
                                links::add, () -> forgotten.add(saved.item().resource()));
            } else if (result instanceof ChangeResult.Failed failed) {
                failed(saved, failed);
            }
        }

        private String told(Saved saved, String detail) {
            return Stream.of(detail, notes.getOrDefault(saved.id(), ""))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("; "));
        }

        private void failed(Saved saved, ChangeResult.Failed failed) {
            written(saved, failed, OUTCOMES.get(failed.kind()), failed.detail());
            switch (failed.kind()) {
                case UNAVAILABLE, BIND_REFUSED -> {
                    unavailable = failed.detail();
                    again.add(saved.item().resource());
                }
                case UNKNOWN -> {
                    unsure = true;
                    again.add(saved.item().resource());
                }
                case CONFLICT -> {
                    // a deletion is not planned afresh over what somebody has just changed: the next run looks at it
                    if (!(saved.item().change() instanceof Change.DeleteEntry)) {
                        again.add(saved.item().resource());
                    }
                    withdraw(saved);
                }
                // what a server in trouble has done is only known by reading again: what was intended stays so
                case TROUBLED -> {}
                case REJECTED, DENIED, CAPACITY -> withdraw(saved);
            }
        }

        private void written(Saved saved, ChangeResult result, String outcome, String detail) {
            outcome(saved, outcome, detail);
            written.add(new SliceResult.Written(saved, result, outcome));
        }

        private void withdraw(Saved saved) {
            Bookkeeping.withdrawn(saved.item())
                    .ifPresentOrElse(
                            links::add, () -> forgotten.add(saved.item().resource()));
        }

        private void outcome(Saved saved, String outcome, String detail) {
            outcomes.put(saved.id(), new Runs.Outcome(outcome, detail));
            counts.merge(new SliceResult.Tallied(saved.item().change().type(), outcome), 1L, Long::sum);
        }

        SliceResult result() {
            return new SliceResult(Map.copyOf(counts), List.copyOf(written), Set.copyOf(again), unsure, unavailable);
        }
    }
}
