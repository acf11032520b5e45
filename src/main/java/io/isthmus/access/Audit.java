package io.isthmus.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** The audit trail; rows are chained by hash. */
public interface Audit {
    /** Appends a row. {@code detail} never holds a secret. */
    void record(String actor, String action, String target, JsonNode detail);

    /** Rows after a position, oldest first. */
    List<Entry> after(long position, int limit);

    record Entry(long position, Instant at, String actor, String action, String target, JsonNode detail) {}
}
