package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.directory.Directory;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.Ownership;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The member that a new group needs where the live schema demands one (groupOfNames of RFC 4519 on OpenLDAP; 389 DS does not). */
final class Placeholders {
    private final Directory directory;

    Placeholders(Directory directory) {
        this.directory = directory;
    }

    /** The entry with its placeholder, set when it is created and never again. */
    DesiredEntry with(DesiredEntry entry) {
        if (!(entry.rule() instanceof GroupRule rule)
                || rule.members().placeholder().isEmpty()
                || !demanded(rule)) {
            return entry;
        }
        Map<String, DesiredValues> attributes = new LinkedHashMap<>(entry.attributes());
        attributes.put(
                rule.members().attribute(),
                new DesiredValues(List.of(rule.members().placeholder().get().toString()), Ownership.INITIAL));
        return new DesiredEntry(
                entry.resource(),
                entry.rule(),
                entry.dn(),
                attributes,
                entry.stamp(),
                entry.standing(),
                entry.leaves(),
                entry.pending());
    }

    private boolean demanded(GroupRule rule) {
        Schema schema = directory.schema();
        return schema != null && rule.objectClasses().stream().anyMatch(name -> demands(schema, name, rule));
    }

    private static boolean demands(Schema schema, String objectClass, GroupRule rule) {
        ObjectClassDefinition definition = schema.getObjectClass(objectClass);
        return definition != null
                && definition.getRequiredAttributes(schema, true).stream()
                        .anyMatch(attribute -> Arrays.stream(attribute.getNames())
                                .anyMatch(rule.members().attribute()::equalsIgnoreCase));
    }
}
