package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.MappingSet;
import io.isthmus.scim.ResourceType;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads all that a mapping covers, in one paged search a base, and tells apart at once what is as it should be. What remains is
 * what needs planning. Memory grows with the number of links.
 */
final class FullReading {
    /**
     * @param inSync number of entries that are exactly as desired
     * @param linked the other linked entries that stand somewhere, by resource
     * @param unlinked number of entries that no link names
     * @param gone resources whose linked entry is nowhere
     * @param unsettled resources that have to be planned whatever the directory holds
     * @param read number of entries read
     * @param managed number of linked entries below each base; empty where some stand elsewhere or nowhere, for then it is not all
     */
    record Found(
            long inSync,
            Map<String, ActualEntry> linked,
            long unlinked,
            List<String> gone,
            List<String> unsettled,
            long read,
            Map<DN, Long> managed) {}

    /** entries between two looks at how full the heap is */
    private static final int LOOK = 1000;
    /** places for links, a megabyte of them: growing step by step, each is put there several times */
    private static final int MANY = 1 << 18;

    private final Directory directory;
    private final MappingSet mapping;
    private final Consumer<ActualEntry> unlinkedTo;
    private final Pace pace;
    private final Map<Anchor, Settled.State> unseen = new HashMap<>(MANY);
    private final Map<String, ActualEntry> linked = new HashMap<>();
    private final List<String> unsettled = new ArrayList<>();
    private final Image.Comparison images = new Image.Comparison();
    private final Set<String> members;
    private long unlinked;
    private long inSync;
    private long read;
    private long comparing;

    private FullReading(Directory directory, MappingSet mapping, Consumer<ActualEntry> unlinkedTo, Pace pace) {
        this.directory = directory;
        this.mapping = mapping;
        this.unlinkedTo = unlinkedTo;
        this.pace = pace;
        this.members = MemberDigest.names(ReadScope.members(mapping));
    }

    /**
     * @param unlinkedTo takes entries that no link names, as they come; of a read that breaks off only some
     * @param pace told of every entry
     */
    static Found of(Parts parts, Consumer<ActualEntry> unlinkedTo, Pace pace, Timer diff) {
        Directory directory = parts.directory();
        MappingSet mapping = parts.mapping();
        FullReading reading = new FullReading(directory, mapping, unlinkedTo, pace);
        pace.begin("reading", 0);
        parts.settled().states(mapping.hash(), EnumSet.allOf(ResourceType.class), reading::expect);
        Map<DN, Long> managed = new HashMap<>();
        for (SearchBase base : ReadScope.bases(mapping)) {
            long before = reading.read - reading.unlinked;
            directory.read(base, reading::take);
            managed.put(base.base(), reading.read - reading.unlinked - before);
        }
        if (!reading.unseen.isEmpty()) {
            managed.clear();
        }
        diff.record(reading.comparing, TimeUnit.NANOSECONDS);
        reading.lookForMoved();
        List<String> gone =
                reading.unseen.values().stream().map(Settled.State::resource).toList();
        return new Found(
                reading.inSync, reading.linked, reading.unlinked, gone, reading.unsettled, reading.read, managed);
    }

    private void expect(Settled.State state) {
        if (state.type() == ResourceType.GROUP
                && state.anchor().isEmpty()
                && mapping.groups().isEmpty()) {
            return;
        }
        state.anchor().ifPresent(anchor -> unseen.put(anchor, state));
        if (!state.settled()) {
            unsettled.add(state.resource());
        }
    }

    private void take(ActualEntry whole) {
        read++;
        pace.one();
        if (read % LOOK == 0) {
            HeapRoom.HERE.require();
        }
        Settled.State link = unseen.remove(whole.anchor());
        if (link == null) {
            unlinked++;
            unlinkedTo.accept(whole);
            return;
        }
        long began = System.nanoTime();
        if (link.image().isPresent() && images.matches(link.image().get(), whole)) {
            inSync++;
        } else {
            boolean group = link.type() == ResourceType.GROUP;
            linked.put(link.resource(), (group ? MemberDigest.without(whole, members) : whole).kept());
        }
        comparing += System.nanoTime() - began;
    }

    /** An entry that left its base is not gone: it is looked for by its anchor, many at a time. */
    private void lookForMoved() {
        if (unseen.isEmpty()) {
            return;
        }
        List<Filter> filters =
                unseen.keySet().stream().map(directory::anchorFilter).toList();
        for (ActualEntry entry : directory.find(ReadScope.wider(mapping), filters)) {
            Settled.State link = unseen.remove(entry.anchor());
            if (link != null) {
                linked.put(link.resource(), entry);
            }
        }
    }
}
