package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.PushResult;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operations of a bulk request, one after the other, what is referred to first. Ids are ours to give, so every
 * {@code bulkId} has its id before the first operation runs: references in circles need no second pass.
 */
@ApplicationScoped
public class Bulk {
    private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
    private static final Pattern PATH = Pattern.compile("/?(Users|Groups)(?:/([^/?]+))?/?");

    private final Pushes pushes;

    Bulk(Pushes pushes) {
        this.pushes = pushes;
    }

    /** The ids given so far, which of them came to nothing, and how far the journal came. */
    private record Ids(Map<String, String> given, Set<String> failed, AtomicLong position) {}

    /** @param position the last journal position of what was stored; 0 when nothing was */
    record Done(ObjectNode answer, long position) {}

    Done run(Pushes.Context context, JsonNode operations, int failOnErrors) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("schemas").add(RESPONSE);
        ArrayNode results = answer.putArray("Operations");
        Ids ids = new Ids(new HashMap<>(), new HashSet<>(), new AtomicLong());
        List<JsonNode> all = new ArrayList<>();
        operations.forEach(all::add);
        List<Integer> order = BulkOrder.of(all);
        BulkOrder.created(all).keySet().forEach(name -> ids.given().put(name, pushes.newId()));
        SortedMap<Integer, ObjectNode> done = new TreeMap<>();
        int errors = 0;
        for (int index : order) {
            ObjectNode result = one(context, all.get(index), ids);
            done.put(index, result);
            errors += result.path("status").asInt() >= 400 ? 1 : 0;
            if (failOnErrors > 0 && errors >= failOnErrors) {
                break;
            }
        }
        done.values().forEach(results::add);
        return new Done(answer, ids.position().get());
    }

    private ObjectNode one(Pushes.Context context, JsonNode operation, Ids ids) {
        String method = member(operation, "method").asText("").toUpperCase(Locale.ROOT);
        String bulkId = member(operation, "bulkId").asText("");
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("method", method);
        if (!bulkId.isEmpty()) {
            result.put("bulkId", bulkId);
        }
        PushResult pushed;
        try {
            pushed = push(context, method, bulkId, operation, ids, result);
        } catch (ScimException refused) {
            pushed = new PushResult.Refused(refused.error());
        }
        if (pushed instanceof PushResult.Stored stored) {
            ids.position().set(stored.position());
            if (method.equals("POST")) {
                // a POST of what was imported has the id that it had
                ids.given().put(bulkId, stored.resource().id());
            }
            result.put(
                    "location",
                    location(
                            context, stored.resource().type(), stored.resource().id()));
            result.put("version", Rendering.version(stored.resource()));
            result.put("status", method.equals("POST") ? "201" : method.equals("DELETE") ? "204" : "200");
            return result;
        }
        if (method.equals("POST")) {
            ids.failed().add(bulkId);
            // there is nothing there (RFC 7644 section 3.7.3)
            result.remove("location");
        }
        ScimError error = pushed instanceof PushResult.Refused refused
                ? refused.error()
                : unavailable((PushResult.Unavailable) pushed);
        result.put("status", Integer.toString(error.status()));
        result.set("response", Rendering.error(error));
        return result;
    }

    private static String location(Pushes.Context context, ResourceType type, String id) {
        return context.base() + type.endpoint() + "/" + id;
    }

    private static ScimError unavailable(PushResult.Unavailable unavailable) {
        return ScimError.of(unavailable.overload() ? 429 : 503, unavailable.detail());
    }

    private PushResult push(
            Pushes.Context context, String method, String bulkId, JsonNode operation, Ids ids, ObjectNode result) {
        Matcher path = PATH.matcher(reference(member(operation, "path").asText(""), ids));
        if (!path.matches()) {
            throw invalid("path has to be /Users, /Groups or one of their resources");
        }
        ResourceType type = path.group(1).equals("Users") ? ResourceType.USER : ResourceType.GROUP;
        WriteScope.require(context.source(), type);
        boolean post = method.equals("POST");
        if (post == (path.group(2) != null)) {
            throw invalid(post ? "a POST is for an endpoint" : method + " needs the path of a resource");
        }
        if (post && bulkId.isEmpty()) {
            throw invalid("a POST needs a bulkId");
        }
        String id = post ? ids.given().get(bulkId) : path.group(2);
        result.put("location", location(context, type, id));
        JsonNode data = BulkReferences.replaced(member(operation, "data"), text -> reference(text, ids));
        Optional<String> version =
                Optional.ofNullable(member(operation, "version").textValue());
        Optional<String> password = pushes.password(context.with(type), data);
        Operation understood =
                switch (method) {
                    case "POST" -> Understanding.create(type, id, data, context.extensions());
                    case "PUT" -> Understanding.replace(type, id, data, version, context.extensions());
                    case "PATCH" -> Understanding.patch(type, id, data, version, context.extensions());
                    case "DELETE" -> new Operation.Delete(id, version);
                    default -> throw invalid("method has to be POST, PUT, PATCH or DELETE");
                };
        return pushes.push(context.with(type), understood, data.toString().length(), password)
                .toCompletableFuture()
                .join();
    }

    private static String reference(String text, Ids ids) {
        return BulkReferences.name(text)
                .map(name -> text.substring(0, text.length() - BulkReferences.PREFIX.length() - name.length())
                        + id(name, ids))
                .orElse(text);
    }

    private static String id(String name, Ids ids) {
        String id = ids.given().get(name);
        if (id == null || ids.failed().contains(name)) {
            throw new ScimException(new ScimError(
                    409, Optional.of("invalidValue"), "there is no resource for a bulkId that is referred to"));
        }
        return id;
    }

    static JsonNode member(JsonNode object, String name) {
        return object.properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static ScimException invalid(String detail) {
        return new ScimException(ScimError.badRequest("invalidValue", detail));
    }
}
