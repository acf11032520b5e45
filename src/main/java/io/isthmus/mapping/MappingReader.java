package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a mapping file whole: a valid mapping, or every fault at once with its line. */
public final class MappingReader {
    private static final Set<String> KEYS = Set.of("version", "users", "groups", "roles", "protected");
    private static final Set<String> GROUP_KEYS = Set.of(
            "name",
            "when",
            "source",
            "base",
            "scope",
            "rdn",
            "object-classes",
            "correlate",
            "adopt",
            "strong",
            "attributes",
            "members",
            "ownership",
            "deleted",
            "import",
            "stamp-attribute",
            "migrate",
            "withdraw",
            "shared");
    private static final Set<String> ROLE_KEYS = Set.of("from", "default", "catalogue");

    private MappingReader() {}

    /** @param file name for messages */
    public static MappingResult read(String text, String file) {
        List<Fault> faults = new ArrayList<>();
        Node root;
        try {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(true);
            root = new org.yaml.snakeyaml.Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException broken) {
            int line = broken.getProblemMark() == null
                    ? 1
                    : broken.getProblemMark().getLine() + 1;
            return new MappingResult.Faulty(List.of(new Fault(file, line, "", "not YAML: " + broken.getProblem())));
        }
        if (root == null) {
            return new MappingResult.Faulty(
                    List.of(new Fault(file, 1, "", "the file is empty; it needs version and users")));
        }
        return read(new Yaml(root, "", file, faults));
    }

    private static MappingResult read(Yaml yaml) {
        Map<String, Yaml> keys = yaml.map(KEYS);
        if (keys.get("version") == null
                || !keys.get("version").text().orElse("").equals("1")) {
            keys.getOrDefault("version", yaml).fault("write version: 1");
        }
        List<UserRule> users = users(yaml, keys);
        List<String> warnings = later(keys);
        List<DN> dns = new ArrayList<>();
        List<Filter> filters = new ArrayList<>();
        if (keys.get("protected") != null) {
            for (Yaml item : keys.get("protected").list()) {
                if (item.text().orElse("").startsWith("(")) {
                    UserRuleReader.filter(item).ifPresent(filters::add);
                } else {
                    UserRuleReader.dn(item).ifPresent(dns::add);
                }
            }
        }
        if (!yaml.faults().isEmpty()) {
            return new MappingResult.Faulty(List.copyOf(yaml.faults()));
        }
        return new MappingResult.Valid(new MappingSet(hash(yaml), users, dns, filters), warnings);
    }

    private static List<UserRule> users(Yaml yaml, Map<String, Yaml> keys) {
        List<UserRule> users = new ArrayList<>();
        if (keys.get("users") == null || keys.get("users").list().isEmpty()) {
            yaml.fault("users is missing; it needs at least one rule");
            return users;
        }
        Map<String, Integer> names = new HashMap<>();
        for (Yaml item : keys.get("users").list()) {
            UserRuleReader.read(item, users.size()).ifPresent(rule -> {
                if (names.putIfAbsent(rule.name(), rule.line()) != null) {
                    item.fault("two rules have the name \"" + rule.name() + "\"; give each its own");
                }
                users.add(rule);
            });
        }
        return users;
    }

    /** Sections that a later version reconciles: their keys are checked, and they have no effect. */
    private static List<String> later(Map<String, Yaml> keys) {
        List<String> warnings = new ArrayList<>();
        if (keys.get("groups") != null) {
            keys.get("groups").list().forEach(item -> item.map(GROUP_KEYS));
            warnings.add("groups are not reconciled by this version");
        }
        if (keys.get("roles") != null) {
            keys.get("roles").map(ROLE_KEYS);
            warnings.add("roles are not reconciled by this version");
        }
        return warnings;
    }

    /** Of what the file means: comments, order of keys and formatting do not count. */
    private static String hash(Yaml yaml) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(canonical(yaml).getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String canonical(Yaml yaml) {
        if (yaml.isMap()) {
            Map<String, String> sorted = new TreeMap<>();
            yaml.map().forEach((name, value) -> sorted.put(name, canonical(value)));
            return sorted.toString();
        }
        if (yaml.isList()) {
            return yaml.list().stream().map(MappingReader::canonical).toList().toString();
        }
        String text = yaml.text().orElse("");
        return text.length() + ":" + text;
    }
}
