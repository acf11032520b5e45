package io.isthmus.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Candidate;
import io.isthmus.plan.Deviation.Difference;
import io.isthmus.plan.Deviation.Moved;
import io.isthmus.plan.Deviation.Subject;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a deviation no query asks for, as JSON and back. */
final class DeviationJson {
    private DeviationJson() {}

    static String write(Deviation deviation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", deviation.resource().type())
                .put("source", deviation.resource().source())
                .put("name", deviation.resource().name())
                .put("detail", deviation.detail());
        deviation.dn().ifPresent(dn -> json.put("dn", dn));
        deviation.anchor().ifPresent(anchor -> json.put("anchor", anchor));
        deviation.difference().ifPresent(of -> {
            json.put("attribute", of.attribute()).put("kind", of.kind().name());
            json.set("applied", list(of.applied()));
            json.set("desired", list(of.desired()));
            json.set("actual", list(of.actual()));
            if (of.released()) {
                json.put("released", true);
            }
        });
        if (!deviation.candidates().isEmpty()) {
            ArrayNode candidates = json.putArray("candidates");
            deviation
                    .candidates()
                    .forEach(one -> candidates.addObject().put("dn", one.dn()).put("anchor", one.anchor()));
        }
        // what others wrote may hold what the database has no place for
        return ResourceRows.text(json).replace("\\u0000", "\\ufffd");
    }

    static Deviation read(String resource, boolean members, String situation, JsonNode json, Optional<Moved> moved) {
        List<Candidate> candidates = new ArrayList<>();
        json.path("candidates")
                .forEach(one -> candidates.add(new Candidate(
                        one.path("dn").asText(), one.path("anchor").asText())));
        return new Deviation(
                new Subject(
                        resource,
                        json.path("type").asText(),
                        json.path("source").asText(),
                        json.path("name").asText()),
                members,
                Optional.ofNullable(json.path("dn").textValue()),
                Optional.ofNullable(json.path("anchor").textValue()),
                Situation.valueOf(situation),
                json.has("attribute") ? Optional.of(difference(json)) : Optional.empty(),
                json.path("detail").asText(),
                candidates,
                moved);
    }

    private static Difference difference(JsonNode json) {
        return new Difference(
                json.path("attribute").asText(),
                Kind.valueOf(json.path("kind").asText()),
                list(json.path("applied")),
                list(json.path("desired")),
                list(json.path("actual")),
                json.path("released").asBoolean());
    }

    private static ArrayNode list(List<String> values) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        values.forEach(json::add);
        return json;
    }

    private static List<String> list(JsonNode json) {
        List<String> values = new ArrayList<>();
        json.forEach(value -> values.add(value.asText()));
        return values;
    }
}
