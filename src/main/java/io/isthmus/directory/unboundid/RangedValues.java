package io.isthmus.directory.unboundid;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes attributes whole that the server delivers in ranges (MS-ADTS 3.1.1.3.1.3.3): a large group answers
 * {@code member;range=0-1499} beside an empty {@code member}, which is part of it and never all.
 */
final class RangedValues {
    private static final Pattern RANGE = Pattern.compile("(.+);range=(\\d+)-(\\d+|\\*)", Pattern.CASE_INSENSITIVE);
    private static final String CHANGED = "uSNChanged";
    private static final int ATTEMPTS = 3;

    private final LDAPConnection connection;
    private final String dn;

    private RangedValues(LDAPConnection connection, String dn) {
        this.connection = connection;
        this.dn = dn;
    }

    /**
     * The entry with all values of each attribute; the same one where nothing was left out.
     *
     * @throws LDAPException when the rest of an attribute cannot be had
     */
    static Entry whole(LDAPConnection connection, SearchResultEntry entry) throws LDAPException {
        if (!isRanged(entry)) {
            return entry;
        }
        RangedValues rest = new RangedValues(connection, entry.getDN());
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        entry.getAttributes().stream()
                .filter(attribute -> !range(attribute).matches())
                .forEach(attribute -> attributes.put(attribute.getName(), attribute));
        for (Attribute attribute : entry.getAttributes()) {
            Matcher range = range(attribute);
            if (range.matches()) {
                String name = range.group(1);
                attributes.keySet().removeIf(name::equalsIgnoreCase);
                attributes.put(name, rest.all(name));
            }
        }
        return new Entry(entry.getDN(), attributes.values());
    }

    /** Asked of every entry that is read. */
    private static boolean isRanged(SearchResultEntry entry) {
        for (Attribute attribute : entry.getAttributes()) {
            if (attribute.getName().indexOf(';') >= 0 && range(attribute).matches()) {
                return true;
            }
        }
        return false;
    }

    private static Matcher range(Attribute attribute) {
        return RANGE.matcher(attribute.getName());
    }

    /** Read from the beginning, again while somebody changes the entry meanwhile: ranges of two states make no whole. */
    private Attribute all(String name) throws LDAPException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<ASN1OctetString> values = new ArrayList<>();
            if (steady(name, values)) {
                return new Attribute(name, values.toArray(new ASN1OctetString[0]));
            }
        }
        throw incomplete(name, "the entry changes all the while");
    }

    private boolean steady(String name, List<ASN1OctetString> to) throws LDAPException {
        Optional<String> first = Optional.empty();
        for (boolean more = true; more; ) {
            int from = to.size();
            SearchResultEntry part = connection.getEntry(dn, name + ";range=" + from + "-*", CHANGED);
            if (part == null) {
                throw incomplete(name, "the entry is gone");
            }
            String changed = Objects.requireNonNullElse(part.getAttributeValue(CHANGED), "");
            if (first.isPresent() && !first.get().equals(changed)) {
                return false;
            }
            first = Optional.of(changed);
            more = more(name, part, to);
        }
        return true;
    }

    /** Takes the next values; false after the last ones. */
    private boolean more(String name, SearchResultEntry part, List<ASN1OctetString> to) throws LDAPException {
        for (Attribute attribute : part.getAttributes()) {
            Matcher range = range(attribute);
            if (range.matches() && range.group(1).equalsIgnoreCase(name)) {
                boolean continues = range.group(2).equals(Integer.toString(to.size()));
                ASN1OctetString[] values = attribute.getRawValues();
                if (!continues || values.length == 0) {
                    throw incomplete(name, "the server answers " + attribute.getName() + " after " + to.size());
                }
                to.addAll(Arrays.asList(values));
                return !range.group(3).equals("*");
            }
            if (attribute.getName().equalsIgnoreCase(name) && to.isEmpty() && attribute.hasValue()) {
                // it shrank meanwhile, and comes in one piece
                to.addAll(Arrays.asList(attribute.getRawValues()));
                return false;
            }
        }
        if (to.isEmpty()) {
            // it was emptied meanwhile
            return false;
        }
        throw incomplete(name, "the server does not answer with the values after " + to.size());
    }

    private LDAPException incomplete(String name, String why) {
        return new LDAPException(ResultCode.OTHER, name + " of " + dn + " cannot be read to its end: " + why);
    }
}
