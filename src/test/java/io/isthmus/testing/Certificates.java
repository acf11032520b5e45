package io.isthmus.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Self-signed certificates for loopback addresses, made with the JDK's keytool. */
public final class Certificates {
    static final char[] PASSWORD = "changeit".toCharArray();

    private Certificates() {}

    /** Writes {@code cert.pem} and {@code key.pem} for 127.0.0.1. */
    public static void make(Path home) throws IOException {
        make(home, "127.0.0.1");
    }

    /** The same for another address. */
    static void make(Path home, String address) throws IOException {
        Path store = home.resolve("store.p12");
        try {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "server",
                            "-keyalg",
                            "RSA",
                            "-keysize",
                            "2048",
                            "-dname",
                            "CN=isthmus tests",
                            "-ext",
                            "san=ip:" + address,
                            "-ext",
                            "bc:c=ca:true",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("keytool.log").toFile())
                    .start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IOException("keytool: " + Files.readString(home.resolve("keytool.log")));
            }
            try (InputStream in = Files.newInputStream(store)) {
                KeyStore keys = KeyStore.getInstance("PKCS12");
                keys.load(in, PASSWORD);
                pem(
                        home.resolve("cert.pem"),
                        "CERTIFICATE",
                        keys.getCertificate("server").getEncoded());
                pem(
                        home.resolve("key.pem"),
                        "PRIVATE KEY",
                        keys.getKey("server", PASSWORD).getEncoded());
                Files.setPosixFilePermissions(home.resolve("key.pem"), PosixFilePermissions.fromString("rw-------"));
            }
        } catch (GeneralSecurityException impossible) {
            throw new IOException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private static void pem(Path file, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }
}
