package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one rule under {@code users:}. */
final class UserRuleReader {
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
            "password",
            "import",
            "inactive",
            "deleted",
            "migrate",
            "withdraw");
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");

    private UserRuleReader() {}

    static Optional<UserRule> read(Yaml yaml, int number) {
        Map<String, Yaml> keys = yaml.map(KEYS);
        int before = yaml.faults().size();
        for (String required : List.of("base", "rdn", "object-classes", "attributes")) {
            if (keys.get(required) == null) {
                yaml.fault(required + " is missing");
            }
        }
        Optional<DN> base = get(keys, "base").flatMap(UserRuleReader::dn);
        String rdn = text(keys, "rdn").orElse("");
        List<String> classes = get(keys, "object-classes").map(Yaml::texts).orElse(List.of());
        Optional<String> stamp = text(keys, "stamp-attribute");
        Map<String, AttributeRule> attributes = attributes(keys.get("attributes"));
        List<String> correlate = get(keys, "correlate").map(Yaml::texts).orElse(List.of());
        Set<String> strong =
                new LinkedHashSet<>(get(keys, "strong").map(Yaml::texts).orElse(List.of()));
        checkRdn(keys, rdn, attributes);
        checkNames(keys, "correlate", correlate, attributes, stamp);
        checkNames(keys, "strong", strong, attributes, stamp);
        stamp.filter(name -> has(attributes, name))
                .ifPresent(name -> keys.get("stamp-attribute")
                        .fault("the stamp cannot be mapped as well; remove " + name + " from attributes"));
        if (keys.containsKey("object-classes") && classes.isEmpty()) {
            keys.get("object-classes").fault("name at least one object class");
        }
        Optional<Filter> scope =
                get(keys, "scope").flatMap(UserRuleReader::filter).or(() -> defaultScope(classes));
        Optional<Condition> when = get(keys, "when").flatMap(UserRuleReader::condition);
        UserRule.Adopt adopt = get(keys, "adopt").map(UserRuleReader::adopt).orElse(UserRule.Adopt.ASK);
        List<LifecycleStep> inactive =
                get(keys, "inactive").map(LadderReader::read).orElse(List.of());
        List<LifecycleStep> deleted =
                get(keys, "deleted").map(LadderReader::read).orElse(List.of());
        boolean migrate = text(keys, "migrate").filter("true"::equals).isPresent();
        if (yaml.faults().size() > before || base.isEmpty() || scope.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new UserRule(
                text(keys, "name").orElse("users[" + number + "]"),
                yaml.line(),
                text(keys, "source"),
                when,
                base.get(),
                scope.get(),
                rdn,
                classes,
                stamp,
                correlate,
                adopt,
                strong,
                attributes,
                inactive,
                deleted,
                migrate));
    }

    private static Map<String, AttributeRule> attributes(Yaml yaml) {
        Map<String, AttributeRule> attributes = new LinkedHashMap<>();
        if (yaml != null) {
            yaml.map()
                    .forEach((name, value) ->
                            AttributeReader.read(name, value).ifPresent(rule -> attributes.put(name, rule)));
        }
        return java.util.Collections.unmodifiableMap(attributes);
    }

    private static void checkRdn(Map<String, Yaml> keys, String rdn, Map<String, AttributeRule> attributes) {
        Optional<AttributeRule> rule = attributes.values().stream()
                .filter(attribute -> attribute.attribute().equalsIgnoreCase(rdn))
                .findFirst();
        if (keys.get("rdn") != null && keys.get("attributes") != null && rule.isEmpty()) {
            keys.get("rdn").fault("\"" + rdn + "\" is not among the rule's attributes; map it there");
        }
        rule.filter(attribute -> attribute.ownership() != Ownership.ENFORCE)
                .ifPresent(attribute -> keys.get("rdn").fault("the naming attribute has to have ownership enforce"));
    }

    private static void checkNames(
            Map<String, Yaml> keys,
            String key,
            java.util.Collection<String> names,
            Map<String, AttributeRule> attributes,
            Optional<String> stamp) {
        for (String name : names) {
            if (!has(attributes, name) && stamp.filter(name::equalsIgnoreCase).isEmpty()) {
                keys.get(key).fault("\"" + name + "\" is neither a mapped attribute nor the stamp");
            }
        }
    }

    private static boolean has(Map<String, AttributeRule> attributes, String name) {
        return attributes.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    private static Optional<Yaml> get(Map<String, Yaml> keys, String key) {
        return Optional.ofNullable(keys.get(key));
    }

    private static Optional<String> text(Map<String, Yaml> keys, String key) {
        return get(keys, key).flatMap(Yaml::text);
    }

    static Optional<DN> dn(Yaml yaml) {
        return yaml.text().flatMap(text -> {
            try {
                return Optional.of(new DN(text));
            } catch (LDAPException wrong) {
                yaml.fault("\"" + text + "\" is not a DN; write one like ou=people,dc=example,dc=com");
                return Optional.empty();
            }
        });
    }

    static Optional<Filter> filter(Yaml yaml) {
        return yaml.text().flatMap(text -> {
            try {
                return Optional.of(Filter.create(text));
            } catch (LDAPException wrong) {
                yaml.fault("\"" + text + "\" is not an LDAP filter; write one like (objectClass=inetOrgPerson)");
                return Optional.empty();
            }
        });
    }

    private static Optional<Filter> defaultScope(List<String> classes) {
        return classes.isEmpty()
                ? Optional.empty()
                : Optional.of(Filter.createEqualityFilter("objectClass", classes.get(0)));
    }

    private static Optional<Condition> condition(Yaml yaml) {
        return yaml.text().flatMap(text -> {
            try {
                Cel cel = Cel.compile(text, true);
                return Optional.of(resource -> {
                    try {
                        return cel.holds(resource);
                    } catch (MappingException failed) {
                        return false;
                    }
                });
            } catch (MappingException wrong) {
                yaml.fault(wrong.getMessage());
                return Optional.empty();
            }
        });
    }

    private static UserRule.Adopt adopt(Yaml yaml) {
        String text = yaml.text().orElse("").toUpperCase(Locale.ROOT);
        for (UserRule.Adopt adopt : UserRule.Adopt.values()) {
            if (adopt.name().equals(text)) {
                return adopt;
            }
        }
        yaml.fault("has to be auto, ask or never");
        return UserRule.Adopt.ASK;
    }

    static Duration duration(Yaml yaml) {
        Matcher matcher = DURATION.matcher(yaml.text().orElse(""));
        if (!matcher.matches()) {
            yaml.fault("is not a duration; write one like 30d, 12h, 5m or 10s");
            return Duration.ZERO;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "d" -> Duration.ofDays(number);
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMillis(number);
        };
    }
}
