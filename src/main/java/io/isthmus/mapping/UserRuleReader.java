package io.isthmus.mapping;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one rule under {@code users:}. */
final class UserRuleReader {
    private static final Set<String> KEYS = Set.of("password", "inactive");
    private static final Set<String> PASSWORD_KEYS = Set.of("from", "initial");

    private UserRuleReader() {}

    /** A rule in any case; it is of use only if no fault was noted. */
    static UserRule read(Yaml yaml, int number) {
        EntryKeys keys = EntryKeys.read(yaml, KnownPaths.USER, KEYS);
        Section section = keys.section();
        List<String> classes = keys.objectClasses();
        return new UserRule(
                keys.name("users[" + number + "]"),
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
                section.get("inactive").map(LadderReader::ofUsers).orElse(List.of()),
                section.get("deleted").map(LadderReader::ofUsers).orElse(List.of()),
                section.flag("migrate"),
                section.get("password").map(UserRuleReader::password).orElse(PasswordRule.NONE),
                keys.imports(),
                section.flag("withdraw"));
    }

    private static PasswordRule password(Yaml yaml) {
        Section section = Section.of(yaml, PASSWORD_KEYS);
        Optional<PasswordRule.From> from =
                section.get("from").flatMap(key -> Scalars.choice(key, PasswordRule.From.class));
        Optional<PasswordRule.Initial> initial =
                section.get("initial").flatMap(key -> Scalars.choice(key, PasswordRule.Initial.class));
        return new PasswordRule(from.orElse(PasswordRule.NONE.from()), initial.orElse(PasswordRule.NONE.initial()));
    }
}
