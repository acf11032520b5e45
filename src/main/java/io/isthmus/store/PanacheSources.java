package io.isthmus.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.access.Audit;
import io.isthmus.access.Sources;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The connections, as Panache rows. */
@ApplicationScoped
public class PanacheSources implements Sources {
    private final Audit audit;
    private final DataSource database;
    private final Clock clock;

    PanacheSources(Audit audit, DataSource database, Clock clock) {
        this.audit = audit;
        this.database = database;
        this.clock = clock;
    }

    @Override
    @Transactional
    public void declare(Collection<String> names) {
        for (String name : names) {
            if (SourceRow.findByIdOptional(name).isEmpty()) {
                SourceRow row = new SourceRow();
                row.name = name;
                row.created = clock.instant();
                row.persist();
            }
        }
    }

    @Override
    @Transactional
    public List<Source> list() {
        Map<String, Long> users = new HashMap<>();
        Sql.list(
                database,
                "select source, count(*) from resource where type = 'USER' and deleted is null group by source",
                Sql.none(),
                row -> users.put(row.getString(1), row.getLong(2)));
        return SourceRow.<SourceRow>listAll(Sort.by("name")).stream()
                .map(row -> new Source(
                        row.name, row.paused, Optional.ofNullable(row.lastPush), users.getOrDefault(row.name, 0L), 0))
                .toList();
    }

    @Override
    @Transactional
    public boolean pause(String name, boolean paused, String actor) {
        Optional<SourceRow> row = SourceRow.findByIdOptional(name);
        row.ifPresent(found -> {
            found.paused = paused;
            audit.record(actor, paused ? "source.pause" : "source.resume", name, JsonNodeFactory.instance.objectNode());
        });
        return row.isPresent();
    }
}
