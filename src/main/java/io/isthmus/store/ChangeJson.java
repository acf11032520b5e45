package io.isthmus.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.plan.WholeEntry;
import io.isthmus.scim.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes as JSON and back, without loss. */
final class ChangeJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ChangeJson() {}

    static ObjectNode write(Change change) {
        ObjectNode json = NODES.objectNode()
                .put("type", change.type())
                .put("dn", change.dn().toString());
        About about = change.about();
        json.putObject("about")
                .put("resource", about.resource())
                .put("type", about.type().name())
                .put("source", about.source())
                .put("name", about.name())
                .put("journal", about.journal())
                .put("situation", about.situation().name())
                .put("strong", about.strong())
                .put("note", about.note())
                .put(
                        "rule",
                        about.reasons().isEmpty() ? "" : about.reasons().get(0).rule());
        if (change instanceof Change.AddEntry add) {
            json.put("disabled", add.disabled()).set("attributes", values(add.attributes()));
        } else if (change instanceof Change.ModifyEntry modify) {
            json.put("anchor", modify.anchor().value());
        } else if (change instanceof Change.RenameEntry rename) {
            json.put("anchor", rename.anchor().value())
                    .put("newDn", rename.newDn().toString())
                    .put("kind", rename.kind().name());
            rename.via().ifPresent(via -> json.put("via", via.toString()));
        } else if (change instanceof Change.DeleteEntry delete) {
            json.put("anchor", delete.anchor().value())
                    .put("modified", delete.before().modified())
                    .set("before", values(delete.before().values()));
            json.set("binary", values(delete.before().binary()));
            json.set("lost", list(delete.before().lost()));
        } else if (change instanceof Change.ModifyMembers members) {
            return members(json, members);
        }
        ArrayNode modifications = json.putArray("modifications");
        change.modifications().forEach(part -> {
            ObjectNode one = modifications
                    .addObject()
                    .put("attribute", part.attribute())
                    .put("kind", part.kind().name());
            one.set("delete", list(part.delete()));
            one.set("add", list(part.add()));
        });
        return json;
    }

    static Change read(JsonNode json) {
        About about = about(json.path("about"));
        DN dn = dn(json.path("dn"));
        List<ValueChange> modifications = new ArrayList<>();
        json.path("modifications")
                .forEach(part -> modifications.add(new ValueChange(
                        part.path("attribute").asText(),
                        list(part.path("delete")),
                        list(part.path("add")),
                        ValueChange.Kind.valueOf(part.path("kind").asText()))));
        return switch (json.path("type").asText()) {
            case "add" ->
                new Change.AddEntry(
                        about,
                        dn,
                        values(json.path("attributes")),
                        json.path("disabled").asBoolean());
            case "delete" -> new Change.DeleteEntry(about, anchor(json), dn, whole(json));
            case "rename" ->
                new Change.RenameEntry(
                        about,
                        anchor(json),
                        dn,
                        dn(json.path("newDn")),
                        json.has("via") ? Optional.of(dn(json.path("via"))) : Optional.empty(),
                        modifications,
                        ValueChange.Kind.valueOf(json.path("kind").asText()));
            default ->
                json.has("members")
                        ? members(json, about, dn)
                        : new Change.ModifyEntry(about, anchor(json), dn, modifications);
        };
    }

    private static ObjectNode members(ObjectNode json, Change.ModifyMembers members) {
        members.anchor().ifPresent(anchor -> json.put("anchor", anchor.value()));
        members.placeholder().ifPresent(value -> json.put("placeholder", value));
        json.put("members", members.attribute()).put("empties", members.empties());
        ArrayNode edits = json.putArray("edits");
        members.edits()
                .forEach(edit -> edits.addObject()
                        .put("resource", edit.resource())
                        .put("value", edit.value())
                        .put("add", edit.add())
                        .put("kind", edit.kind().name())
                        .put("leaves", edit.leaves()));
        return json;
    }

    private static Change members(JsonNode json, About about, DN dn) {
        List<MemberEdit> edits = new ArrayList<>();
        json.path("edits")
                .forEach(edit -> edits.add(new MemberEdit(
                        edit.path("resource").asText(),
                        edit.path("value").asText(),
                        edit.path("add").asBoolean(),
                        ValueChange.Kind.valueOf(edit.path("kind").asText()),
                        edit.path("leaves").asBoolean())));
        return new Change.ModifyMembers(
                about,
                json.has("anchor") ? Optional.of(anchor(json)) : Optional.empty(),
                dn,
                json.path("members").asText(),
                edits,
                Optional.ofNullable(json.path("placeholder").textValue()),
                json.path("empties").asBoolean());
    }

    private static WholeEntry whole(JsonNode json) {
        return new WholeEntry(
                values(json.path("before")),
                values(json.path("binary")),
                list(json.path("lost")),
                json.path("modified").asText(""));
    }

    private static About about(JsonNode json) {
        String source = json.path("source").asText();
        long journal = json.path("journal").asLong();
        return new About(
                json.path("resource").asText(),
                ResourceType.valueOf(json.path("type").asText()),
                source,
                json.path("name").asText(),
                journal,
                Situation.valueOf(json.path("situation").asText()),
                List.of(new About.Reason(json.path("rule").asText(), source, journal, "")),
                json.path("strong").asBoolean(),
                json.path("note").asText(""));
    }

    private static Anchor anchor(JsonNode json) {
        return new Anchor(json.path("anchor").asText());
    }

    static DN dn(JsonNode text) {
        return dn(text.asText());
    }

    static DN dn(String text) {
        try {
            return new DN(text);
        } catch (LDAPException impossible) {
            throw new IllegalStateException("the database holds a DN that is none: " + text, impossible);
        }
    }

    static ObjectNode values(Map<String, List<String>> values) {
        ObjectNode json = NODES.objectNode();
        values.forEach((name, list) -> json.set(name, list(list)));
        return json;
    }

    static Map<String, List<String>> values(JsonNode json) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        json.properties().forEach(entry -> values.put(entry.getKey(), list(entry.getValue())));
        return values;
    }

    private static ArrayNode list(List<String> values) {
        ArrayNode json = NODES.arrayNode();
        values.forEach(json::add);
        return json;
    }

    private static List<String> list(JsonNode json) {
        List<String> values = new ArrayList<>();
        json.forEach(value -> values.add(value.asText()));
        return values;
    }
}
