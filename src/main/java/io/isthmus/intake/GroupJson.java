package io.isthmus.intake;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Memberships;
import io.isthmus.journal.Resources.Page;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes groups as JSON, their members one by one as the database gives them. */
final class GroupJson implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final JsonGenerator to;
    private final Memberships memberships;
    private final Pushes.Context context;

    GroupJson(OutputStream output, Memberships memberships, Pushes.Context context) throws IOException {
        this.to = JSON.getFactory().createGenerator(output);
        this.memberships = memberships;
        this.context = context;
    }

    /** @param first resources that are rendered already, before the page's groups */
    void list(List<ObjectNode> first, Page page, Optional<Long> startIndex, Optional<String> next) throws IOException {
        ObjectNode head = Rendering.list(page.total(), startIndex, List.of(), next);
        head.put("itemsPerPage", first.size() + page.resources().size());
        to.writeStartObject();
        for (Map.Entry<String, JsonNode> field : head.properties()) {
            if (!field.getKey().equals("Resources")) {
                field(field);
            }
        }
        to.writeArrayFieldStart("Resources");
        for (ObjectNode resource : first) {
            JSON.writeTree(to, resource);
        }
        for (Resource group : page.resources()) {
            group(group);
        }
        to.writeEndArray();
        to.writeEndObject();
    }

    void group(Resource group) throws IOException {
        ObjectNode json = context.projection().apply(Rendering.group(group, context.base()));
        to.writeStartObject();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            field(field);
        }
        if (!context.projection().leavesOut("members")) {
            to.writeArrayFieldStart("members");
            memberships.of(group, this::member);
            to.writeEndArray();
        }
        to.writeEndObject();
    }

    private void member(Memberships.Shown one) {
        try {
            ObjectNode json = Rendering.member(one.member(), one.known(), context.base());
            ObjectNode shown = context.projection().element("members", json);
            if (!shown.isEmpty()) {
                JSON.writeTree(to, shown);
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void field(Map.Entry<String, JsonNode> field) throws IOException {
        to.writeFieldName(field.getKey());
        JSON.writeTree(to, field.getValue());
    }

    @Override
    public void close() throws IOException {
        to.close();
    }
}
