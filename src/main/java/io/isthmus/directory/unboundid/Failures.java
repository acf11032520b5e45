package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.isthmus.directory.ChangeResult;
import io.isthmus.directory.DirectoryFailure;
import io.isthmus.directory.DirectoryFailure.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Result codes as error classes (reconciliation.md, rule 30; RFC 4511 appendix A). */
final class Failures {
    private static final Map<ResultCode, Kind> KINDS = Map.ofEntries(
            Map.entry(ResultCode.BUSY, Kind.UNAVAILABLE),
            Map.entry(ResultCode.UNAVAILABLE, Kind.UNAVAILABLE),
            Map.entry(ResultCode.SERVER_DOWN, Kind.UNAVAILABLE),
            Map.entry(ResultCode.CONNECT_ERROR, Kind.UNAVAILABLE),
            Map.entry(ResultCode.NO_MEMORY, Kind.UNAVAILABLE),
            Map.entry(ResultCode.TIMEOUT, Kind.UNKNOWN),
            Map.entry(ResultCode.LOCAL_ERROR, Kind.UNKNOWN),
            Map.entry(ResultCode.DECODING_ERROR, Kind.UNKNOWN),
            Map.entry(ResultCode.OTHER, Kind.TROUBLED),
            Map.entry(ResultCode.OPERATIONS_ERROR, Kind.TROUBLED),
            Map.entry(ResultCode.NO_SUCH_OBJECT, Kind.CONFLICT),
            Map.entry(ResultCode.ENTRY_ALREADY_EXISTS, Kind.CONFLICT),
            Map.entry(ResultCode.NO_SUCH_ATTRIBUTE, Kind.CONFLICT),
            Map.entry(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS, Kind.CONFLICT),
            Map.entry(ResultCode.ASSERTION_FAILED, Kind.CONFLICT),
            Map.entry(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, Kind.DENIED),
            Map.entry(ResultCode.SIZE_LIMIT_EXCEEDED, Kind.CAPACITY),
            Map.entry(ResultCode.TIME_LIMIT_EXCEEDED, Kind.CAPACITY),
            Map.entry(ResultCode.ADMIN_LIMIT_EXCEEDED, Kind.CAPACITY),
            Map.entry(ResultCode.INVALID_CREDENTIALS, Kind.BIND_REFUSED));

    private static final Pattern WRAPPED = Pattern.compile(
            "(?s)^(.*?):\\s+IOException\\(LDAPException\\(resultCode=[^,]*, errorMessage='.*?:\\s{2,}(.*?)'\\)\\)$");
    private static final Pattern VERSION = Pattern.compile(", ldapSDKVersion=[^,')]*(, revision=\\w*)?");

    private Failures() {}

    static Kind kind(LDAPException failed) {
        // what is not a fault of the connection or of the moment is a fault of the data
        return KINDS.getOrDefault(failed.getResultCode(), Kind.REJECTED);
    }

    /** Whether the server answered, so that the connection is none the worse for it. */
    static boolean answered(LDAPException failed) {
        return failed.getResultCode().isConnectionUsable() || kind(failed) == Kind.TROUBLED;
    }

    static DirectoryFailure of(String attempted, Exception failed) {
        Kind kind = failed instanceof LDAPException ldap ? kind(ldap) : Kind.UNAVAILABLE;
        return new DirectoryFailure(kind, attempted + ": " + message(failed), failed);
    }

    /** @param raise what to do where the server's limits are in the way */
    static DirectoryFailure of(String attempted, LDAPException failed, Optional<String> raise) {
        String advice =
                kind(failed) == Kind.CAPACITY ? raise.map(what -> "; " + what).orElse("") : "";
        return new DirectoryFailure(kind(failed), attempted + ": " + message(failed) + advice, failed);
    }

    static ChangeResult.Failed result(String attempted, LDAPException failed) {
        return new ChangeResult.Failed(
                kind(failed), failed.getResultCode().intValue(), attempted + ": " + message(failed));
    }

    /** @param advice what is known to be wrong */
    static ChangeResult.Failed result(String attempted, LDAPException failed, Optional<String> advice) {
        ChangeResult.Failed result = result(attempted, failed);
        return advice.map(why -> new ChangeResult.Failed(result.kind(), result.code(), result.detail() + "; " + why))
                .orElse(result);
    }

    static String message(Exception failed) {
        if (failed instanceof LDAPException ldap) {
            String diagnostic = ldap.getDiagnosticMessage();
            String words = plain(diagnostic == null || diagnostic.isBlank() ? ldap.getMessage() : diagnostic.strip());
            // the code has a name already
            boolean more = !words.equalsIgnoreCase(ldap.getResultCode().getName());
            return ldap.getResultCode() + (more ? " " + words : "");
        }
        return plain(String.valueOf(failed.getMessage()));
    }

    /** Without what the client library wraps around it: people read this. */
    static String plain(String message) {
        return VERSION.matcher(WRAPPED.matcher(message).replaceFirst("$1: $2")).replaceAll("");
    }
}
