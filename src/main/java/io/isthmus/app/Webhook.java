package io.isthmus.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** POSTs a message as JSON; signed with HMAC-SHA256 over the body where there is a secret. Follows no redirect. */
final class Webhook implements Channel {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI url;
    private final Optional<String> secret;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Webhook(URI url, Optional<String> secret) {
        this.url = url;
        this.secret = secret;
    }

    @Override
    public String name() {
        return "webhook " + url.getHost();
    }

    @Override
    public void send(Message message) throws IOException, InterruptedException, GeneralSecurityException, Refused {
        byte[] body = message.json().toString().getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("User-Agent", "isthmus")
                .header("Isthmus-Event", message.notice().occasion().label())
                .header("Isthmus-Delivery", message.id())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (secret.isPresent()) {
            request.header("Isthmus-Signature", "sha256=" + signature(secret.get(), body));
        }
        int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status == 408 || status == 429 || status >= 500) {
            throw new IOException("answered " + status);
        }
        if (status / 100 != 2) {
            throw new Refused("answered " + status);
        }
    }

    /** In hexadecimal. */
    static String signature(String secret, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }
}
