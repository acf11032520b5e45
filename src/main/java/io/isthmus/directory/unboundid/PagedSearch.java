package io.isthmus.directory.unboundid;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Searches in pages (RFC 2696) on one connection, so that no size limit cuts them short unnoticed. */
final class PagedSearch {
    private static final int PAGE = 1000;
    private static final int FILTERS = 50;

    private PagedSearch() {}

    /** @throws LDAPException when any page did not end in success */
    static void stream(LDAPConnection connection, SearchRequest search, Schema schema, Consumer<Entry> to)
            throws LDAPException {
        ASN1OctetString cookie = null;
        do {
            search.setControls(new SimplePagedResultsControl(PAGE, cookie, true));
            SearchResult page = connection.search(search);
            for (SearchResultEntry entry : page.getSearchEntries()) {
                to.accept(aware(entry, schema));
            }
            SimplePagedResultsControl answer = SimplePagedResultsControl.get(page);
            if (answer == null) {
                throw new LDAPException(
                        ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, "the server does not answer in pages");
            }
            cookie = answer.moreResultsToReturn() ? answer.getCookie() : null;
        } while (cookie != null);
    }

    /** Entries that match the scope and any of the filters, some filters a search. */
    static List<Entry> any(
            LDAPConnection connection, DN base, Filter scope, List<Filter> anyOf, String[] attributes, Schema schema)
            throws LDAPException {
        List<Entry> found = new ArrayList<>();
        for (int from = 0; from < anyOf.size(); from += FILTERS) {
            List<Filter> some = anyOf.subList(from, Math.min(anyOf.size(), from + FILTERS));
            Filter filter = Filter.createANDFilter(Filter.createORFilter(List.copyOf(some)), scope);
            stream(
                    connection,
                    new SearchRequest(base.toString(), SearchScope.SUB, filter, attributes),
                    schema,
                    found::add);
        }
        return found;
    }

    /** The same attributes, each with the matching rule of the live schema. */
    private static Entry aware(SearchResultEntry entry, Schema schema) {
        List<Attribute> attributes = new ArrayList<>();
        for (Attribute attribute : entry.getAttributes()) {
            attributes.add(new Attribute(attribute.getName(), schema, attribute.getRawValues()));
        }
        return new Entry(entry.getDN(), attributes);
    }
}
