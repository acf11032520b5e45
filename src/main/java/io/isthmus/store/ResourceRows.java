package io.isthmus.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.Keys;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of the view and their search keys. */
final class ResourceRows {
    static final String COLUMNS = "id, source, type, version, journal, created, last_modified, deleted, body::text";
    /** which of them the document is */
    static final int DOCUMENT = 9;
    /** A source's resources of one type, as the indexes have it. */
    static final String SCOPE = "source || ' ' || type";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private ResourceRows() {}

    static String scope(String source, ResourceType type) {
        return source + " " + type.name();
    }

    static Resource read(ResultSet row) throws SQLException {
        return read(row, row.getString(DOCUMENT));
    }

    /** @param document what its column holds */
    static Resource read(ResultSet row, String document) throws SQLException {
        return new Resource(
                row.getString(1),
                ResourceType.valueOf(row.getString(3)),
                row.getString(2),
                row.getLong(4),
                row.getLong(5),
                instant(row, 6),
                instant(row, 7),
                Optional.ofNullable(row.getObject(8, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
                (ObjectNode) parse(document));
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the database returned JSON that is none", impossible);
        }
    }

    static String text(JsonNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Optional<String> userNameKey(JsonNode body) {
        return key(body.path("userName"));
    }

    static Optional<String> displayNameKey(JsonNode body) {
        return key(body.path("displayName"));
    }

    private static Optional<String> key(JsonNode value) {
        return value.isTextual() ? Optional.of(Keys.fold(value.textValue())) : Optional.empty();
    }

    static List<String> emailKeys(JsonNode body) {
        List<String> keys = new ArrayList<>();
        for (JsonNode email : body.path("emails")) {
            key(email.path("value")).filter(found -> !keys.contains(found)).ifPresent(keys::add);
        }
        return keys;
    }
}
