package io.isthmus.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.access.Audit;
import io.isthmus.access.PausedBySetting;
import io.isthmus.access.Sources;
import io.isthmus.scim.ResourceType;
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
    private final PausedBySetting paused;

    PanacheSources(Audit audit, DataSource database, Clock clock, PausedBySetting paused) {
        this.audit = audit;
        this.database = database;
        this.clock = clock;
        this.paused = paused;
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
        Map<String, Long> live = new HashMap<>();
        Sql.list(
                database,
                "select scope, live from resource_count",
                Sql.none(),
                row -> live.put(row.getString(1), row.getLong(2)));
        return SourceRow.<SourceRow>listAll(Sort.by("name")).stream()
                .map(row -> new Source(
                        row.name,
                        row.paused || paused.has(row.name),
                        Optional.ofNullable(row.lastPush),
                        live.getOrDefault(ResourceRows.scope(row.name, ResourceType.USER), 0L),
                        live.getOrDefault(ResourceRows.scope(row.name, ResourceType.GROUP), 0L)))
                .toList();
    }

    /** Not in a transaction of the container: the audit trail takes one of its own, whose rows are chained in commit order. */
    @Override
    public boolean pause(String name, boolean paused, String actor) {
        int found = Sql.update(database, "update source set paused = ? where name = ?", statement -> {
            statement.setBoolean(1, paused);
            statement.setString(2, name);
        });
        if (found > 0) {
            audit.record(actor, paused ? "source.pause" : "source.resume", name, JsonNodeFactory.instance.objectNode());
        }
        return found > 0;
    }
}
