package io.isthmus.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A declaration that cannot be kept stops the start, with what to write instead. */
class DefinitionJsonTest {
    private static final String IS_NONE = "is no schema: it needs an id that is a URN, and attributes";

    @Test
    void whatIsNoSchemaIsTold() throws Exception {
        assertThat(faults("{}")).containsExactly(IS_NONE);
        assertThat(faults("[]")).containsExactly(IS_NONE);
        assertThat(faults("{\"id\":\"acme\",\"attributes\":[{\"name\":\"a\"}]}"))
                .containsExactly(IS_NONE);
        assertThat(faults("{\"id\":\"urn:a:b\",\"attributes\":[]}")).containsExactly(IS_NONE);
    }

    @Test
    void ourOwnSchemasCannotBeDeclaredAnew() throws Exception {
        for (String urn : List.of(
                "urn:ietf:params:scim:schemas:core:2.0:User",
                "urn:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:User",
                "urn:ietf:params:scim:schemas:core:2.0:User:staff",
                "urn:isthmus:params:scim:schemas:extension:import:1.0")) {
            assertThat(faults("{\"id\":\"" + urn + "\",\"attributes\":[{\"name\":\"a\"}]}"))
                    .containsExactly("declares " + urn + ", which is ours; give the extension a URN of its own");
        }
    }

    @Test
    void everyFaultOfTheAttributesIsToldAtOnce() throws Exception {
        assertThat(attributes("""
                        {"type":"string"}, {"name":"a b"}, {"name":"a"}, {"name":"A"}, {"name":"n","type":"number"},
                        {"name":"m","mutability":"never"}, {"name":"f","required":"yes"}, {"name":"c","type":"complex"},
                        {"name":"s","subAttributes":[{"name":"x"}]}, {"name":"p","returned":"never"},
                        {"name":"d","type":"complex","subAttributes":[{"name":"x","type":"complex"}]}"""))
                .containsExactly(
                        "has an attribute without a name, or with one that is none: \"\"",
                        "has an attribute without a name, or with one that is none: \"a b\"",
                        "declares A twice",
                        "gives n a type that is none; write one of string, boolean, decimal, integer, dateTime,"
                                + " binary, reference, complex",
                        "gives m a mutability that is none; write one of readOnly, readWrite, immutable, writeOnly",
                        "has to say true or false for required of f",
                        "gives c no subAttributes, which a complex attribute needs",
                        "gives s subAttributes, which only a complex attribute has",
                        "hides p (writeOnly, or returned: never); secrets are not kept, leave it out",
                        "has d.x complex inside a complex attribute, which RFC 7643 does not have");
    }

    @Test
    void whatADeclarationDoesNotSayIsFine() throws Exception {
        assertThat(attributes("{\"name\":\"a\"}, {\"name\":\"$ref\",\"type\":\"datetime\"}"))
                .isEmpty();
    }

    private static List<String> attributes(String attributes) throws Exception {
        return faults("{\"id\":\"urn:acme:scim:2.0:Staff\",\"attributes\":[" + attributes + "]}");
    }

    private static List<String> faults(String schema) throws Exception {
        JsonNode read = new ObjectMapper().readTree(schema);
        return DefinitionJson.faults(read);
    }
}
