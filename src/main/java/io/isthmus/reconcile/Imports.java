package io.isthmus.reconcile;

import io.isthmus.directory.Directory;
import io.isthmus.journal.Journal;
import io.isthmus.mapping.MappingSet;
import io.isthmus.scim.Extensions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What imports work with.
 *
 * @param sources whose users and groups are also those that the directory has already ({@code import: true})
 * @param journal takes the imports; without one there are none
 * @param declared extensions of sources; what is imported has the declared types
 */
public record Imports(
        Set<String> sources, ImportedEntries entries, Optional<Journal> journal, Map<String, Extensions> declared) {
    /** Nothing is imported. */
    public static final Imports NONE = new Imports(Set.of(), ImportedEntries.NONE, Optional.empty());

    public Imports {
        sources = Set.copyOf(sources);
        declared = Map.copyOf(declared);
    }

    /** Of sources that declare nothing. */
    public Imports(Set<String> sources, ImportedEntries entries, Optional<Journal> journal) {
        this(sources, entries, journal, Map.of());
    }

    Extensions declared(String source) {
        return declared.getOrDefault(source, Extensions.NONE);
    }

    /** The imports of a run over everything; one that only plans imports nothing. */
    ImportRun begin(RunProgress run, Directory directory, MappingSet mapping) {
        boolean writes = run.kind() != RunRow.Kind.PLAN;
        return new ImportRun(writes ? this : NONE, run.id(), directory, mapping);
    }
}
