package io.isthmus.app;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** On which line of a YAML file a dotted key stands, and which keys stand there twice. */
final class YamlLines {
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Twice> twice = new ArrayList<>();

    /** A key that one mapping has twice: whoever reads the file takes the last one and overlooks the first. */
    record Twice(String key, int first, int again) {}

    private YamlLines() {}

    static YamlLines of(String text) {
        YamlLines result = new YamlLines();
        try {
            Node root = new Yaml().compose(new StringReader(text));
            if (root != null) {
                result.take("", root);
            }
        } catch (YAMLException broken) {
            result.lines.clear();
        }
        return result;
    }

    private void take(String prefix, Node node) {
        if (node instanceof MappingNode map) {
            Map<String, Integer> here = new HashMap<>();
            map.getValue().forEach(tuple -> {
                if (tuple.getKeyNode() instanceof ScalarNode name) {
                    String key = prefix.isEmpty() ? name.getValue() : prefix + "." + name.getValue();
                    int line = name.getStartMark().getLine() + 1;
                    lines.put(key, line);
                    Optional.ofNullable(here.put(key, line)).ifPresent(first -> twice.add(new Twice(key, first, line)));
                    take(key, tuple.getValueNode());
                }
            });
        }
    }

    List<Twice> twice() {
        return List.copyOf(twice);
    }

    /** What stands right below a key, also where there is nothing in it. */
    Set<String> below(String key) {
        String prefix = key + ".";
        return lines.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .filter(name -> !name.contains("."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    int line(String key) {
        for (String at = key; !at.isEmpty(); at = at.contains(".") ? at.substring(0, at.lastIndexOf('.')) : "") {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return 0;
    }
}
