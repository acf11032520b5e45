package io.isthmus.app;

import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.DITContentRuleDefinition;
import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.mapping.EntryRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a live schema says of the object classes of one rule. */
final class EntrySchema {
    /** attributes that Active Directory gives entries by itself, although their classes demand them */
    private static final Set<String> GIVEN =
            Set.of("instancetype", "objectcategory", "ntsecuritydescriptor", "grouptype");

    private final EntryRule rule;
    private final Schema schema;
    private final List<Misfit> misfits = new ArrayList<>();
    private final Set<String> allowed = new HashSet<>();
    private final Set<String> required = new TreeSet<>();
    private boolean complete = true;

    EntrySchema(EntryRule rule, Schema schema) {
        this.rule = rule;
        this.schema = schema;
        for (String name : rule.objectClasses()) {
            ObjectClassDefinition definition = schema.getObjectClass(name);
            if (definition == null) {
                complete = false;
                misfits.add(Misfit.ofClass(rule, name, "the schema has no object class " + name));
            } else {
                definition.getRequiredAttributes(schema, true).forEach(must -> required.add(key(must)));
                definition.getOptionalAttributes(schema, true).forEach(may -> allowed.add(key(may)));
                Optional.ofNullable(schema.getDITContentRule(name)).ifPresent(this::allow);
            }
        }
        allowed.addAll(required);
        required.remove("objectclass");
        required.removeAll(GIVEN);
    }

    /** What auxiliary classes bring that every entry of the class has (RFC 4512 section 4.1.6). */
    private void allow(DITContentRuleDefinition rule) {
        Stream.of(rule.getRequiredAttributes(), rule.getOptionalAttributes())
                .flatMap(Stream::of)
                .forEach(name -> type(schema, name).ifPresent(type -> allowed.add(key(type))));
    }

    void misfit(String key, String message) {
        misfits.add(Misfit.of(rule, key, message));
    }

    /** What was found so far. */
    List<Misfit> misfits() {
        return List.copyOf(misfits);
    }

    /** Mapped attributes, the stamp, what imports read and what the scope asks for. */
    void checkNames() {
        FilterSchema.unknown(rule.scope(), schema)
                .forEach(name -> misfit("scope", "the schema has no attribute type " + name));
        rule.attributes().keySet().forEach(name -> {
            written(name, name);
            serves(name);
        });
        rule.stampAttribute().ifPresent(name -> known("stamp-attribute", name));
        rule.imports().forEach((path, template) -> template.attributes().forEach(name -> known(path, name)));
    }

    /** An attribute that entries of these classes have to be able to hold. */
    Optional<AttributeTypeDefinition> written(String key, String name) {
        Optional<AttributeTypeDefinition> type = known(key, name);
        if (type.filter(found -> !allows(found)).isPresent()) {
            misfit(key, "none of the object classes allows " + name);
        }
        return type;
    }

    /** An attribute that locks accounts; operational ones stand on entries of any class. */
    void locks(String ladder, String name) {
        if (known(ladder, name)
                .filter(type -> !type.isOperational() && !allows(type))
                .isPresent()) {
            misfit(ladder, "none of the object classes allows " + name);
        }
    }

    private Optional<AttributeTypeDefinition> known(String key, String name) {
        Optional<AttributeTypeDefinition> type = type(schema, name);
        if (type.isEmpty()) {
            misfit(key, "the schema has no attribute type " + name);
        }
        return type;
    }

    /** Where a class is unknown, nobody knows what it allows. */
    boolean allows(AttributeTypeDefinition type) {
        return !complete || allowed.contains(key(type));
    }

    boolean requires(AttributeTypeDefinition type) {
        return required.contains(key(type));
    }

    /** An attribute that every created entry gets. */
    void serves(String name) {
        type(schema, name).ifPresent(type -> required.remove(key(type)));
    }

    void checkRequired() {
        if (complete) {
            required.forEach(must -> misfit("", "the object classes need " + must + ", which is not mapped"));
        }
    }

    static Optional<AttributeTypeDefinition> type(Schema schema, String name) {
        return Optional.ofNullable(schema.getAttributeType(name.split(";", 2)[0]));
    }

    static String key(AttributeTypeDefinition type) {
        return type.getNameOrOID().toLowerCase(java.util.Locale.ROOT);
    }
}
