package io.isthmus.mapping;

import io.isthmus.scim.Resource;
import java.time.Instant;

/** Computes desired entries. */
final class DesiredState {
    private DesiredState() {}

    static Desired of(MappingSet mapping, Resource resource, References references, Instant now) {
        throw new MappingException("not written yet");
    }
}
