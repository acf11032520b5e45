package io.isthmus.store;

import io.isthmus.journal.Resources.Place;
import io.isthmus.journal.Resources.Search;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where pages of searches ended, for the next page of the same search; the least recently used ones are forgotten. */
final class PagePlaces {
    private static final int KEPT = 2000;

    private record Start(Search search, long index) {}

    private final Map<Start, Place> places = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Start, Place> eldest) {
            return size() > KEPT;
        }
    };

    /** The place after which the page at this index begins. */
    synchronized Optional<Place> before(Search search, long startIndex) {
        return Optional.ofNullable(places.get(new Start(search, startIndex)));
    }

    synchronized void remember(Search search, long startIndex, Place place) {
        places.put(new Start(search, startIndex), place);
    }
}
