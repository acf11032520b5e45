package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.mapping.MadeOfEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A short form of all that an import takes from an entry: what has the same one need not be written again. */
final class ImportDigest {
    private static final int BYTES = 16;

    private ImportDigest() {}

    static String of(DN dn, Optional<String> uid, MadeOfEntry.Made made) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, dn.toString());
            add(digest, uid.orElse(""));
            add(digest, made.body().toString());
            made.members().stream().sorted().forEach(member -> add(digest, member));
            return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void add(MessageDigest digest, String part) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
