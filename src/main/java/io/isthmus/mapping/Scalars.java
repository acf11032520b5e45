package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single values of the mapping file. What is not of the type asked for is noted as a fault. */
final class Scalars {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Scalars() {}

    static Optional<DN> dn(Yaml yaml) {
        return yaml.text().flatMap(text -> {
            try {
                DN dn = new DN(text);
                if (!dn.isNullDN()) {
                    return Optional.of(dn);
                }
            } catch (LDAPException wrong) {
                // said below
            }
            yaml.fault("\"" + text + "\" is not a DN; write one like ou=people,dc=example,dc=com");
            return Optional.empty();
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

    /** A condition whose failures name the line that it stands in. */
    static Optional<Condition> condition(Yaml yaml) {
        return yaml.text().flatMap(text -> {
            try {
                Cel cel = Cel.compile(text, true);
                return Optional.of(resource -> {
                    try {
                        return cel.holds(resource);
                    } catch (MappingException failed) {
                        throw new MappingException(Undecided.told(text, yaml.file(), yaml.line(), failed));
                    }
                });
            } catch (MappingException wrong) {
                yaml.fault(wrong.getMessage());
                return Optional.empty();
            }
        });
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

    /** True or false as written: {@code yes} is a fault and not quietly false. */
    static boolean flag(Yaml yaml) {
        String text = yaml.text().orElse("");
        if (!text.equals("true") && !text.equals("false")) {
            yaml.fault("has to be true or false, not \"" + text + "\"");
        }
        return text.equals("true");
    }

    /** A constant of an enum by its name in lower case. */
    static <E extends Enum<E>> Optional<E> choice(Yaml yaml, Class<E> type) {
        String text = yaml.text().orElse("");
        Optional<E> chosen = Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst();
        if (chosen.isEmpty()) {
            List<String> names = Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                    .toList();
            String last = names.get(names.size() - 1);
            yaml.fault("has to be " + String.join(", ", names.subList(0, names.size() - 1)) + " or " + last + ", not \""
                    + text + "\"");
        }
        return chosen;
    }
}
