package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one rule under {@code groups:}. */
final class GroupRuleReader {
    private static final Set<String> KEYS = Set.of("members", "ownership", "shared");
    private static final Set<String> MEMBER_KEYS = Set.of("attribute", "as", "placeholder");
    private static final Set<String> OWNERSHIP_KEYS = Set.of("match", "mode");

    private GroupRuleReader() {}

    /** A rule in any case; it is of use only if no fault was noted. */
    static GroupRule read(Yaml yaml, int number) {
        EntryKeys keys = EntryKeys.read(yaml, KnownPaths.GROUP, KEYS);
        Section section = keys.section();
        List<String> classes = keys.objectClasses();
        return new GroupRule(
                keys.name("groups[" + number + "]"),
                yaml.line(),
                section.text("source"),
                keys.when(),
                keys.base(),
                keys.scope(classes),
                keys.rdn(),
                classes,
                keys.stamp(),
                section.texts("correlate"),
                keys.adopt(),
                section.names("strong"),
                keys.attributes(),
                members(keys),
                ownership(section),
                section.get("deleted").map(LadderReader::ofGroups).orElse(List.of()),
                section.flag("migrate"),
                section.flag("withdraw"),
                section.flag("shared"),
                keys.imports());
    }

    /** A group without members is of no use to anybody who looks groups up in a directory: the key is required. */
    private static MemberRule members(EntryKeys keys) {
        Optional<Yaml> given = keys.section().get("members");
        if (given.isEmpty()) {
            keys.section()
                    .yaml()
                    .fault(
                            "members is missing; write members: { attribute: member, as: dn }, or memberUid and as: uid");
            return new MemberRule("", MemberRule.As.DN, Optional.empty());
        }
        Section section = Section.of(given.get(), MEMBER_KEYS);
        section.require("attribute");
        String attribute = section.text("attribute").orElse("");
        section.get("attribute").ifPresent(key -> checkAttribute(key, attribute, keys));
        MemberRule.As as = section.get("as")
                .flatMap(key -> Scalars.choice(key, MemberRule.As.class))
                .orElse(MemberRule.As.DN);
        Optional<DN> placeholder = section.get("placeholder").flatMap(Scalars::dn);
        if (as == MemberRule.As.UID) {
            section.get("placeholder")
                    .ifPresent(key -> key.fault("a placeholder is a DN, and these members are uids; remove it"));
        }
        return new MemberRule(attribute, as, placeholder);
    }

    private static void checkAttribute(Yaml key, String attribute, EntryKeys keys) {
        if (!AttributeRule.isName(attribute)) {
            key.fault("\"" + attribute + "\" is not the name of an LDAP attribute");
        } else if (keys.maps(attribute)) {
            key.fault("members cannot be mapped as well; remove " + attribute + " from attributes");
        } else if (keys.stamp().filter(attribute::equalsIgnoreCase).isPresent()) {
            key.fault("members cannot stand where the stamp does; name another stamp-attribute");
        }
    }

    private static List<OwnershipRule> ownership(Section section) {
        List<OwnershipRule> rules = new ArrayList<>();
        for (Yaml item : section.get("ownership").map(Yaml::list).orElse(List.of())) {
            Section keys = Section.of(item, OWNERSHIP_KEYS);
            keys.require("match", "mode");
            Optional<DN> match = keys.get("match").flatMap(GroupRuleReader::pattern);
            Optional<Ownership> mode = keys.get("mode").flatMap(GroupRuleReader::mode);
            match.ifPresent(dn -> mode.ifPresent(found -> rules.add(new OwnershipRule(dn, found))));
        }
        return rules;
    }

    private static Optional<DN> pattern(Yaml yaml) {
        String text = yaml.text().orElse("");
        if (!text.isEmpty() && DN.isValidDN(text)) {
            return Scalars.dn(yaml);
        }
        yaml.fault("\"" + text + "\" is not the beginning of a DN; write one like cn=app-*");
        return Optional.empty();
    }

    private static Optional<Ownership> mode(Yaml yaml) {
        String text = yaml.text().orElse("");
        if (text.equalsIgnoreCase("initial")) {
            yaml.fault("has to be enforce or merge; memberships are never only initial");
            return Optional.empty();
        }
        return Scalars.choice(yaml, Ownership.class);
    }
}
