package io.isthmus.app;

import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.directory.Capabilities;
import io.isthmus.mapping.LifecycleStep;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.UserRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Holds a mapping against a live schema: unknown attributes and classes, missing MUSTs, a lock that the server has not. */
final class SchemaCheck {
    private SchemaCheck() {}

    /**
     * What does not fit the schema.
     *
     * @param attribute the mapped attribute that it is about, or empty for the rule
     */
    record Misfit(UserRule rule, String attribute, String message) {
        /** With file and line. */
        String in(String file) {
            return file + ":" + line(file) + ": rule " + rule.name() + ": " + message;
        }

        private int line(String file) {
            Pattern key = Pattern.compile("^\\s*[\"']?" + Pattern.quote(attribute) + "[\"']?\\s*:.*");
            try {
                List<String> lines = Files.readAllLines(Path.of(file));
                for (int i = rule.line() - 1; i < lines.size() && !attribute.isEmpty(); i++) {
                    if (key.matcher(lines.get(i)).matches()) {
                        return i + 1;
                    }
                }
            } catch (IOException unreadable) {
                return rule.line();
            }
            return rule.line();
        }
    }

    static List<Misfit> faults(MappingSet mapping, Schema schema, Capabilities capabilities) {
        List<Misfit> faults = new ArrayList<>();
        for (UserRule rule : mapping.users()) {
            faults.addAll(rule(rule, schema));
            boolean disables = Stream.concat(rule.inactive().stream(), rule.deleted().stream())
                    .anyMatch(step -> step.action() instanceof LifecycleStep.Action.Disable);
            if (disables && !capabilities.canDisable()) {
                faults.add(new Misfit(
                        rule,
                        "",
                        "this server cannot disable accounts (ppolicy: "
                                + capabilities.details().getOrDefault("ppolicy", "no") + ", pwdLockout: "
                                + capabilities.details().getOrDefault("pwdLockout", "no")
                                + "); write disable: {attribute: …, value: …}, or move"));
            }
        }
        return faults;
    }

    private static List<Misfit> rule(UserRule rule, Schema schema) {
        List<Misfit> faults = new ArrayList<>();
        Set<String> allowed = new HashSet<>();
        Set<String> required = new HashSet<>();
        for (String name : rule.objectClasses()) {
            ObjectClassDefinition definition = schema.getObjectClass(name);
            if (definition == null) {
                faults.add(new Misfit(rule, "", "the schema has no object class " + name));
                return faults;
            }
            definition.getRequiredAttributes(schema, true).forEach(must -> required.add(key(must)));
            definition.getOptionalAttributes(schema, true).forEach(may -> allowed.add(key(may)));
        }
        allowed.addAll(required);
        Set<String> mapped = new HashSet<>();
        rule.attributes().keySet().forEach(name -> {
            AttributeTypeDefinition type = schema.getAttributeType(name.split(";", 2)[0]);
            if (type == null) {
                faults.add(new Misfit(rule, name, "the schema has no attribute type " + name));
            } else {
                mapped.add(key(type));
                if (!allowed.contains(key(type))) {
                    faults.add(new Misfit(rule, name, "none of the object classes allows " + name));
                }
            }
        });
        required.stream()
                .filter(must -> !must.equals("objectclass") && !mapped.contains(must))
                .forEach(must ->
                        faults.add(new Misfit(rule, "", "the object classes need " + must + ", which is not mapped")));
        return faults;
    }

    private static String key(AttributeTypeDefinition type) {
        return type.getNameOrOID().toLowerCase(Locale.ROOT);
    }
}
