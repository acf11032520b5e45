package io.isthmus.journal;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.scim.ResourceType;
import java.time.Instant;

/** One record of the journal, as stored. {@code outcome} is {@code stored} or {@code unchanged}. */
public record JournalRecord(
        long position,
        Instant at,
        String source,
        String token,
        String request,
        String operation,
        String resource,
        ResourceType type,
        long version,
        JsonNode understood,
        String outcome) {}
