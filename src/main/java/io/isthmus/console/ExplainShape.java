package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.report.Explanation;
import io.isthmus.report.Explanation.Value;
import io.isthmus.report.Explanation.Written;
import io.isthmus.scim.Resource;
import java.time.Instant;
import java.util.Optional;

/** The JSON of resources that were searched for, and of what explains them (contract: shape {@code explain}). */
final class ExplainShape {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ExplainShape() {}

    static ObjectNode resource(Resource resource) {
        ObjectNode json = head(resource.id(), resource.type().label(), resource.source(), resource.name());
        json.put("displayName", resource.body().path("displayName").textValue())
                .put("externalId", resource.body().path("externalId").textValue())
                .put("active", resource.active())
                .put("deleted", text(resource.deleted()))
                .put("version", resource.version())
                .put("journal", resource.journal())
                .put("lastModified", resource.lastModified().toString());
        return json;
    }

    private static ObjectNode head(String id, String type, String source, String name) {
        return NODES.objectNode()
                .put("id", id)
                .put("type", type)
                .put("source", source)
                .put("name", name);
    }

    static ObjectNode explanation(Explanation explanation) {
        ObjectNode json = NODES.objectNode();
        explanation
                .resource()
                .ifPresentOrElse(found -> json.set("resource", subject(found)), () -> json.putNull("resource"));
        explanation
                .entry()
                .ifPresentOrElse(
                        entry -> json.putObject("entry")
                                .put("dn", entry.dn())
                                .put("anchor", entry.anchor().orElse(null)),
                        () -> json.putNull("entry"));
        ArrayNode values = json.putArray("values");
        explanation.values().forEach(value -> values.add(value(value)));
        ArrayNode pending = json.putArray("pending");
        explanation
                .pending()
                .forEach(one -> pending.addObject()
                        .put("attribute", one.attribute())
                        .put("value", one.value())
                        .put("why", one.why()));
        ArrayNode blocked = json.putArray("blocked");
        explanation
                .blocked()
                .forEach(one -> blocked.addObject()
                        .put("kind", one.kind())
                        .put("why", one.why())
                        .put("waitsFor", one.waitsFor()));
        explanation.notes().forEach(json.putArray("notes")::add);
        return json;
    }

    private static ObjectNode subject(Explanation.Subject subject) {
        return head(subject.id(), subject.type(), subject.source(), subject.name())
                .put("active", subject.active())
                .put("deleted", text(subject.deleted()))
                .put("version", subject.version())
                .put("journal", subject.journal())
                .put("request", subject.request());
    }

    private static ObjectNode value(Value value) {
        ObjectNode json = NODES.objectNode()
                .put("attribute", value.attribute())
                .put("value", value.value())
                .put("state", value.state().label());
        ArrayNode claims = json.putArray("claims");
        value.claims()
                .forEach(claim -> claims.addObject()
                        .put(claim.role() ? "role" : "rule", claim.name())
                        .put("source", claim.source())
                        .put("request", claim.request())
                        .put("journal", claim.journal()));
        Optional<Written> written = value.written();
        return json.put("run", written.map(Written::run).orElse(null))
                .put(
                        "change",
                        written.map(found -> Long.toString(found.change())).orElse(null))
                .put("at", text(written.flatMap(Written::at)))
                .put("operation", written.map(Written::operation).orElse(null))
                .put("dn", written.map(Written::dn).orElse(null));
    }

    private static String text(Optional<Instant> at) {
        return at.map(Instant::toString).orElse(null);
    }
}
