package io.isthmus.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A place in a YAML file: node, key path, line (of the key, where there is one), and the list that faults go to. Asking for a
 * wrong type notes a fault. Values are taken as written: {@code yes} and {@code 0o7} are no booleans and numbers here.
 */
record Yaml(Node node, String key, int line, String file, List<Fault> faults) {

    static Yaml root(Node node, String file, List<Fault> faults) {
        return new Yaml(node, "", lineOf(node), file, faults);
    }

    void fault(String message) {
        faults.add(new Fault(file, line, key, message));
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    boolean isMap() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isNull() {
        return node instanceof ScalarNode scalar
                && (scalar.getTag().getValue().endsWith(":null")
                        || scalar.getValue().isEmpty());
    }

    Optional<String> text() {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        fault("has to be a single value");
        return Optional.empty();
    }

    List<Yaml> list() {
        List<Yaml> items = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                items.add(new Yaml(item, key + "[" + items.size() + "]", lineOf(item), file, faults));
            }
        } else if (!isNull()) {
            items.add(this);
        }
        return items;
    }

    List<String> texts() {
        return list().stream().flatMap(item -> item.text().stream()).toList();
    }

    /** The members of a map by name, in the file's order; duplicates are faults. */
    Map<String, Yaml> map() {
        Map<String, Yaml> members = new LinkedHashMap<>();
        if (!(node instanceof MappingNode map)) {
            if (!isNull()) {
                fault("has to be a map of keys and values");
            }
            return members;
        }
        for (NodeTuple tuple : map.getValue()) {
            String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            Yaml member = new Yaml(
                    tuple.getValueNode(),
                    key.isEmpty() ? name : key + "." + name,
                    lineOf(tuple.getKeyNode()),
                    file,
                    faults);
            if (members.putIfAbsent(name, member) != null) {
                member.fault("this key stands twice; keep one");
            }
        }
        return members;
    }

    /** The same, where only these keys are known. */
    Map<String, Yaml> map(Set<String> known) {
        Map<String, Yaml> members = map();
        members.forEach((name, member) -> {
            if (!known.contains(name)) {
                member.fault("unknown key; " + instead(name, known));
            }
        });
        return members;
    }

    private static String instead(String name, Set<String> known) {
        String nearest = nearest(name, known);
        return EditDistance.between(name, nearest) <= Math.max(1, name.length() / 3)
                ? "did you mean \"" + nearest + "\"?"
                : "known are " + String.join(", ", new java.util.TreeSet<>(known));
    }

    static String nearest(String name, Set<String> known) {
        return known.stream()
                .min(java.util.Comparator.<String>comparingInt(other -> EditDistance.between(name, other))
                        .thenComparing(java.util.Comparator.naturalOrder()))
                .orElse("");
    }
}
