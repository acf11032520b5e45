package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import io.isthmus.scim.ResourceType;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

/** Which entries of one directory were imported for which source, and what became of them. Every method is one query. */
public interface ImportedEntries {
    /** Nothing was imported. */
    ImportedEntries NONE = new ImportedEntries() {
        @Override
        public String directory() {
            return "";
        }

        @Override
        public void all(Consumer<Known> to) {}

        @Override
        public Map<String, Anchor> origins(Collection<String> resources) {
            return Map.of();
        }

        @Override
        public Map<DN, String> usersAt(String source, Collection<DN> dns) {
            return Map.of();
        }

        @Override
        public Map<String, String> usersNamed(String source, Collection<String> uids) {
            return Map.of();
        }
    };

    /** What has become of an import. */
    enum Standing {
        /** its resource is shown, and its source has not pushed it */
        SHOWN,
        /** its entry was gone when last looked for; the resource comes back with it */
        ENDED,
        /** its source has pushed it, or deleted it: nothing is imported from the entry any more */
        TAKEN
    }

    /**
     * An entry that was imported.
     *
     * @param digest of everything that the last import took from it
     */
    record Known(String source, Anchor anchor, String resource, ResourceType type, Standing standing, String digest) {}

    /** Name of the directory. */
    String directory();

    /** Streams all of them, on one connection. */
    void all(Consumer<Known> to);

    /** Anchors of the entries that some of these resources were imported from. */
    Map<String, Anchor> origins(Collection<String> resources);

    /** Ids of the source's live users, provisioned or imported, whose entries stand at these DNs. */
    Map<DN, String> usersAt(String source, Collection<DN> dns);

    /** Ids of the source's live users that groups which list names call so. */
    Map<String, String> usersNamed(String source, Collection<String> uids);
}
