package io.isthmus.testing;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.schema.Schema;
import java.util.Arrays;

/** The in-memory server's schema as RFC 4519 has it and OpenLDAP too: groups have a member at least. */
public final class StrictSchema {
    private StrictSchema() {}

    public static Schema get() throws LDAPException {
        Entry entry = Schema.getDefaultStandardSchema().getSchemaEntry().duplicate();
        String[] classes = Arrays.stream(entry.getAttributeValues("objectClasses"))
                .map(text -> text.contains("'groupOfNames'") ? withMember(text, "member") : text)
                .map(text -> text.contains("'groupOfUniqueNames'") ? withMember(text, "uniqueMember") : text)
                .toArray(String[]::new);
        entry.setAttribute("objectClasses", classes);
        return new Schema(entry);
    }

    private static String withMember(String definition, String member) {
        if (definition.contains("MUST ( " + member)) {
            return definition;
        }
        return definition
                .replaceFirst("MUST cn", "MUST ( cn \\$ " + member + " )")
                .replaceFirst("MAY \\( " + member + " \\$ ", "MAY ( ");
    }
}
