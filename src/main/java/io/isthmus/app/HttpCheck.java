package io.isthmus.app;

import io.smallrye.config.SmallRyeConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Whether we may listen where {@code http} says, and whether links and proxies are what they have to be. */
final class HttpCheck {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
    private static final Set<String> TLS = Set.of(
            "quarkus.http.ssl.certificate.files",
            "quarkus.http.ssl.certificate.key-store-file",
            "quarkus.http.tls-configuration-name");

    private HttpCheck() {}

    /** Each names its key and what to write. */
    static List<String> faults(Settings.Http http, SmallRyeConfig config) {
        List<String> faults = new ArrayList<>();
        if (!LOOPBACK.contains(http.host()) && !hasTls(config) && !http.allowPlaintext()) {
            faults.add("isthmus.http.host " + http.host()
                    + " is reachable from elsewhere without TLS; set quarkus.http.ssl.certificate.files and .key-files, or"
                    + " isthmus.http.allow-plaintext: true behind a proxy that has TLS");
        }
        http.publicUrl()
                .filter(url -> !url.isBlank() && !isWeb(url))
                .ifPresent(url -> faults.add(
                        "isthmus.http.public-url is \"" + url + "\"; write a URL like https://isthmus.example.com"));
        http.trustedProxies().orElse(List.of()).stream()
                .filter(proxy -> !proxy.matches("[0-9]+(\\.[0-9]+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"))
                .forEach(proxy -> faults.add("isthmus.http.trusted-proxies names \"" + proxy
                        + "\"; write the IP address of each proxy, like 10.0.0.5"));
        return faults;
    }

    /** Whether the port without TLS would take tokens from elsewhere that nobody has allowed it to. */
    static boolean closesPlaintext(Settings.Http http, SmallRyeConfig config) {
        return !LOOPBACK.contains(http.host())
                && !http.allowPlaintext()
                && hasTls(config)
                && config.getConfigValue("quarkus.http.insecure-requests").getValue() == null;
    }

    private static boolean hasTls(SmallRyeConfig config) {
        return TLS.stream()
                        .anyMatch(key -> Optional.ofNullable(
                                        config.getConfigValue(key).getValue())
                                .filter(value -> !value.isBlank())
                                .isPresent())
                || StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                        .anyMatch(name -> name.startsWith("quarkus.tls.key-store."));
    }

    private static boolean isWeb(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && Set.of("http", "https").contains(String.valueOf(uri.getScheme()));
        } catch (IllegalArgumentException wrong) {
            return false;
        }
    }
}
