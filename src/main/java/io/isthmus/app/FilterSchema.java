package io.isthmus.app;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.mapping.MappingSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What filters ask for that a live schema does not know: such a filter fits no entry, and says nothing about it. */
final class FilterSchema {
    private FilterSchema() {}

    /** Entries that are thought to be protected and are not. */
    static List<Misfit> ofProtected(MappingSet mapping, Schema schema) {
        return mapping.protectedFilters().stream()
                .flatMap(filter -> unknown(filter, schema)
                        .map(name -> new Misfit(
                                "protected",
                                1,
                                "protected",
                                "",
                                "the schema has no attribute type " + name + ", so " + filter + " protects nothing")))
                .toList();
    }

    /** The names of attributes in a filter that the schema does not have. */
    static Stream<String> unknown(Filter filter, Schema schema) {
        return names(filter)
                .filter(name -> EntrySchema.type(schema, name).isEmpty())
                .distinct();
    }

    private static Stream<String> names(Filter filter) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND, Filter.FILTER_TYPE_OR ->
                Stream.of(filter.getComponents()).flatMap(FilterSchema::names);
            case Filter.FILTER_TYPE_NOT -> names(filter.getNOTComponent());
            default -> Optional.ofNullable(filter.getAttributeName()).stream();
        };
    }
}
