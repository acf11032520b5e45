package io.isthmus.store;

import io.isthmus.journal.Fold;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
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
import java.util.function.Function;

/** Folds a batch of pushes in memory, in order; later ones see what earlier ones did. A refused push drops out alone. */
final class BatchFold {
    /** A name as it has to be unique. */
    record Name(String source, ResourceType type, String key) {}

    /** A push that is to be stored. */
    record Stored(Push push, Fold.Folded folded, long position) {}

    private final Map<String, Resource> state = new HashMap<>();
    private final Map<Name, Optional<String>> owners;
    private final Function<Name, Optional<String>> lookUp;
    private final Set<String> changed = new HashSet<>();
    private final List<Stored> stored = new ArrayList<>();
    private final Instant at;
    private long position;

    /**
     * @param loaded the resources that the batch names, as they are
     * @param owners live owners of the names that the batch wants, as far as known
     * @param lookUp finds the owner of any other name
     * @param position the journal's last position
     */
    BatchFold(
            Collection<Resource> loaded,
            Map<Name, Optional<String>> owners,
            Function<Name, Optional<String>> lookUp,
            long position,
            Instant at) {
        loaded.forEach(resource -> state.put(resource.id(), resource));
        this.owners = new HashMap<>(owners);
        this.lookUp = lookUp;
        this.position = position;
        this.at = at;
    }

    /** @throws ScimException when the push is refused; then nothing changed */
    Stored take(Push push) {
        Optional<Resource> before =
                Optional.ofNullable(state.get(push.operation().id()));
        Fold.Folded folded = Fold.apply(before, push, position + 1, at);
        Resource after = folded.after();
        Optional<Name> name = nameOf(after);
        boolean named =
                !name.equals(before.filter(was -> was.deleted().isEmpty()).flatMap(BatchFold::nameOf));
        if (folded.changed() && named && name.isPresent()) {
            Optional<String> owner = owners.computeIfAbsent(name.get(), lookUp);
            if (owner.isPresent() && !owner.get().equals(after.id())) {
                throw new ScimException(ScimError.uniqueness(
                        "userName is taken by another user; choose another one, or update that user"));
            }
        }
        if (folded.changed()) {
            before.flatMap(BatchFold::nameOf).ifPresent(old -> owners.put(old, Optional.empty()));
            name.ifPresent(now -> owners.put(now, Optional.of(after.id())));
            state.put(after.id(), after);
            changed.add(after.id());
        }
        position++;
        Stored result = new Stored(push, folded, position);
        stored.add(result);
        return result;
    }

    private static Optional<Name> nameOf(Resource resource) {
        return resource.deleted().isPresent()
                ? Optional.empty()
                : ResourceRows.userNameKey(resource.body())
                        .map(key -> new Name(resource.source(), resource.type(), key));
    }

    List<Stored> stored() {
        return stored;
    }

    long position() {
        return position;
    }

    Instant at() {
        return at;
    }

    /** Final states of the resources that changed, in id order. */
    Collection<Resource> changedResources() {
        Map<String, Resource> ordered = new LinkedHashMap<>();
        changed.stream().sorted().forEach(id -> ordered.put(id, state.get(id)));
        return ordered.values();
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

    /** Names that the batch certainly wants. */
    static Set<Name> names(Collection<Push> pushes) {
        Set<Name> names = new HashSet<>();
        for (Push push : pushes) {
            Optional<String> key = push.operation() instanceof Operation.Create create
                    ? ResourceRows.userNameKey(create.body())
                    : push.operation() instanceof Operation.Replace replace
                            ? ResourceRows.userNameKey(replace.body())
                            : Optional.empty();
            key.ifPresent(found -> names.add(new Name(push.source(), push.type(), found)));
        }
        return names;
    }
}
