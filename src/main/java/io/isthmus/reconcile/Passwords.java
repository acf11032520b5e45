package io.isthmus.reconcile;

import io.isthmus.directory.Password;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Passwords that were pushed and wait to be written, one a resource: the newest. They are sealed up to the moment of the write and
 * stand in no plan, run or report.
 */
public interface Passwords {
    /** Where none is ever kept. */
    Passwords NONE = new Passwords() {
        @Override
        public Map<String, String> waiting() {
            return Map.of();
        }

        @Override
        public List<Waiting> of(Collection<String> resources) {
            return List.of();
        }

        @Override
        public void over(Waiting password) {}
    };

    /**
     * One that waits.
     *
     * @param version tells it from one that is pushed later
     */
    record Waiting(String resource, String version, Password password) {
        /** One that was just unsealed. */
        public static Waiting opened(String resource, String version, String secret) {
            return new Waiting(resource, version, Password.of(secret));
        }
    }

    /** The resources that have one, each with its version. */
    Map<String, String> waiting();

    /** Those of these resources, opened. */
    List<Waiting> of(Collection<String> resources);

    /** It is written, or of no use: erased, unless a newer one came meanwhile. */
    void over(Waiting password);
}
