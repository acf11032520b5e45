package io.isthmus.store;

import io.isthmus.journal.Resources.Place;
import io.isthmus.journal.Resources.Search;
import io.isthmus.journal.Resources.Sort;
import io.isthmus.scim.AttributePath;
import java.util.Optional;

/**
 * The order of a search: by a sort key and then by id, so that no two pages overlap. A resource without the attribute has the
 * greatest key (RFC 7644 section 3.4.2.3).
 *
 * @param key SQL of the sort key
 * @param ascending direction of both
 */
record Order(String key, boolean ascending) {
    private static final String GREATEST = Character.toString(0x10FFFF);
    private static final String NO_KEY = "''";

    static Order of(Search search) {
        return search.sort()
                .map(sort ->
                        new Order("coalesce(" + column(sort) + ", '" + GREATEST + "') collate \"C\"", sort.ascending()))
                .orElse(new Order(NO_KEY, true));
    }

    private static String column(Sort sort) {
        String known =
                switch (sort.path().toString()) {
                    case "id" -> "id";
                    case "userName" -> "user_name_key";
                    case "displayName" -> "display_name_key";
                    case "externalId" -> "external_id";
                    case "meta.created" -> "to_char(created at time zone 'UTC', 'YYYYMMDDHH24MISSUS')";
                    case "meta.lastModified" -> "to_char(last_modified at time zone 'UTC', 'YYYYMMDDHH24MISSUS')";
                    default -> "";
                };
        if (!known.isEmpty()) {
            return known;
        }
        return sort.caseExact() ? document(sort) : "lower(" + document(sort) + ")";
    }

    /** Of a multi-valued attribute the primary element, else the first. */
    private static String document(Sort sort) {
        AttributePath path = sort.path();
        String at =
                "body" + path.schema().map(urn -> "->" + FilterSql.literal(urn)).orElse("");
        String attribute = at + "->" + FilterSql.literal(path.attribute());
        Optional<String> sub = path.subAttribute();
        if (sort.multiValued()) {
            String name = FilterSql.literal(sub.orElse("value"));
            return "coalesce(jsonb_path_query_first(" + attribute + ", '$[*] ? (@.primary == true)')->>" + name + ", "
                    + attribute + "->0->>" + name + ")";
        }
        return sub.map(name -> attribute + "->>" + FilterSql.literal(name))
                .orElse(at + "->>" + FilterSql.literal(path.attribute()));
    }

    String by() {
        String direction = ascending ? "" : " desc";
        return (key.equals(NO_KEY) ? "" : key + direction + ", ") + "id" + direction;
    }

    /** What comes after a place. */
    SqlPart after(Place place) {
        String sign = ascending ? " > " : " < ";
        return key.equals(NO_KEY)
                ? SqlPart.exactly("id" + sign + "?", place.id())
                : SqlPart.exactly("(" + key + ", id)" + sign + "(?, ?)", place.key(), place.id());
    }

    boolean isAfter(Place one, Place other) {
        int keys = bytes(one.key(), other.key());
        int comparison = keys == 0 ? bytes(one.id(), other.id()) : keys;
        return ascending ? comparison > 0 : comparison < 0;
    }

    /** The order of the collation C on UTF-8: by code points. */
    private static int bytes(String one, String other) {
        return java.util.Arrays.compareUnsigned(
                one.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                other.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
