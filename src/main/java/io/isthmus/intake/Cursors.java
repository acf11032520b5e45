package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.access.CursorSigner;
import io.isthmus.journal.Resources.Place;
import io.isthmus.journal.Resources.Search;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Cursors (RFC 9865): opaque, signed, and bound to the query that they continue. */
@ApplicationScoped
public class Cursors {
    private static final int SIGNATURE = 16;
    private final CursorSigner signer;

    Cursors(CursorSigner signer) {
        this.signer = signer;
    }

    String of(Search search, Place place) {
        byte[] payload = ScimResponses.bytes(
                JsonNodeFactory.instance.arrayNode().add(place.key()).add(place.id()));
        byte[] signed = Arrays.copyOf(signature(search, payload), SIGNATURE + payload.length);
        System.arraycopy(payload, 0, signed, SIGNATURE, payload.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    }

    /** Empty for the empty cursor, which asks for the first page. @throws ScimException 400 invalidCursor */
    Optional<Place> place(Search search, String cursor) {
        if (cursor.isBlank()) {
            return Optional.empty();
        }
        try {
            byte[] signed = Base64.getUrlDecoder().decode(cursor.strip());
            byte[] payload = Arrays.copyOfRange(signed, Math.min(SIGNATURE, signed.length), signed.length);
            byte[] given = Arrays.copyOf(signed, SIGNATURE);
            if (!MessageDigest.isEqual(given, signature(search, payload))) {
                throw invalid();
            }
            JsonNode place = BodyReader.read(payload);
            return Optional.of(new Place(place.path(0).asText(), place.path(1).asText()));
        } catch (IllegalArgumentException notBase64) {
            throw invalid();
        }
    }

    private byte[] signature(Search search, byte[] payload) {
        byte[] query = search.toString().getBytes(StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOf(query, query.length + 1 + payload.length);
        System.arraycopy(payload, 0, content, query.length + 1, payload.length);
        return Arrays.copyOf(signer.sign(content), SIGNATURE);
    }

    private static ScimException invalid() {
        return new ScimException(ScimError.badRequest(
                "invalidCursor", "the cursor is not one that this query was given; begin again without one"));
    }
}
