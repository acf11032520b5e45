package io.isthmus.store;

import io.isthmus.journal.Fold;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.scim.MemberSet;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Folds a batch of pushes in memory, in order; later ones see what earlier ones did. A refused push drops out alone. */
final class BatchFold {
    /** A push that is to be stored. */
    record Stored(Push push, Fold.Folded folded, long position) {}

    private final Map<String, Resource> state = new HashMap<>();
    private final UniqueNames names;
    private final Map<String, MemberOverlay> members;
    private final Set<String> changed = new HashSet<>();
    private final Set<String> adopted = new HashSet<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final FormerNames former = new FormerNames();
    private final EmailRows emails = new EmailRows();
    private final List<Stored> stored = new ArrayList<>();
    private final Instant at;
    private long position;

    /**
     * @param loaded the resources that the batch names, as they are
     * @param names the owners of names
     * @param members by group
     * @param position the journal's last position
     */
    BatchFold(
            Collection<Resource> loaded,
            UniqueNames names,
            Map<String, MemberOverlay> members,
            long position,
            Instant at) {
        loaded.forEach(resource -> state.put(resource.id(), resource));
        this.names = names;
        this.members = members;
        this.position = position;
        this.at = at;
    }

    /** @throws ScimException when the push is refused; then nothing changed */
    Stored take(Push push) {
        String id = push.operation().id();
        Optional<Resource> before = Optional.ofNullable(state.get(id));
        Optional<MemberOverlay> overlay = Optional.ofNullable(members.get(id));
        MemberSet now = overlay.isPresent() ? overlay.get() : MemberSet.NONE;
        Fold.Folded folded = Fold.apply(before, now, push, position + 1, at);
        if (folded.changed()) {
            names.take(before, folded.after());
            former.take(before, folded.after());
            emails.take(before, folded.after());
            boolean was = before.filter(found -> !found.provisioned()).isPresent();
            if (was && folded.after().provisioned()) {
                adopted.add(id);
            }
            overlay.ifPresent(found -> found.apply(folded.members()));
            count(before, -1);
            count(Optional.of(folded.after()), 1);
            state.put(id, folded.after());
            changed.add(id);
        }
        position++;
        Stored result = new Stored(push, folded, position);
        stored.add(result);
        return result;
    }

    private void count(Optional<Resource> resource, long by) {
        resource.filter(found -> found.deleted().isEmpty())
                .ifPresent(live -> counts.merge(ResourceRows.scope(live.source(), live.type()), by, Long::sum));
    }

    List<Stored> stored() {
        return stored;
    }

    long position() {
        return position;
    }

    FormerNames former() {
        return former;
    }

    EmailRows emails() {
        return emails;
    }

    Instant at() {
        return at;
    }

    Map<String, MemberOverlay> members() {
        return members;
    }

    /** What was imported, and its source has pushed. */
    Set<String> adopted() {
        return adopted;
    }

    /** By how much the number of live resources changes, by scope, in the order of scopes. */
    Map<String, Long> counts() {
        Map<String, Long> differing = new TreeMap<>(counts);
        differing.values().removeIf(count -> count == 0);
        return differing;
    }

    /** Final states of the resources that changed, in id order. */
    Collection<Resource> changedResources() {
        Map<String, Resource> ordered = new LinkedHashMap<>();
        changed.stream().sorted().forEach(id -> ordered.put(id, state.get(id)));
        return ordered.values();
    }

    /** What became of each resource that a push of the batch names. */
    Collection<Resource> last() {
        Map<String, Resource> last = new LinkedHashMap<>();
        stored.forEach(one -> last.put(one.push().operation().id(), one.folded().after()));
        return last.values();
    }

    /** Ids that the batch has to load and lock, in order. */
    static List<String> ids(Collection<Push> pushes) {
        return pushes.stream()
                .map(Push::operation)
                .map(Operation::id)
                .distinct()
                .sorted()
                .toList();
    }

    /** The groups that the batch names. */
    static Set<String> groups(Collection<Push> pushes) {
        Set<String> groups = new HashSet<>();
        pushes.stream()
                .filter(push -> push.type() == ResourceType.GROUP)
                .forEach(push -> groups.add(push.operation().id()));
        return groups;
    }
}
