package io.isthmus.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which order the operations of a bulk request run: as they were sent, but for a POST that an earlier one refers to, which
 * goes before it. Who refers then knows whether there is something to refer to; in a circle somebody has to be first.
 */
final class BulkOrder {
    private final List<JsonNode> operations;
    private final Map<String, Integer> created;
    private final Set<Integer> begun = new LinkedHashSet<>();
    private final List<Integer> order = new ArrayList<>();

    private BulkOrder(List<JsonNode> operations) {
        this.operations = operations;
        this.created = created(operations);
    }

    /** Their indices. @throws ScimException 400 where a bulkId is given to two resources */
    static List<Integer> of(List<JsonNode> operations) {
        BulkOrder made = new BulkOrder(operations);
        for (int i = 0; i < operations.size(); i++) {
            made.place(i);
        }
        return List.copyOf(made.order);
    }

    /** Which operation makes the resource of a bulkId. @throws ScimException 400 where two of them do */
    static Map<String, Integer> created(List<JsonNode> operations) {
        Map<String, Integer> created = new LinkedHashMap<>();
        for (int i = 0; i < operations.size(); i++) {
            String bulkId = Bulk.member(operations.get(i), "bulkId").asText("");
            boolean post = Bulk.member(operations.get(i), "method").asText("").equalsIgnoreCase("POST");
            if (post && !bulkId.isEmpty() && created.putIfAbsent(bulkId, i) != null) {
                throw new ScimException(ScimError.invalidValue("the bulkId \"" + ScimError.shown(bulkId)
                        + "\" is given twice: nothing of the request was done"));
            }
        }
        return created;
    }

    private void place(int index) {
        if (!begun.add(index)) {
            return;
        }
        targets(operations.get(index)).forEach(this::place);
        order.add(index);
    }

    private Set<Integer> targets(JsonNode operation) {
        Set<Integer> targets = new LinkedHashSet<>();
        note(Bulk.member(operation, "path").asText(""), targets);
        BulkReferences.replaced(Bulk.member(operation, "data"), text -> note(text, targets));
        return targets;
    }

    private String note(String text, Set<Integer> targets) {
        BulkReferences.name(text).map(created::get).ifPresent(targets::add);
        return text;
    }
}
