package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one role of the catalogue, keeping where everything stands. */
final class RoleReader {
    private static final Set<String> KEYS = Set.of("role", "match", "grants");
    private static final Set<String> GRANT_KEYS = Set.of("group", "shared", "attribute", "value");

    private RoleReader() {}

    /** A grant and where it stands. */
    record PlacedGrant(Grant grant, Yaml at) {}

    /** A role as read; it is of use only if no fault was noted. */
    record PlacedRole(RoleRule rule, Yaml at, List<Yaml> match, List<PlacedGrant> grants) {}

    /** @param defaultRole name of the role that users have who have no other */
    static PlacedRole read(Yaml yaml, Optional<String> defaultRole) {
        Section section = Section.of(yaml, KEYS);
        section.require("role", "grants");
        String name = section.text("role").orElse("");
        List<Yaml> match = match(section, defaultRole.filter(name::equals).isPresent());
        List<PlacedGrant> grants = new ArrayList<>();
        for (Yaml item : section.get("grants").map(Yaml::list).orElse(List.of())) {
            grant(item).ifPresent(grant -> grants.add(new PlacedGrant(grant, item)));
        }
        List<String> texts =
                match.stream().flatMap(item -> item.text().stream()).toList();
        RoleRule rule = new RoleRule(
                name,
                yaml.line(),
                texts,
                grants.stream().map(PlacedGrant::grant).toList());
        return new PlacedRole(rule, yaml, match, grants);
    }

    /**
     * Without {@code match} a role is selected by its name; the default one only by there being no other, so that it never
     * stands beside another role unless that is written.
     */
    private static List<Yaml> match(Section section, boolean isDefault) {
        Optional<Yaml> given = section.get("match");
        if (given.isEmpty()) {
            return isDefault ? List.of() : section.get("role").stream().toList();
        }
        List<Yaml> match = given.get().list();
        if (match.isEmpty() && !isDefault) {
            given.get()
                    .fault("nothing selects this role; list the values or displays that do, or remove the key:"
                            + " then its name does");
        }
        match.stream()
                .filter(item -> item.text().filter(String::isBlank).isPresent())
                .forEach(item -> item.fault("is blank; write a value or display that selects the role"));
        return match;
    }

    private static Optional<Grant> grant(Yaml yaml) {
        int before = yaml.faults().size();
        Section section = Section.of(yaml, GRANT_KEYS);
        if (yaml.faults().size() > before) {
            return Optional.empty();
        }
        boolean group = section.has("group");
        if (group == section.has("attribute") || group == section.has("value")) {
            yaml.fault("has to be either { group: <dn> } or { attribute: <name>, value: <text> }");
            return Optional.empty();
        }
        return group ? ofGroup(section) : ofValue(section);
    }

    private static Optional<Grant> ofGroup(Section section) {
        boolean shared = section.flag("shared");
        Optional<DN> group = section.get("group").flatMap(Scalars::dn);
        return group.map(dn -> new Grant.OfGroup(dn, shared, section.yaml().line()));
    }

    private static Optional<Grant> ofValue(Section section) {
        Optional<String> attribute = section.text("attribute");
        Optional<String> value = section.text("value");
        section.get("shared").ifPresent(key -> key.fault("only groups are shared; remove it"));
        attribute.ifPresent(name -> {
            if (!AttributeRule.isName(name)) {
                section.keys().get("attribute").fault("\"" + name + "\" is not the name of an LDAP attribute");
            } else if (name.equalsIgnoreCase("objectClass")) {
                section.keys()
                        .get("attribute")
                        .fault("object classes are not granted; add it to the users' object-classes");
            }
        });
        return attribute.flatMap(name ->
                value.map(text -> new Grant.OfValue(name, text, section.yaml().line())));
    }
}
