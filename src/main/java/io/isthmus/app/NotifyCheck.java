package io.isthmus.app;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/** Whether people can be told as {@code notify} says. */
final class NotifyCheck {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private NotifyCheck() {}

    /** Each names its key and what to write. */
    static List<String> faults(Settings.Notify keys, Config config) {
        List<String> faults = new ArrayList<>();
        Optional<String> url = keys.webhookUrl().filter(given -> !given.isBlank());
        Optional<String> secret = keys.webhookSecretFile().filter(given -> !given.isBlank());
        url.flatMap(NotifyCheck::fault).ifPresent(faults::add);
        secret.flatMap(NotifyCheck::unreadable).ifPresent(faults::add);
        if (secret.isPresent() && url.isEmpty()) {
            faults.add("isthmus.notify.webhook-secret-file is set and isthmus.notify.webhook-url is not;"
                    + " write the address to POST to, or leave both out");
        }
        for (String address : keys.mailTo().orElse(List.of())) {
            if (!address.matches("[^\\s@<>,]+@[^\\s@<>,]+")) {
                faults.add("isthmus.notify.mail-to names \"" + address + "\"; write addresses like ops@example.com");
            }
        }
        boolean mails = keys.mailTo().filter(to -> !to.isEmpty()).isPresent();
        if (mails
                && config.getOptionalValue("quarkus.mailer.from", String.class).isEmpty()) {
            faults.add("isthmus.notify.mail-to needs a sender; set quarkus.mailer.from (and quarkus.mailer.host,"
                    + " .port, .username, .password of your mail server)");
        }
        return faults;
    }

    private static Optional<String> fault(String url) {
        try {
            URI uri = URI.create(url);
            boolean https = "https".equals(uri.getScheme());
            boolean http = "http".equals(uri.getScheme());
            if (uri.getHost() == null || !https && !http) {
                return Optional.of("isthmus.notify.webhook-url is \"" + url
                        + "\"; write a URL like https://hooks.example.com/isthmus");
            }
            return https || LOOPBACK.contains(uri.getHost())
                    ? Optional.empty()
                    : Optional.of("isthmus.notify.webhook-url is \"" + url
                            + "\"; write https://, which only addresses of this machine may do without");
        } catch (IllegalArgumentException wrong) {
            return Optional.of("isthmus.notify.webhook-url is \"" + url
                    + "\"; write a URL like https://hooks.example.com/isthmus");
        }
    }

    private static Optional<String> unreadable(String file) {
        try {
            return Files.readString(Path.of(file)).isBlank()
                    ? Optional.of("isthmus.notify.webhook-secret-file: the file " + file
                            + " is empty; write a long random secret into it")
                    : Optional.empty();
        } catch (java.io.IOException | RuntimeException unreadable) {
            return Optional.of("isthmus.notify.webhook-secret-file: the file " + file + " cannot be read");
        }
    }
}
