package io.isthmus.reconcile;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import io.isthmus.store.JdbcLinks;
import io.isthmus.store.JdbcRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** What happened in a world, for whoever has to find out why a test failed. */
final class Story {
    private final JdbcRuns runs;
    private final JdbcLinks links;
    private final InMemoryDirectoryServer ldap;

    Story(DataSource database, InMemoryDirectoryServer ldap) {
        this.runs = new JdbcRuns(database, "main");
        this.links = new JdbcLinks(database, "main");
        this.ldap = ldap;
    }

    /** All runs, with what they did about one resource. */
    List<String> of(String resource) {
        List<String> history = new ArrayList<>();
        List<RunRow> rows = new ArrayList<>(runs.list(Optional.empty(), Optional.empty(), Optional.empty(), 200));
        Collections.reverse(rows);
        for (RunRow row : rows) {
            history.add("run " + row.status() + " " + row.counts());
            runs.changes(row.id(), change -> {
                if (change.change().about().resource().equals(resource)) {
                    history.add(told(change));
                }
            });
        }
        return history;
    }

    List<String> changes(String run) {
        List<String> changes = new ArrayList<>();
        runs.changes(run, change -> changes.add(told(change)));
        return changes;
    }

    List<String> links() {
        List<String> all = new ArrayList<>();
        links.all(link -> all.add(link.resource() + " " + link.anchor() + " " + link.dn()));
        return all;
    }

    String entries(String base) {
        try {
            return String.join(
                    "\n",
                    ldap
                            .search(base, SearchScope.ONE, "(objectClass=inetOrgPerson)", "*", "+")
                            .getSearchEntries()
                            .stream()
                            .map(Entry::toLDIFString)
                            .toList());
        } catch (LDAPException failed) {
            return failed.getMessage();
        }
    }

    static Set<String> values(Entry entry, String attribute) {
        return entry.hasAttribute(attribute)
                ? Set.copyOf(Arrays.asList(entry.getAttributeValues(attribute)))
                : Set.of();
    }

    private static String told(ChangeRow change) {
        return change.change() + " " + change.outcome() + " " + change.detail();
    }
}
