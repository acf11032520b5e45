package io.isthmus.mapping;

import java.util.List;

/** What reading a mapping file gave. */
public sealed interface MappingResult {
    /** @param warnings what is accepted and has no effect in this version */
    record Valid(MappingSet mapping, List<String> warnings) implements MappingResult {}

    /** @param faults all of them */
    record Faulty(List<Fault> faults) implements MappingResult {}
}
