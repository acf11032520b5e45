package io.isthmus.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the files that the directory's settings name hold what they have to. */
final class FileCheck {
    private FileCheck() {}

    /** Each names its key and what to write. */
    static Stream<String> faults(Settings.DirectoryKeys directory) {
        return Stream.concat(
                directory
                        .bindPasswordFile()
                        .flatMap(FileCheck::password)
                        .map(fault -> "isthmus.directory.bind-password-file: the file " + fault)
                        .stream(),
                directory
                        .caFile()
                        .flatMap(FileCheck::authority)
                        .map(fault -> "isthmus.directory.ca-file: the file " + fault)
                        .stream());
    }

    /** An empty password would bind as nobody (RFC 4513 section 5.1.2). */
    private static Optional<String> password(String file) {
        try {
            return Files.readString(Path.of(file)).isBlank()
                    ? Optional.of(file + " is empty; write the service account's password into it")
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.of(file + " cannot be read");
        }
    }

    private static Optional<String> authority(String file) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            return CertificateFactory.getInstance("X.509")
                            .generateCertificates(pem)
                            .isEmpty()
                    ? Optional.of(noCertificate(file))
                    : Optional.empty();
        } catch (CertificateException garbage) {
            return Optional.of(noCertificate(file));
        } catch (IOException unreadable) {
            return Optional.of(file + " cannot be read");
        }
    }

    private static String noCertificate(String file) {
        return file + " has no certificate; write the authority's into it, as PEM";
    }
}
