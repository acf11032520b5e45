package io.isthmus.mapping;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.scim.Extensions;
import io.isthmus.scim.ImportMark;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceBody;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A mapping turned round: from an entry to the resource of a source that the mapping would make such an entry of. Plain paths are
 * turned round by themselves, of several the first; {@code import} lines say the rest, and come first where both stand. What
 * neither says is left out.
 */
public final class TurnedMapping {
    private final MappingSet mapping;
    private final String source;
    private final Extensions declared;

    /** @param declared extensions of the source: their attributes have the declared types */
    public TurnedMapping(MappingSet mapping, String source, Extensions declared) {
        this.mapping = mapping;
        this.source = source;
        this.declared = declared;
    }

    /** DNs of entries that the resource of an entry would name: the values of references, and members that are DNs. */
    public Set<DN> names(ActualEntry entry) {
        Set<DN> names = new LinkedHashSet<>();
        for (EntryRule rule : rules(entry)) {
            rule.attributes().values().stream()
                    .filter(AttributeRule::reference)
                    .flatMap(attribute -> values(entry, attribute.attribute()).stream())
                    .forEach(value -> dn(value).ifPresent(names::add));
            if (rule instanceof GroupRule group && group.members().as() == MemberRule.As.DN) {
                members(group, entry).forEach(value -> dn(value).ifPresent(names::add));
            }
        }
        return names;
    }

    /** What groups that list names call their members, as an entry has it. */
    public Set<String> uids(ActualEntry entry) {
        Set<String> uids = new LinkedHashSet<>();
        for (EntryRule rule : rules(entry)) {
            if (rule instanceof GroupRule group && group.members().as() == MemberRule.As.UID) {
                uids.addAll(members(group, entry));
            }
        }
        return uids;
    }

    /**
     * The resource of an entry, of the first rule that has both.
     *
     * @param users as far as {@link #names} and {@link #uids} go
     */
    public MadeOfEntry of(ActualEntry entry, EntryUsers users) {
        Optional<MadeOfEntry> nothing = Optional.empty();
        for (EntryRule rule : rules(entry)) {
            MadeOfEntry made = of(rule, entry, users);
            if (!(made instanceof MadeOfEntry.Made resource)) {
                nothing = nothing.or(() -> Optional.of(made));
            } else if (rule.when().map(when -> holds(when, resource)).orElse(true)) {
                return made;
            }
        }
        return nothing.orElseGet(MadeOfEntry.OutOfScope::new);
    }

    /** An entry cannot tell all that a source sends: where a condition lacks something the rule does not have what is made of it. */
    private boolean holds(Condition when, MadeOfEntry.Made made) {
        try {
            return when.holds(resource(made));
        } catch (MappingException undecided) {
            return false;
        }
    }

    private List<EntryRule> rules(ActualEntry entry) {
        List<EntryRule> rules = Stream.<EntryRule>concat(mapping.users().stream(), mapping.groups().stream())
                .filter(rule -> rule.source().map(source::equals).orElse(true))
                .filter(rule -> EntryScope.has(rule, entry))
                .toList();
        return rules.isEmpty() || EntryScope.isProtected(mapping, entry) ? List.of() : rules;
    }

    private MadeOfEntry of(EntryRule rule, ActualEntry entry, EntryUsers users) {
        ResourceType type = rule instanceof GroupRule ? ResourceType.GROUP : ResourceType.USER;
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        rule.imports()
                .forEach((path, template) -> template.of(entry)
                        .ifPresent(text -> ScimPath.parse(path)
                                .ifPresent(place -> place.write(type, List.of(text), body, declared))));
        int unknown = 0;
        for (AttributeRule attribute : rule.attributes().values()) {
            List<String> values = values(entry, attribute.attribute());
            List<String> wanted = attribute.reference() ? referred(values, users) : values;
            unknown += values.size() - wanted.size();
            if (!wanted.isEmpty()) {
                attribute.values().source().ifPresent(place -> place.write(type, wanted, body, declared));
            }
        }
        if (rule instanceof UserRule user) {
            body.put("active", !isInactive(user, entry));
        }
        try {
            ObjectNode marked = ImportMark.on(ResourceBody.understood(type, body, declared));
            if (!(rule instanceof GroupRule group)) {
                return new MadeOfEntry.Made(rule, type, marked, List.of(), unknown);
            }
            List<String> members = members(group, entry);
            List<String> known = members.stream()
                    .flatMap(value -> member(group, value, users).stream())
                    .toList();
            return new MadeOfEntry.Made(
                    rule, type, marked, known.stream().distinct().toList(), unknown + members.size() - known.size());
        } catch (ScimException incomplete) {
            return new MadeOfEntry.Nothing(incomplete.error().detail());
        }
    }

    /** The name of the entry comes first among its values. */
    private static List<String> values(ActualEntry entry, String attribute) {
        List<String> values = new ArrayList<>(entry.attribute(attribute)
                .map(Attribute::getValues)
                .map(Arrays::asList)
                .orElse(List.of()));
        RDN rdn = entry.dn().getRDN();
        for (int i = 0; rdn != null && i < rdn.getAttributeNames().length; i++) {
            String name = rdn.getAttributeValues()[i];
            if (rdn.getAttributeNames()[i].equalsIgnoreCase(attribute) && values.remove(name)) {
                values.add(0, name);
            }
        }
        values.removeIf(String::isEmpty);
        return values;
    }

    private static List<String> referred(List<String> values, EntryUsers users) {
        return values.stream()
                .flatMap(value -> dn(value).flatMap(users::at).stream())
                .toList();
    }

    private static List<String> members(GroupRule rule, ActualEntry entry) {
        Optional<DN> placeholder = rule.members().placeholder();
        return values(entry, rule.members().attribute()).stream()
                .filter(value -> placeholder.isEmpty() || !dn(value).equals(placeholder))
                .toList();
    }

    private static Optional<String> member(GroupRule rule, String value, EntryUsers users) {
        return rule.members().as() == MemberRule.As.UID
                ? users.named(value)
                : dn(value).flatMap(users::at);
    }

    private static Optional<DN> dn(String value) {
        try {
            return Optional.of(new DN(value));
        } catch (LDAPException notADn) {
            return Optional.empty();
        }
    }

    /** Whether the entry looks as the rule would make a deactivated user's look. */
    private static boolean isInactive(UserRule rule, ActualEntry entry) {
        return rule.inactive().stream().map(LifecycleStep::action).anyMatch(action -> {
            if (action instanceof LifecycleStep.Action.DisableBy by) {
                return entry.attribute(by.attribute())
                        .filter(there -> there.hasValue(by.value()))
                        .isPresent();
            }
            return action instanceof LifecycleStep.Action.Disable
                    && entry.attribute(ActualEntry.DISABLED).isPresent();
        });
    }

    private Resource resource(MadeOfEntry.Made made) {
        return new Resource(
                "import", made.type(), source, 1, 0, Instant.EPOCH, Instant.EPOCH, Optional.empty(), made.body());
    }

    /** What stands for a user's entry in groups that list names: its {@code uid}, else what names the entry. */
    public static Optional<String> uid(ActualEntry entry) {
        return entry.attribute("uid")
                .map(Attribute::getValue)
                .or(() -> Optional.ofNullable(entry.dn().getRDN()).map(rdn -> rdn.getAttributeValues()[0]));
    }
}
