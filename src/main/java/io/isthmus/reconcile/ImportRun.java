package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Filter;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.TurnedMapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The imports of one run: takes entries as they are read, a bounded number at a time, and ends with the read. What a complete read
 * has not shown is not shown to its source any more either.
 */
final class ImportRun {
    private static final Logger LOG = Logger.getLogger(ImportRun.class);
    private static final int BATCH = 200;
    /** Members that wait; a large group goes alone. */
    private static final int WEIGHT = 2000;

    private static final int AGAIN = 20;

    private final Imports imports;
    private final String run;
    private final Directory directory;
    private final MappingSet mapping;
    private final List<SourceImport> sources = new ArrayList<>();
    private final List<ActualEntry> batch = new ArrayList<>(BATCH);
    private final Set<Anchor> imported = new HashSet<>();
    private final List<String> memberAttributes;
    private int weight;

    ImportRun(Imports imports, String run, Directory directory, MappingSet mapping) {
        this.imports = imports;
        this.run = run;
        this.directory = directory;
        this.mapping = mapping;
        this.memberAttributes = mapping.groups().stream()
                .map(GroupRule::members)
                .map(members -> members.attribute())
                .distinct()
                .toList();
        imports.journal().ifPresent(this::begin);
    }

    private void begin(io.isthmus.journal.Journal journal) {
        Set<String> names = new java.util.TreeSet<>(imports.sources());
        List<ImportedEntries.Known> known = new ArrayList<>();
        imports.entries().all(known::add);
        known.forEach(one -> names.add(one.source()));
        for (String source : names) {
            TurnedMapping turned = new TurnedMapping(mapping, source, imports.declared(source));
            SourceImport each = new SourceImport(
                    source, imports.sources().contains(source), turned, imports.entries(), journal, run);
            known.stream().filter(one -> one.source().equals(source)).forEach(each::known);
            sources.add(each);
        }
    }

    /** An entry that no link names. */
    void take(ActualEntry entry) {
        if (sources.isEmpty()) {
            return;
        }
        batch.add(entry);
        for (String attribute : memberAttributes) {
            weight += entry.attribute(attribute).map(found -> found.size()).orElse(0);
        }
        if (batch.size() >= BATCH || weight >= WEIGHT) {
            flush();
        }
    }

    private void flush() {
        List<ActualEntry> some = List.copyOf(batch);
        batch.clear();
        weight = 0;
        sources.forEach(source -> imported.addAll(source.take(some)));
    }

    /** The read was complete. Returns how many entries are shown to some source without being provisioned. */
    long end() {
        flush();
        for (SourceImport source : sources) {
            lookAgain(source);
            source.end();
            LOG.infof("run %s: %s", run, source);
        }
        return imported.size();
    }

    /** What names users that were imported later in the same run is looked at once more. */
    private void lookAgain(SourceImport source) {
        List<Anchor> again = source.again();
        SearchBase everywhere = again.isEmpty() ? null : everywhere();
        for (int from = 0; from < again.size(); from += AGAIN) {
            List<Filter> filters = again.subList(from, Math.min(again.size(), from + AGAIN)).stream()
                    .map(anchor -> directory.anchorFilter(anchor))
                    .toList();
            source.take(directory.find(everywhere, filters));
        }
    }

    private SearchBase everywhere() {
        SearchBase wider = ReadScope.wider(mapping);
        Set<String> attributes = new HashSet<>(wider.attributes());
        attributes.addAll(memberAttributes);
        return new SearchBase(wider.base(), wider.scope(), attributes);
    }
}
