package io.isthmus.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An identity provider's connection, as a row. */
@Entity
@Table(name = "source")
public class SourceRow extends PanacheEntityBase {
    @Id
    public String name;

    public boolean paused;

    @Column(updatable = false)
    public Instant created = Instant.EPOCH;

    @Column(name = "last_push")
    public Instant lastPush;
}
