package io.isthmus.store;

import io.isthmus.scim.Member;
import io.isthmus.scim.MemberChange;
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

    private void load() {
        if (!whole) {
            loader.get().forEach(member -> known.putIfAbsent(member.value(), Optional.of(member)));
            whole = true;
        }
    }

    /** A push changed this. */
    void apply(MemberChange change) {
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
