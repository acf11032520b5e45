package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the {@code inactive} and {@code deleted} ladders: lists of steps. */
final class LadderReader {
    private static final Set<String> KEYS = Set.of("after", "disable", "leave-groups", "move", "delete");
    private static final Set<String> GROUP_KEYS = Set.of("after", "delete");

    private LadderReader() {}

    /** Steps for a user. */
    static List<LifecycleStep> ofUsers(Yaml yaml) {
        List<LifecycleStep> steps = new ArrayList<>();
        yaml.list().forEach(item -> step(item, KEYS, steps, LadderReader::named));
        return List.copyOf(steps);
    }

    /** Steps for a group, which has no account to lock and is not moved. */
    static List<LifecycleStep> ofGroups(Yaml yaml) {
        List<LifecycleStep> steps = new ArrayList<>();
        yaml.list().forEach(item -> step(item, GROUP_KEYS, steps, LadderReader::namedOfGroups));
        return List.copyOf(steps);
    }

    private static void step(
            Yaml yaml,
            Set<String> known,
            List<LifecycleStep> steps,
            Function<Yaml, Optional<LifecycleStep.Action>> named) {
        if (!yaml.isMap()) {
            named.apply(yaml).ifPresent(action -> steps.add(new LifecycleStep(Duration.ZERO, action)));
            return;
        }
        Map<String, Yaml> keys = yaml.map(known);
        Duration after =
                Optional.ofNullable(keys.get("after")).map(Scalars::duration).orElse(Duration.ZERO);
        if (keys.keySet().equals(Set.of("after"))) {
            yaml.fault("says when and not what; write {after: 30d, delete: true}");
        }
        keys.forEach((name, value) -> {
            if (known.contains(name) && !name.equals("after")) {
                action(name, value).ifPresent(action -> steps.add(new LifecycleStep(after, action)));
            }
        });
    }

    private static Optional<LifecycleStep.Action> named(Yaml yaml) {
        String name = yaml.text().orElse("");
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

    private static Optional<LifecycleStep.Action> namedOfGroups(Yaml yaml) {
        String name = yaml.text().orElse("");
        if (name.equals("empty")) {
            return Optional.of(new LifecycleStep.Action.Empty());
        }
        yaml.fault("\"" + name + "\" is not a step of groups; write empty or {after: 7d, delete: true}");
        return Optional.empty();
    }

    private static Optional<LifecycleStep.Action> action(String name, Yaml value) {
        return switch (name) {
            case "disable" -> value.isMap() ? disableBy(value) : said(value, new LifecycleStep.Action.Disable());
            case "leave-groups" -> said(value, new LifecycleStep.Action.LeaveGroups());
            case "delete" -> said(value, new LifecycleStep.Action.Delete());
            case "move" -> {
                Optional<DN> to = Scalars.dn(value);
                yield to.map(LifecycleStep.Action.Move::new);
            }
            default -> Optional.empty();
        };
    }

    /** {@code delete: false} would read like no step and be one. */
    private static Optional<LifecycleStep.Action> said(Yaml value, LifecycleStep.Action action) {
        if (!value.text().orElse("").equals("true")) {
            value.fault("has to be true; remove the step if it is not wanted");
            return Optional.empty();
        }
        return Optional.of(action);
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
