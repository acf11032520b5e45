package io.isthmus.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes LDIF files into a server, entries and changes alike. */
final class Fixture {
    private Fixture() {}

    static void load(Path ldif, LDAPConnection to) {
        try (LDIFReader reader = new LDIFReader(ldif.toFile())) {
            for (var change = reader.readChangeRecord(true); change != null; change = reader.readChangeRecord(true)) {
                change.processChange(to);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (LDIFException | LDAPException refused) {
            throw new IllegalStateException(ldif.getFileName() + " was refused", refused);
        }
    }
}
