package io.isthmus.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.plan.Deviation;
import io.isthmus.plan.Deviation.Moved;
import io.isthmus.plan.Deviation.Subject;
import io.isthmus.reconcile.Deviations;
import io.isthmus.reconcile.GroupMembers;
import java.util.List;
import java.util.Locale;

/** The shapes {@code drift} and {@code row} of the contract. */
final class DeviationShapes {
    private DeviationShapes() {}

    static ObjectNode of(Deviations.Row row) {
        Deviation deviation = row.deviation();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("dn", deviation.dn().orElse(null))
                .put("anchor", deviation.anchor().orElse(null));
        resource(json, deviation.resource());
        deviation.difference().ifPresent(of -> {
            json.put("attribute", of.attribute()).put("kind", of.kind().name().toLowerCase(Locale.ROOT));
            json.set("applied", list(of.applied()));
            json.set("desired", list(of.desired()));
            json.set("actual", list(of.actual()));
            json.put("by", deviation.moved().flatMap(Moved::by).orElse(null))
                    .put(
                            "at",
                            deviation.moved().map(last -> last.at().toString()).orElse(null))
                    .put("run", row.run());
        });
        json.put("situation", deviation.situation().label())
                .put("since", row.since().toString())
                .put("detail", deviation.detail());
        if (!deviation.candidates().isEmpty()) {
            ArrayNode candidates = json.putArray("candidates");
            deviation
                    .candidates()
                    .forEach(one -> candidates.addObject().put("dn", one.dn()).put("anchor", one.anchor()));
        }
        return json;
    }

    /** No resource stands for a group that only roles grant. */
    private static void resource(ObjectNode json, Subject of) {
        if (of.id().startsWith(GroupMembers.BY_DN)) {
            json.putNull("resource");
        } else {
            json.putObject("resource")
                    .put("id", of.id())
                    .put("type", of.type())
                    .put("source", of.source())
                    .put("name", of.name());
        }
    }

    private static ArrayNode list(List<String> values) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        values.forEach(json::add);
        return json;
    }
}
