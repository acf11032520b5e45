package io.isthmus.scim;

import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a schema says of an attribute (RFC 7643 section 7).
 *
 * @param subAttributes by lower-case name; empty for a simple attribute
 */
public record AttributeDefinition(
        String name,
        Type type,
        boolean multiValued,
        boolean caseExact,
        boolean required,
        Mutability mutability,
        Map<String, AttributeDefinition> subAttributes) {

    /** The sub-attribute of that name in any case. */
    public Optional<AttributeDefinition> sub(String name) {
        return Optional.ofNullable(subAttributes.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether only the server sets it. */
    public boolean readOnly() {
        return mutability == Mutability.READ_ONLY;
    }

    /** Whether a value, once there, stays. */
    public boolean immutable() {
        return mutability == Mutability.IMMUTABLE;
    }

    static Map<String, AttributeDefinition> byName(
            Collection<com.unboundid.scim2.common.types.AttributeDefinition> definitions) {
        Map<String, AttributeDefinition> byName = new LinkedHashMap<>();
        if (definitions != null) {
            definitions.forEach(given -> byName.put(given.getName().toLowerCase(Locale.ROOT), of(given)));
        }
        return byName;
    }

    private static AttributeDefinition of(com.unboundid.scim2.common.types.AttributeDefinition given) {
        boolean exact = given.isCaseExact() && given.getType() != Type.COMPLEX
                || given.getName().equals("externalId")
                || given.getName().equals("id");
        return new AttributeDefinition(
                given.getName(),
                given.getType(),
                given.isMultiValued(),
                exact,
                given.isRequired(),
                Optional.ofNullable(given.getMutability()).orElse(Mutability.READ_WRITE),
                byName(given.getSubAttributes()));
    }
}
