package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the {@code inactive} and {@code deleted} ladders. */
final class LadderReader {
    private static final Set<String> KEYS = Set.of("after", "disable", "leave-groups", "move", "delete");

    private LadderReader() {}

    static List<LifecycleStep> read(Yaml yaml) {
        List<LifecycleStep> steps = new ArrayList<>();
        yaml.list().forEach(item -> step(item, steps));
        return List.copyOf(steps);
    }

    private static void step(Yaml yaml, List<LifecycleStep> steps) {
        if (!yaml.isMap()) {
            named(yaml, yaml.text().orElse(""))
                    .ifPresent(action -> steps.add(new LifecycleStep(Duration.ZERO, action)));
            return;
        }
        Map<String, Yaml> keys = yaml.map(KEYS);
        Duration after = Optional.ofNullable(keys.get("after"))
                .map(UserRuleReader::duration)
                .orElse(Duration.ZERO);
        keys.forEach((name, value) -> {
            if (!name.equals("after")) {
                action(name, value).ifPresent(action -> steps.add(new LifecycleStep(after, action)));
            }
        });
    }

    private static Optional<LifecycleStep.Action> named(Yaml yaml, String name) {
        return switch (name) {
            case "disable" -> Optional.of(new LifecycleStep.Action.Disable());
            case "leave-groups" -> Optional.of(new LifecycleStep.Action.LeaveGroups());
            default -> {
                yaml.fault(
                        "\"" + name + "\" is not a step; write disable, leave-groups, {disable: {attribute, value}}, "
                                + "{move: <dn>} or {after: 30d, delete: true}");
                yield Optional.empty();
            }
        };
    }

    private static Optional<LifecycleStep.Action> action(String name, Yaml value) {
        return switch (name) {
            case "disable" -> value.isMap() ? disableBy(value) : Optional.of(new LifecycleStep.Action.Disable());
            case "leave-groups" -> Optional.of(new LifecycleStep.Action.LeaveGroups());
            case "delete" -> Optional.of(new LifecycleStep.Action.Delete());
            case "move" -> {
                Optional<DN> to = UserRuleReader.dn(value);
                yield to.map(LifecycleStep.Action.Move::new);
            }
            default -> Optional.empty();
        };
    }

    private static Optional<LifecycleStep.Action> disableBy(Yaml yaml) {
        Map<String, Yaml> keys = yaml.map(Set.of("attribute", "value"));
        Optional<String> attribute = Optional.ofNullable(keys.get("attribute")).flatMap(Yaml::text);
        Optional<String> value = Optional.ofNullable(keys.get("value")).flatMap(Yaml::text);
        if (attribute.isEmpty() || value.isEmpty()) {
            yaml.fault("needs attribute and value, like {attribute: loginShell, value: /sbin/nologin}");
            return Optional.empty();
        }
        return Optional.of(new LifecycleStep.Action.DisableBy(attribute.get(), value.get()));
    }
}
