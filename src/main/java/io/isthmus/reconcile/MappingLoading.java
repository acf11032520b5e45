package io.isthmus.reconcile;

import io.isthmus.mapping.Fault;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.MappingShape;
import java.util.List;
import java.util.function.Supplier;

/** From this node's mapping file to the mapping that all nodes work with. */
final class MappingLoading {
    private final Shared shared;
    private final DirectoryStates states;
    private final String name;
    private final Supplier<String> file;
    private final String node;

    /** @param file reads it. @throws DirectoryControl.InvalidMapping from {@code file} when it cannot be read */
    MappingLoading(Shared shared, DirectoryStates states, String name, Supplier<String> file, String node) {
        this.shared = shared;
        this.states = states;
        this.name = name;
        this.file = file;
        this.node = node;
    }

    /** @param sequence which of all mappings that were ever in force */
    record Loaded(long sequence, MappingSet mapping, List<String> warnings) {}

    /** The file of a node that starts counts, as when there was one node only; what it changes is planned and held. */
    Loaded atStart() {
        return load(node);
    }

    /** The file, read anew. @throws DirectoryControl.InvalidMapping with every fault; nothing has changed then */
    Loaded reload(String actor) {
        return load(actor);
    }

    private Loaded load(String by) {
        String content = file.get();
        MappingResult.Valid valid = valid(content, name);
        List<String> faults = states.load()
                .shape()
                .map(shape -> MappingShape.incompatible(shape, valid.mapping()))
                .orElse(List.of());
        if (!faults.isEmpty()) {
            throw new DirectoryControl.InvalidMapping(
                    faults.stream().map(fault -> name + ": " + fault).toList());
        }
        shared.putInForce(valid.mapping().hash(), name, content, by);
        return inForce();
    }

    /** What is in force. @throws DirectoryControl.InvalidMapping where this version cannot read it */
    Loaded inForce() {
        Shared.MappingText text =
                shared.mapping().orElseThrow(() -> new IllegalStateException("no mapping is in force"));
        MappingResult.Valid valid = valid(text.content(), text.name());
        return new Loaded(text.sequence(), valid.mapping(), valid.warnings());
    }

    private static MappingResult.Valid valid(String content, String name) {
        MappingResult result = MappingReader.read(content, name);
        if (result instanceof MappingResult.Valid valid) {
            return valid;
        }
        throw new DirectoryControl.InvalidMapping(((MappingResult.Faulty) result)
                .faults().stream().map(Fault::toString).toList());
    }
}
