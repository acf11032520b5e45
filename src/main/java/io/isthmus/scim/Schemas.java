package io.isthmus.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import com.unboundid.scim2.common.types.EnterpriseUserExtension;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.SchemaResource;
import com.unboundid.scim2.common.types.UserResource;
import com.unboundid.scim2.common.utils.JsonUtils;
import com.unboundid.scim2.common.utils.SchemaUtils;
import java.beans.IntrospectionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The schemas of RFC 7643 as we keep them: what is served at {@code /Schemas} is what names and filters are resolved against. */
public final class Schemas {
    public static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    public static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

    private static final Map<String, JsonNode> JSON = new LinkedHashMap<>();
    private static final Map<ResourceType, Map<String, AttributeDefinition>> CORE = Map.of(
            ResourceType.USER, withCommon(load(UserResource.class)),
            ResourceType.GROUP, withCommon(load(GroupResource.class)));
    private static final Map<String, AttributeDefinition> ENTERPRISE_ATTRIBUTES = load(EnterpriseUserExtension.class);

    private Schemas() {}

    /** A resolved name: the path in the schema's spelling, and its definition if its schema is known to us. */
    public record Resolved(AttributePath path, Optional<AttributeDefinition> definition) {}

    /** All schema definitions, as served at {@code /Schemas}; not to be changed. */
    public static List<JsonNode> list() {
        return List.copyOf(JSON.values());
    }

    public static Optional<JsonNode> byId(String urn) {
        return Optional.ofNullable(JSON.get(urn.toLowerCase(Locale.ROOT)));
    }

    /** A top-level attribute of a resource of that type, in any case. */
    public static Optional<AttributeDefinition> core(ResourceType type, String name) {
        return Optional.ofNullable(CORE.get(type).get(name.toLowerCase(Locale.ROOT)));
    }

    /** The names of all top-level attributes of that type. */
    public static List<String> names(ResourceType type) {
        return CORE.get(type).values().stream().map(AttributeDefinition::name).toList();
    }

    /** An attribute of the enterprise extension, in any case. */
    public static Optional<AttributeDefinition> enterprise(String name) {
        return Optional.ofNullable(ENTERPRISE_ATTRIBUTES.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Resolves a name against the schemas of a user. */
    public static Optional<Resolved> resolve(String written) {
        return resolve(ResourceType.USER, written);
    }

    /**
     * Resolves {@code attr}, {@code attr.sub} and {@code urn:…:attr.sub} of a resource of that type. An attribute of an extension
     * unknown to us is taken as written; an unknown core or enterprise attribute is empty.
     */
    public static Optional<Resolved> resolve(ResourceType type, String written) {
        if (!written.regionMatches(true, 0, "urn:", 0, 4)) {
            return known(written, CORE.get(type), Optional.empty());
        }
        for (String urn : List.of(type.schema(), ENTERPRISE)) {
            if (isBelow(written, urn)) {
                String rest = written.substring(urn.length() + 1);
                return urn.equals(type.schema())
                        ? known(rest, CORE.get(type), Optional.empty())
                        : known(rest, ENTERPRISE_ATTRIBUTES, Optional.of(ENTERPRISE));
            }
        }
        int colon = written.lastIndexOf(':');
        if (Names.isCoreSchema(type, written) || colon < 5 || colon == written.length() - 1) {
            return Optional.empty();
        }
        String[] names = written.substring(colon + 1).split("\\.", 2);
        Optional<String> sub = names.length == 2 ? Optional.of(names[1]) : Optional.empty();
        return Optional.of(new Resolved(
                new AttributePath(Optional.of(written.substring(0, colon)), names[0], sub), Optional.empty()));
    }

    /**
     * The same, with what a source declares: an attribute of a declared extension is known, and one that its schema does not have
     * is empty.
     */
    public static Optional<Resolved> resolve(ResourceType type, String written, Extensions extensions) {
        Optional<Extension> declared = extensions.about(type, written);
        Optional<String> attribute = declared.flatMap(found -> found.below(written));
        return attribute.isPresent()
                ? known(
                        attribute.get(),
                        declared.get().attributes(),
                        Optional.of(declared.get().urn()))
                : resolve(type, written);
    }

    private static boolean isBelow(String written, String urn) {
        return written.length() > urn.length() + 1
                && written.regionMatches(true, 0, urn, 0, urn.length())
                && written.charAt(urn.length()) == ':';
    }

    /** Whether this URN names an attribute of a schema that we know. */
    public static boolean isAttribute(String written) {
        return written.length() > ENTERPRISE.length()
                && written.regionMatches(true, 0, ENTERPRISE + ":", 0, ENTERPRISE.length() + 1);
    }

    private static Optional<Resolved> known(
            String written, Map<String, AttributeDefinition> attributes, Optional<String> schema) {
        int dot = written.indexOf('.');
        String name = dot < 0 ? written : written.substring(0, dot);
        Optional<AttributeDefinition> attribute = Optional.ofNullable(attributes.get(name.toLowerCase(Locale.ROOT)));
        if (dot < 0 || attribute.isEmpty()) {
            return attribute.map(
                    found -> new Resolved(new AttributePath(schema, found.name(), Optional.empty()), attribute));
        }
        Optional<AttributeDefinition> sub = attribute.get().sub(written.substring(dot + 1));
        return sub.map(found ->
                new Resolved(new AttributePath(schema, attribute.get().name(), Optional.of(found.name())), sub));
    }

    /** What every resource has (RFC 7643 section 3.1). */
    private static Map<String, AttributeDefinition> withCommon(Map<String, AttributeDefinition> attributes) {
        attributes.put("id", common("id", false));
        attributes.put("externalid", common("externalId", false));
        attributes.put("schemas", common("schemas", true));
        Map<String, AttributeDefinition> meta = Map.of(
                "resourcetype", common("resourceType", false),
                "created", moment("created"),
                "lastmodified", moment("lastModified"),
                "location", common("location", false),
                "version", common("version", false));
        attributes.put(
                "meta", new AttributeDefinition("meta", Type.COMPLEX, false, false, false, Mutability.READ_ONLY, meta));
        return attributes;
    }

    private static AttributeDefinition common(String name, boolean multiValued) {
        Mutability mutability = name.equals("externalId") ? Mutability.READ_WRITE : Mutability.READ_ONLY;
        return new AttributeDefinition(name, Type.STRING, multiValued, true, false, mutability, Map.of());
    }

    private static AttributeDefinition moment(String name) {
        return new AttributeDefinition(name, Type.DATETIME, false, true, false, Mutability.READ_ONLY, Map.of());
    }

    private static Map<String, AttributeDefinition> load(Class<?> resource) {
        try {
            ObjectNode json = JsonUtils.valueToNode(SchemaUtils.getSchema(resource));
            SchemaCorrections.apply(json);
            SchemaResource schema = JsonUtils.nodeToValue(json, SchemaResource.class);
            JSON.put(schema.getId().toLowerCase(Locale.ROOT), json);
            return AttributeDefinition.byName(schema.getAttributes());
        } catch (IntrospectionException | JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
