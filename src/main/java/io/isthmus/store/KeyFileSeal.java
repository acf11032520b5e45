package io.isthmus.store;

import io.isthmus.access.PasswordSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/** AES-256-GCM with a key from a file (0600), made when it is first needed; nodes that share a database share the file. */
public final class KeyFileSeal implements PasswordSeal {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY = 32;
    private static final Logger LOG = Logger.getLogger(KeyFileSeal.class);
    private final Path file;
    private final SecureRandom random = new SecureRandom();

    public KeyFileSeal(Path file) {
        this.file = file;
    }

    @Override
    public byte[] seal(String resource, String password) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, resource, nonce, password.getBytes(StandardCharsets.UTF_8));
        byte[] whole = Arrays.copyOf(nonce, NONCE + sealed.length);
        System.arraycopy(sealed, 0, whole, NONCE, sealed.length);
        return whole;
    }

    /** The password again. @throws IllegalStateException with another key, or for another resource */
    String open(String resource, byte[] sealed) {
        byte[] nonce = Arrays.copyOf(sealed, NONCE);
        byte[] content = Arrays.copyOfRange(sealed, NONCE, sealed.length);
        return new String(run(Cipher.DECRYPT_MODE, resource, nonce, content), StandardCharsets.UTF_8);
    }

    private byte[] run(int mode, String resource, byte[] nonce, byte[] content) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(resource.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(content);
        } catch (GeneralSecurityException refused) {
            throw new IllegalStateException("a password of " + resource + " cannot be sealed or opened", refused);
        }
    }

    private synchronized byte[] key() {
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[KEY];
                random.nextBytes(fresh);
                create(fresh);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY) {
                throw new IllegalStateException(file + " is no key of " + KEY + " bytes");
            }
            return key;
        } catch (IOException failed) {
            throw new UncheckedIOException("the key file " + file + " cannot be used", failed);
        }
    }

    private void create(byte[] fresh) throws IOException {
        Path made = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "key",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(made, fresh);
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException another) {
            LOG.debugf("%s was made by another node; its key is the key", file);
        } finally {
            Files.deleteIfExists(made);
        }
    }
}
