package io.isthmus.app;

import io.isthmus.access.Sources;
import io.isthmus.directory.Directory;
import io.isthmus.journal.Memberships;
import io.isthmus.journal.ResourceSearch;
import io.isthmus.journal.Resources;
import io.isthmus.reconcile.DirectoryStates;
import io.isthmus.reconcile.Explaining;
import io.isthmus.reconcile.Explanations;
import io.isthmus.reconcile.History;
import io.isthmus.reconcile.Imports;
import io.isthmus.reconcile.Links;
import io.isthmus.reconcile.ReconcileNode;
import io.isthmus.reconcile.Reconciliation;
import io.isthmus.reconcile.Rulings;
import io.isthmus.reconcile.Runs;
import io.isthmus.store.JdbcHistory;
import io.isthmus.store.JdbcResourceSearch;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import javax.sql.DataSource;

/** Puts the parts of search and explanation together. */
@ApplicationScoped
public class ExplainWiring {
    @Produces
    @Singleton
    ResourceSearch search(DataSource database) {
        return new JdbcResourceSearch(database);
    }

    @Produces
    @Singleton
    History history(DataSource database, Settings settings) {
        return new JdbcHistory(database, settings.directory().name(), Wiring.mayReference(settings));
    }

    @Produces
    @Singleton
    Explaining explaining(
            Directory directory,
            ReconcileNode node,
            Resources resources,
            Memberships members,
            Links links,
            Runs runs,
            History history,
            DirectoryStates states,
            Reconciliation reconciliation,
            Sources sources,
            Imports imports,
            Rulings rulings,
            Clock clock) {
        return () -> new Explanations(
                directory,
                node.mapping(),
                resources,
                members,
                links,
                runs,
                history,
                states,
                reconciliation,
                sources,
                imports,
                rulings,
                clock);
    }
}
