package io.isthmus.testing;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedAddRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedDeleteRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers as Active Directory gives them: values of large attributes in ranges beside an empty one, no more than 1,000 entries
 * without pages, entries named by GUID, no account opened without a password, weak passwords and unknown members refused with 53,
 * members that are there with 68, unknown controls with 12.
 */
public final class ScriptedAnswers extends InMemoryOperationInterceptor {
    private static final int RANGE = 1500;
    private static final int MOST = 1000;
    private static final int ACCOUNT_DISABLE = 2;
    private static final int SHORTEST_PASSWORD = 7;
    private static final Pattern RANGED = Pattern.compile("(?i)member;range=(\\d+)-\\*");
    private static final Pattern GUID = Pattern.compile("(?i)<GUID=([0-9a-f-]{36})>");
    private static final Set<String> UNKNOWN = Set.of("1.3.6.1.1.12", "1.3.6.1.1.13.1", "1.3.6.1.1.13.2");

    private Optional<InMemoryDirectoryServer> server = Optional.empty();
    private volatile Runnable beforeLaterRanges = () -> {};
    private volatile boolean rangesBreak;
    private volatile Optional<String> unavailable = Optional.empty();

    void of(InMemoryDirectoryServer served) {
        this.server = Optional.of(served);
    }

    /** What happens before each range but the first is answered. */
    public void beforeLaterRanges(Runnable what) {
        beforeLaterRanges = what;
    }

    /** Whether later ranges are answered without values. */
    public void rangesBreak(boolean broken) {
        rangesBreak = broken;
    }

    /** Modifications of this attribute find the server unavailable. */
    public void unavailable(Optional<String> attribute) {
        unavailable = attribute;
    }

    private static LDAPException refused(ResultCode code, String why) {
        return new LDAPException(code, why);
    }

    private static void controls(Control... controls) throws LDAPException {
        for (Control control : controls) {
            if (UNKNOWN.contains(control.getOID())) {
                throw refused(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, "00002040: SvcErr");
            }
        }
    }

    private String named(String dn) throws LDAPException {
        Matcher guid = GUID.matcher(dn);
        if (!guid.matches()) {
            return dn;
        }
        byte[] bytes = bytes(guid.group(1));
        for (Entry entry : server.orElseThrow()
                .search(ScriptedActiveDirectory.BASE, SearchScope.SUB, "(objectClass=*)")
                .getSearchEntries()) {
            if (Arrays.equals(bytes, entry.getAttributeValueBytes("objectGUID"))) {
                return entry.getDN();
            }
        }
        throw refused(ResultCode.NO_SUCH_OBJECT, "0000208D: NameErr");
    }

    private static byte[] bytes(String guid) {
        byte[] b = HexFormat.of().parseHex(guid.replace("-", ""));
        return new byte[] {
            b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]
        };
    }

    @Override
    public void processAddRequest(InMemoryInterceptedAddRequest request) throws LDAPException {
        controls(request.getRequest().getControls());
        Entry entry = request.getRequest().toEntry();
        boolean opened =
                entry.hasAttribute("userAccountControl") && !locked(entry.getAttributeValue("userAccountControl"));
        if (opened) {
            throw refused(ResultCode.UNWILLING_TO_PERFORM, "0000052D: SvcErr: DSID-031A124C, problem 5003");
        }
        UUID uuid = UUID.randomUUID();
        byte[] guid = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        entry.addAttribute(new Attribute("objectGUID", guid));
        entry.addAttribute("uSNChanged", "1");
        request.setRequest(new AddRequest(entry));
    }

    private static boolean locked(String control) {
        return (Integer.parseInt(control) & ACCOUNT_DISABLE) != 0;
    }

    @Override
    public void processDeleteRequest(InMemoryInterceptedDeleteRequest request) throws LDAPException {
        request.setRequest(new DeleteRequest(named(request.getRequest().getDN())));
    }

    @Override
    public void processModifyRequest(InMemoryInterceptedModifyRequest request) throws LDAPException {
        controls(request.getRequest().getControls());
        String dn = named(request.getRequest().getDN());
        List<Modification> modifications = request.getRequest().getModifications();
        Entry entry = server.orElseThrow().getEntry(dn);
        if (entry != null) {
            for (Modification modification : modifications) {
                if (unavailable.filter(modification.getAttributeName()::equals).isPresent()) {
                    throw refused(ResultCode.UNAVAILABLE, "00000034: SvcErr");
                }
                check(entry, modification);
            }
        }
        request.setRequest(new ModifyRequest(dn, modifications));
    }

    private static void check(Entry entry, Modification modification) throws LDAPException {
        boolean adds = modification.getModificationType().equals(ModificationType.ADD);
        switch (modification.getAttributeName()) {
            case "unicodePwd" -> password(modification.getValueByteArrays()[0]);
            case "userAccountControl" -> {
                if (adds && !locked(modification.getValues()[0]) && !entry.hasAttribute("unicodePwd")) {
                    throw refused(ResultCode.UNWILLING_TO_PERFORM, "0000052D: SvcErr: DSID-031A12D2, problem 5003");
                }
            }
            case "member" -> {
                for (String value : modification.getValues()) {
                    if (entry.hasAttributeValue("member", value) == adds) {
                        throw adds
                                ? refused(ResultCode.ENTRY_ALREADY_EXISTS, "00000562: UpdErr: DSID-031A1261")
                                : refused(ResultCode.UNWILLING_TO_PERFORM, "00000561: SvcErr: DSID-031A1254");
                    }
                }
            }
            default -> {}
        }
    }

    private static void password(byte[] value) throws LDAPException {
        String text = new String(value, StandardCharsets.UTF_16LE);
        boolean quoted = text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
        if (!quoted || text.length() - 2 < SHORTEST_PASSWORD) {
            throw refused(ResultCode.UNWILLING_TO_PERFORM, "0000052D: SvcErr: DSID-031A12D2, problem 5003");
        }
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
        SearchRequest asked = request.getRequest().duplicate();
        controls(asked.getControls());
        asked.setBaseDN(named(asked.getBaseDN()));
        for (String attribute : asked.getAttributes()) {
            Matcher range = RANGED.matcher(attribute);
            if (range.matches()) {
                int from = Integer.parseInt(range.group(1));
                if (from > 0) {
                    beforeLaterRanges.run();
                }
                request.setProperty("from", from);
                asked.setAttributes("member", "uSNChanged");
            }
        }
        request.setProperty("count", new AtomicInteger());
        request.setRequest(asked);
    }

    private static boolean pages(Control... controls) {
        return Arrays.stream(controls)
                .anyMatch(control -> control.getOID().equals(SimplePagedResultsControl.PAGED_RESULTS_OID));
    }

    @Override
    public void processSearchEntry(InMemoryInterceptedSearchEntry found) {
        int count = ((AtomicInteger) found.getProperty("count")).incrementAndGet();
        if (count > MOST && !pages(found.getRequest().getControls())) {
            found.setSearchEntry(null);
            return;
        }
        Entry entry = found.getSearchEntry();
        int from = found.getProperty("from") instanceof Integer asked ? asked : 0;
        String[] members = entry.getAttributeValues("member");
        boolean ranged = found.getProperty("from") != null;
        if (members == null || members.length <= RANGE && !ranged) {
            return;
        }
        Entry partial = entry.duplicate();
        partial.removeAttribute("member");
        partial.addAttribute(new Attribute("member"));
        int to = Math.min(members.length, from + RANGE);
        String name = "member;range=" + from + "-" + (to == members.length ? "*" : to - 1);
        List<String> values =
                from > 0 && rangesBreak ? List.of() : Arrays.asList(members).subList(Math.min(from, to), to);
        partial.addAttribute(new Attribute(name, values));
        found.setSearchEntry(partial);
    }

    @Override
    public void processSearchResult(InMemoryInterceptedSearchResult result) {
        boolean cut = result.getProperty("count") instanceof AtomicInteger count
                && count.get() > MOST
                && !pages(result.getRequest().getControls());
        if (cut) {
            result.setResult(new LDAPResult(result.getMessageID(), ResultCode.SIZE_LIMIT_EXCEEDED));
        }
    }
}
