package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the keys that rules for users and for groups have in common. A rule is complete even after faults, with what does no harm
 * in the place of what is missing, so that other sections can be held against it: all faults are told at once.
 */
record EntryKeys(Section section, KnownPaths known, Map<String, AttributeRule> attributes) {
    private static final Set<String> KEYS = Set.of(
            "name",
            "when",
            "source",
            "base",
            "scope",
            "rdn",
            "object-classes",
            "stamp-attribute",
            "correlate",
            "adopt",
            "strong",
            "attributes",
            "import",
            "deleted",
            "migrate",
            "withdraw");

    /** @param own keys that only this kind of rule has */
    static EntryKeys read(Yaml yaml, KnownPaths known, Set<String> own) {
        Set<String> keys = new HashSet<>(KEYS);
        keys.addAll(own);
        Section section = Section.of(yaml, keys);
        section.require("base", "rdn", "object-classes", "attributes");
        EntryKeys read = new EntryKeys(section, known, attributes(section, known));
        read.checkRdn();
        read.checkStamp();
        read.checkNames("correlate");
        read.checkNames("strong");
        return read;
    }

    String name(String otherwise) {
        return section.text("name").orElse(otherwise);
    }

    /** The root of the tree where there is no valid one. */
    DN base() {
        return section.get("base").flatMap(Scalars::dn).orElse(DN.NULL_DN);
    }

    Optional<Condition> when() {
        return section.get("when").flatMap(Scalars::condition);
    }

    List<String> objectClasses() {
        List<String> classes = section.texts("object-classes");
        if (classes.isEmpty()) {
            section.get("object-classes").ifPresent(key -> key.fault("name at least one object class"));
        }
        return classes;
    }

    /** Entries of the first object class, unless it is said. */
    Filter scope(List<String> classes) {
        return section.get("scope")
                .flatMap(Scalars::filter)
                .orElseGet(() -> classes.isEmpty()
                        ? Filter.createPresenceFilter("objectClass")
                        : Filter.createEqualityFilter("objectClass", classes.get(0)));
    }

    String rdn() {
        return section.get("rdn").flatMap(Yaml::text).orElse("");
    }

    Optional<String> stamp() {
        return section.get("stamp-attribute").flatMap(Yaml::text);
    }

    UserRule.Adopt adopt() {
        return section.get("adopt")
                .flatMap(key -> Scalars.choice(key, UserRule.Adopt.class))
                .orElse(UserRule.Adopt.ASK);
    }

    Map<String, EntryTemplate> imports() {
        return section.get("import").map(key -> ImportReader.read(key, known)).orElse(Map.of());
    }

    boolean maps(String name) {
        return attributes.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    private static Map<String, AttributeRule> attributes(Section section, KnownPaths known) {
        Map<String, AttributeRule> attributes = new LinkedHashMap<>();
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        section.get("attributes").map(Yaml::map).orElse(Map.of()).forEach((name, value) -> {
            if (!seen.add(name)) {
                value.fault("this attribute stands twice, in another case; keep one");
            }
            AttributeReader.read(name, value, known).ifPresent(rule -> attributes.put(name, rule));
        });
        return Collections.unmodifiableMap(attributes);
    }

    private void checkRdn() {
        if (!section.has("rdn") || !section.has("attributes")) {
            return;
        }
        Yaml key = section.keys().get("rdn");
        String rdn = rdn();
        Optional<AttributeRule> rule = attributes.values().stream()
                .filter(attribute -> attribute.attribute().equalsIgnoreCase(rdn))
                .findFirst();
        if (rule.isEmpty()) {
            key.fault("\"" + rdn + "\" is not among the rule's attributes; map it there");
        } else if (rule.get().ownership() != Ownership.ENFORCE) {
            key.fault("the naming attribute has to have ownership enforce");
        }
    }

    private void checkStamp() {
        stamp().ifPresent(name -> {
            Yaml key = section.keys().get("stamp-attribute");
            if (!AttributeRule.isName(name)) {
                key.fault("\"" + name + "\" is not the name of an LDAP attribute");
            } else if (maps(name)) {
                key.fault("the stamp cannot be mapped as well; remove " + name + " from attributes");
            }
        });
    }

    private void checkNames(String key) {
        Collection<String> names = section.texts(key);
        for (String name : names) {
            if (!maps(name) && stamp().filter(name::equalsIgnoreCase).isEmpty()) {
                section.keys().get(key).fault("\"" + name + "\" is neither a mapped attribute nor the stamp");
            }
        }
    }
}
