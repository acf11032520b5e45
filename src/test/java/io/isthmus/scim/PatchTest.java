package io.isthmus.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class PatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANN = "{'userName':'ann','title':'Buyer','name':{'givenName':'Ann','familyName':'Lee'},"
            + "'emails':[{'value':'a@x','type':'work','primary':true}]}";

    @Test
    void replacesASimpleAttribute() {
        assertThat(patched("[{'op':'replace','path':'title','value':'Chief'}]")
                        .path("title")
                        .asText())
                .isEqualTo("Chief");
    }

    @Test
    void replacesASubAttributeThroughAValuePathAndKeepsThePrimaryMark() {
        JsonNode email = patched("[{'op':'replace','path':'emails[type eq \"work\"].value','value':'b@x'}]")
                .at("/emails/0");
        assertThat(email.path("value").asText()).isEqualTo("b@x");
        assertThat(email.path("primary").asBoolean()).isTrue();
    }

    @Test
    void createsTheElementOfAValuePathThatDoesNotExist() {
        JsonNode phone = patched("[{'op':'add','path':'phoneNumbers[type eq \"mobile\"].value','value':'+1'}]")
                .at("/phoneNumbers/0");
        assertThat(phone.toString()).isEqualTo("{\"type\":\"mobile\",\"value\":\"+1\"}");
    }

    @Test
    void anEmptyStringRemoves() {
        assertThat(patched("[{'op':'replace','path':'title','value':''}]").has("title"))
                .isFalse();
        assertThat(patched("[{'op':'replace','path':'phoneNumbers[type eq \"work\"].value','value':''}]")
                        .has("phoneNumbers"))
                .isFalse();
    }

    @Test
    void takingActiveAwayKeepsTheAccountAsItIs() {
        for (String nothing : new String[] {
            "[{'op':'replace','path':'active','value':''}]",
            "[{'op':'replace','path':'active','value':null}]",
            "[{'op':'replace','path':'active'}]",
            "[{'op':'remove','path':'Active'}]",
            "[{'op':'remove','path':'urn:ietf:params:scim:schemas:core:2.0:User:active'}]",
            "[{'op':'replace','value':{'active':null,'title':'Chief'}}]",
            "[{'op':'replace','path':'active','value':false},{'op':'remove','path':'active'}]"
        }) {
            ObjectNode off = json(ANN).put("active", false);
            assertThat(Patch.apply(ResourceType.USER, "1", off, read(nothing)).path("active"))
                    .as(nothing)
                    .isEqualTo(off.path("active"));
        }
    }

    @Test
    void aNewPrimaryClearsTheOldOne() {
        JsonNode emails = patched(
                        "[{'op':'add','path':'emails','value':[{'value':'c@x','type':'home','primary':true}]}]")
                .path("emails");
        assertThat(emails.at("/0/primary").asBoolean()).isFalse();
        assertThat(emails.at("/1/primary").asBoolean()).isTrue();
    }

    @Test
    void addingAnElementTwiceChangesNothing() {
        assertThat(patched("[{'op':'add','path':'emails','value':[{'value':'a@x','type':'work','primary':true}]}]"))
                .isEqualTo(json(ANN));
    }

    @Test
    void setsAnExtensionAttributeByItsUrn() {
        JsonNode user = patched(
                "[{'op':'add','path':'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department','value':'Ops'}]");
        assertThat(user.at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department")
                        .asText())
                .isEqualTo("Ops");
    }

    @Test
    void refusesAPathThatNamesNothing() {
        assertRefused("[{'op':'replace','path':'shoeSize','value':'42'}]", "invalidPath");
        assertRefused("[{'op':'replace','path':'emails[','value':'42'}]", "invalidPath");
    }

    @Test
    void refusesAnotherIdAndAWrongType() {
        assertRefused("[{'op':'replace','path':'id','value':'other'}]", "mutability");
        assertRefused("[{'op':'replace','path':'title','value':{'a':1}}]", "invalidValue");
        assertRefused("[{'op':'replace','path':'userName','value':''}]", "invalidValue");
    }

    @Test
    void appliesNothingWhenOneOperationFails() {
        ObjectNode before = json(ANN);
        assertThatThrownBy(() -> Patch.apply(
                        ResourceType.USER,
                        "1",
                        before,
                        read("[{'op':'remove','path':'title'},{'op':'remove','path':'nope'}]")))
                .isInstanceOf(ScimException.class);
        assertThat(before).isEqualTo(json(ANN));
    }

    private static void assertRefused(String operations, String type) {
        assertThatThrownBy(() -> patched(operations))
                .isInstanceOfSatisfying(
                        ScimException.class,
                        refused -> assertThat(refused.error().scimType()).contains(type));
    }

    private static ObjectNode patched(String operations) {
        return Patch.apply(ResourceType.USER, "1", json(ANN), read(operations));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) read(text);
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text.replace("'", "\"")
                    .replace("\\\"", "\"")
                    .replaceAll("\\[type eq \"(\\w+)\"\\]", "[type eq \\\\\"$1\\\\\"]"));
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }
}
