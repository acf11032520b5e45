package io.isthmus.directory.unboundid;

import com.unboundid.asn1.ASN1Integer;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;

/** Who made an entry, and when. */
final class Authorship {
    private static final String SD_FLAGS = "1.2.840.113556.1.4.801";
    private static final int OWNER = 1;
    private static final int OFFSET_OF_OWNER = 4;
    private static final int SID_HEAD = 8;
    private static final int CLOCK_SECONDS = 2;

    private final LDAPConnection connection;
    private final DN self;

    /** @param self the account that the connection is bound as */
    Authorship(LDAPConnection connection, DN self) {
        this.connection = connection;
        this.self = self;
    }

    /** Whether the server names us as the creator of an entry that was made since then (RFC 4512 section 3.4). */
    boolean oursSince(DN dn, Instant since) throws LDAPException {
        SearchResultEntry entry = connection.getEntry(dn.toString(), "creatorsName", "createTimestamp");
        return entry != null
                && self.equals(entry.getAttributeValueAsDN("creatorsName"))
                && made(entry.getAttributeValueAsDate("createTimestamp"), since);
    }

    /**
     * The same for Active Directory, which tells no creator: who creates an entry owns it, unless they are an administrator
     * (MS-ADTS 6.1.3.4), whose group owns it then and proves nothing.
     */
    boolean ownedSince(DN dn, Instant since) throws LDAPException {
        SearchRequest search = new SearchRequest(
                dn.toString(),
                SearchScope.BASE,
                Filter.createPresenceFilter("objectClass"),
                "nTSecurityDescriptor",
                "whenCreated");
        search.addControl(
                new Control(SD_FLAGS, true, new ASN1OctetString(new ASN1Sequence(new ASN1Integer(OWNER)).encode())));
        SearchResultEntry entry = connection.searchForEntry(search);
        if (entry == null || !made(entry.getAttributeValueAsDate("whenCreated"), since)) {
            return false;
        }
        SearchResultEntry account = connection.getEntry(self.toString(), "objectSid");
        Optional<byte[]> ours = Optional.ofNullable(account).map(there -> there.getAttributeValueBytes("objectSid"));
        return ours.isPresent()
                && Optional.ofNullable(entry.getAttributeValueBytes("nTSecurityDescriptor"))
                        .flatMap(Authorship::owner)
                        .filter(owner -> Arrays.equals(owner, ours.get()))
                        .isPresent();
    }

    private static boolean made(Date created, Instant since) {
        return created != null && !created.toInstant().isBefore(since.minusSeconds(CLOCK_SECONDS));
    }

    /** The SID of the owner in a self-relative security descriptor (MS-DTYP 2.4.6). */
    private static Optional<byte[]> owner(byte[] descriptor) {
        ByteBuffer in = ByteBuffer.wrap(descriptor).order(ByteOrder.LITTLE_ENDIAN);
        if (descriptor.length < OFFSET_OF_OWNER + Integer.BYTES) {
            return Optional.empty();
        }
        int from = in.getInt(OFFSET_OF_OWNER);
        if (from <= 0 || from + SID_HEAD > descriptor.length) {
            return Optional.empty();
        }
        int to = from + SID_HEAD + Integer.BYTES * descriptor[from + 1];
        return to > descriptor.length ? Optional.empty() : Optional.of(Arrays.copyOfRange(descriptor, from, to));
    }
}
