package io.isthmus.directory.unboundid;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.matchingrules.MatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.directory.DirectoryFlavour;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SearchBase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Searches in pages (RFC 2696) on one connection, so that no size limit cuts them short unnoticed. */
final class PagedSearch {
    private static final int PAGE = 1000;
    private static final int FILTERS = 50;

    private PagedSearch() {}

    /**
     * While the entries of one page are delivered, on the calling thread, the next page is under way.
     *
     * @throws LDAPException when any page did not end in success
     */
    static void stream(
            LDAPConnection connection,
            SearchRequest search,
            Schema schema,
            DirectoryFlavour flavour,
            Consumer<ActualEntry> to)
            throws LDAPException {
        Reading reading = new Reading(schema, flavour, to);
        Page page = page(connection, search, flavour, null);
        Optional<ASN1OctetString> cookie = page.cookie();
        if (cookie.isEmpty()) {
            reading.deliver(page);
            return;
        }
        ExecutorService reader = Executors.newSingleThreadExecutor(PagedSearch::thread);
        try {
            while (cookie.isPresent()) {
                ASN1OctetString from = cookie.get();
                Future<Page> next = reader.submit(() -> page(connection, search, flavour, from));
                try {
                    reading.deliver(page);
                } finally {
                    page = resultOf(next);
                }
                cookie = page.cookie();
            }
            reading.deliver(page);
        } finally {
            reader.shutdown();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "directory-reader");
        thread.setDaemon(true);
        return thread;
    }

    private record Page(List<? extends Entry> entries, Optional<ASN1OctetString> cookie) {}

    private static Page page(
            LDAPConnection connection, SearchRequest search, DirectoryFlavour flavour, @Nullable ASN1OctetString from)
            throws LDAPException {
        search.setControls(new SimplePagedResultsControl(PAGE, from, true));
        SearchResult result = connection.search(search);
        Optional<ASN1OctetString> cookie = cookie(result);
        if (!flavour.answersInRanges()) {
            return new Page(result.getSearchEntries(), cookie);
        }
        List<Entry> entries = new ArrayList<>(result.getEntryCount());
        for (SearchResultEntry entry : result.getSearchEntries()) {
            entries.add(RangedValues.whole(connection, entry));
        }
        return new Page(entries, cookie);
    }

    private static Page resultOf(Future<Page> next) throws LDAPException {
        try {
            return next.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof LDAPException ldap) {
                throw ldap;
            }
            throw new LDAPException(ResultCode.LOCAL_ERROR, String.valueOf(failed.getCause()), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            // the page may still be under way: a code after which the connection is not used again
            throw new LDAPException(ResultCode.LOCAL_ERROR, "interrupted while reading", interrupted);
        }
    }

    private static Optional<ASN1OctetString> cookie(SearchResult page) throws LDAPException {
        SimplePagedResultsControl answer = SimplePagedResultsControl.get(page);
        if (answer == null) {
            throw new LDAPException(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, "the server does not answer in pages");
        }
        return answer.moreResultsToReturn() ? Optional.of(answer.getCookie()) : Optional.empty();
    }

    /** Entries that match the scope and any of the filters, some filters a search. */
    static List<ActualEntry> any(
            LDAPConnection connection,
            SearchBase base,
            List<Filter> anyOf,
            String[] attributes,
            Schema schema,
            DirectoryFlavour flavour)
            throws LDAPException {
        List<ActualEntry> found = new ArrayList<>();
        for (int from = 0; from < anyOf.size(); from += FILTERS) {
            List<Filter> some = anyOf.subList(from, Math.min(anyOf.size(), from + FILTERS));
            Filter filter = Filter.createANDFilter(Filter.createORFilter(List.copyOf(some)), base.scope());
            stream(
                    connection,
                    new SearchRequest(base.base().toString(), SearchScope.SUB, filter, attributes),
                    schema,
                    flavour,
                    found::add);
        }
        return found;
    }

    /** Entries as read, made comparable one after the other: what there is to know of an attribute is looked up once. */
    private static final class Reading {
        private final Schema schema;
        private final DirectoryFlavour flavour;
        private final Consumer<ActualEntry> to;
        private final Map<String, Known> attributes = new HashMap<>();

        /** @param key lower-case name, interned: a look-up by such a one compares no characters; @param rule of the live schema */
        private record Known(String key, MatchingRule rule) {}

        Reading(Schema schema, DirectoryFlavour flavour, Consumer<ActualEntry> to) {
            this.schema = schema;
            this.flavour = flavour;
            this.to = to;
        }

        void deliver(Page page) throws LDAPException {
            for (Entry entry : page.entries()) {
                Collection<Attribute> read = entry.getAttributes();
                Map<String, Attribute> comparable = new HashMap<>(2 * read.size());
                for (Attribute attribute : read) {
                    Known known = attributes.computeIfAbsent(attribute.getName(), this::known);
                    comparable.put(
                            known.key(), new Attribute(attribute.getName(), known.rule(), attribute.getRawValues()));
                }
                to.accept(flavour.normalise(entry.getParsedDN(), comparable));
            }
        }

        private Known known(String name) {
            return new Known(
                    name.toLowerCase(Locale.ROOT).intern(), MatchingRule.selectEqualityMatchingRule(name, schema));
        }
    }
}
