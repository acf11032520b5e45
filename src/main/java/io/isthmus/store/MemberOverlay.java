package io.isthmus.store;

import io.isthmus.scim.Member;
import io.isthmus.scim.MemberChange;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.MemberSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A group's members during a batch: what was loaded of them, and what the batch's pushes did so far. */
final class MemberOverlay implements MemberSet {
    private final Map<String, Optional<Member>> known = new HashMap<>();
    private final Map<String, Optional<Member>> written = new LinkedHashMap<>();
    private final Supplier<List<Member>> loader;
    private boolean whole;
    private Optional<Decided> decided = Optional.empty();

    private record Decided(List<MemberDelta> deltas, MemberChange change) {}

    /** @param loader reads all members, once, where a push speaks of all of them */
    MemberOverlay(Supplier<List<Member>> loader) {
        this.loader = loader;
    }

    /** These values were looked up: the ones that are members, and the ones that are not. */
    void loaded(Collection<String> values, Collection<Member> found) {
        values.forEach(value -> known.putIfAbsent(value, Optional.empty()));
        found.forEach(member -> known.put(member.value(), Optional.of(member)));
    }

    @Override
    public Optional<Member> find(String value) {
        Optional<Member> found = known.get(value);
        if (found == null && !whole) {
            load();
            found = known.get(value);
        }
        return found == null ? Optional.empty() : found;
    }

    @Override
    public Collection<Member> all() {
        load();
        List<Member> all = new ArrayList<>(known.size());
        known.values().forEach(member -> member.ifPresent(all::add));
        return all;
    }

    /** Decided once for as long as nothing changes: a condition on many members takes its time, and the fold holds locks. */
    @Override
    public MemberChange changeBy(List<MemberDelta> deltas) {
        Decided known = decided.filter(last -> last.deltas().equals(deltas))
                .orElseGet(() -> new Decided(deltas, MemberChange.of(deltas, this)));
        decided = Optional.of(known);
        return known.change();
    }

    private void load() {
        if (!whole) {
            loader.get().forEach(member -> known.putIfAbsent(member.value(), Optional.of(member)));
            whole = true;
        }
    }

    /** A push changed this. */
    void apply(MemberChange change) {
        decided = Optional.empty();
        change.put().forEach(member -> {
            known.put(member.value(), Optional.of(member));
            written.put(member.value(), Optional.of(member));
        });
        change.gone().forEach(value -> {
            known.put(value, Optional.empty());
            written.put(value, Optional.empty());
        });
    }

    /** What the batch's pushes did, net: members to write, and empty for those that go. */
    Map<String, Optional<Member>> written() {
        return written;
    }
}
