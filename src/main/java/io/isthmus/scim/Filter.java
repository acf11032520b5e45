package io.isthmus.scim;

import com.fasterxml.jackson.databind.node.ValueNode;
import java.util.List;
import java.util.Optional;

/** A filter (RFC 7644 section 3.4.2.2) after parsing, attribute names resolved against the schema. */
public sealed interface Filter {
    /** All of them hold. */
    record And(List<Filter> all) implements Filter {
        public And {
            all = List.copyOf(all);
        }
    }

    /** One of them holds. */
    record Or(List<Filter> any) implements Filter {
        public Or {
            any = List.copyOf(any);
        }
    }

    /** It does not hold. */
    record Not(Filter not) implements Filter {}

    /** How an attribute is compared. */
    enum Operator {
        /** equal */
        EQ,
        /** not equal: no value of the attribute is equal */
        NE,
        /** contains */
        CO,
        /** starts with */
        SW,
        /** ends with */
        EW,
        /** greater than */
        GT,
        /** greater than or equal */
        GE,
        /** less than */
        LT,
        /** less than or equal */
        LE
    }

    /**
     * An attribute compared with a value, under the attribute's own case rule and type.
     *
     * @param path attribute and sub-attribute with the schema's spelling, like {@code emails.value},
     *     {@code userName} or {@code urn:…:User:employeeNumber}
     * @param value a string, number or boolean; null only with EQ and NE, where it means unassigned
     * @param definition of the attribute compared; empty for an extension that we do not know
     */
    record Compare(AttributePath path, Operator operator, ValueNode value, Optional<AttributeDefinition> definition)
            implements Filter {
        /** Whether case matters; what no schema says is compared without. */
        public boolean caseExact() {
            return definition.filter(AttributeDefinition::caseExact).isPresent();
        }
    }

    /** An attribute has a value (RFC 7644: not empty, for a complex attribute not an empty node). */
    record Present(AttributePath path) implements Filter {}

    /**
     * An element of a multi-valued complex attribute meets a condition; paths inside are relative to the element.
     * {@code emails[type eq "work"].value eq "x"} is understood as {@code emails[type eq "work" and value eq "x"]}.
     */
    record ValuePath(AttributePath attribute, Filter condition) implements Filter {}
}
