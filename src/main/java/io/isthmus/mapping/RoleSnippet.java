package io.isthmus.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** Lines of a mapping file that would make a text select a role. */
public final class RoleSnippet {
    private static final int INDENT = 4;

    private RoleSnippet() {}

    /**
     * The whole entry under {@code roles.catalogue}, indented as in the documentation, with the text added to its
     * {@code match}.
     *
     * @param role of the catalogue; of one that is not there it is a new entry, which grants nothing yet
     */
    public static String of(RoleRules rules, String text, String role) {
        RoleRule rule = rules.with(text, role).role(role).orElseThrow();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("role", rule.role());
        entry.put("match", rule.match());
        entry.put("grants", rule.grants().stream().map(RoleSnippet::grant).toList());
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
        options.setAllowUnicode(true);
        options.setSplitLines(false);
        List<String> lines = new ArrayList<>();
        new org.yaml.snakeyaml.Yaml(new OneLine(options), options)
                .dump(List.of(entry))
                .lines()
                .forEach(line -> lines.add(" ".repeat(INDENT) + line));
        return String.join("\n", lines) + "\n";
    }

    private static Map<String, Object> grant(Grant grant) {
        Map<String, Object> entry = new LinkedHashMap<>();
        if (grant instanceof Grant.OfValue value) {
            entry.put("attribute", value.attribute());
            entry.put("value", value.value());
        } else if (grant instanceof Grant.OfGroup group) {
            entry.put("group", group.group().toString());
            if (group.shared()) {
                entry.put("shared", true);
            }
        }
        return entry;
    }

    /** Texts with line breaks and the like are quoted: what is indented afterwards has to be one line. */
    private static final class OneLine extends Representer {
        OneLine(DumperOptions options) {
            super(options);
            representers.put(String.class, text -> represented(text.toString()));
        }

        private Node represented(String text) {
            boolean printed = text.codePoints()
                    .noneMatch(code -> Character.isISOControl(code)
                            || Character.getType(code) == Character.LINE_SEPARATOR
                            || Character.getType(code) == Character.PARAGRAPH_SEPARATOR
                            || Character.getType(code) == Character.FORMAT);
            return representScalar(
                    Tag.STR, text, printed ? DumperOptions.ScalarStyle.PLAIN : DumperOptions.ScalarStyle.DOUBLE_QUOTED);
        }
    }
}
