package io.isthmus.app;

import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** On which line of a YAML file a dotted key stands. */
final class YamlLines {
    private final Map<String, Integer> lines = new HashMap<>();

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
            map.getValue().forEach(tuple -> {
                if (tuple.getKeyNode() instanceof ScalarNode name) {
                    String key = prefix.isEmpty() ? name.getValue() : prefix + "." + name.getValue();
                    lines.put(key, name.getStartMark().getLine() + 1);
                    take(key, tuple.getValueNode());
                }
            });
        }
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
