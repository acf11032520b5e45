package io.isthmus.app;

import io.isthmus.store.SelfChecks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Puts the parts of the nightly upkeep together. */
@ApplicationScoped
public class UpkeepWiring {
    @Produces
    @Singleton
    SelfChecks selfChecks(DataSource database) {
        return new SelfChecks(database);
    }
}
