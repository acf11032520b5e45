package io.isthmus.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * The style sheet that stands in every page, and the policy that lets the page have it and nothing else: no script, no picture, no
 * frame, no form that leads elsewhere.
 */
record Style(String css, String policy) {
    private static final String FILE = "/pages/style.css";

    static Style load() {
        try (InputStream in = Objects.requireNonNull(Style.class.getResourceAsStream(FILE), FILE)) {
            String css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(css.getBytes(StandardCharsets.UTF_8));
            String hash = Base64.getEncoder().encodeToString(digest);
            return new Style(
                    css,
                    "default-src 'none'; style-src 'sha256-" + hash
                            + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
