package io.isthmus.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a mapping file whole: a valid mapping, or every fault at once with its line. */
public final class MappingReader {
    private static final Set<String> KEYS = Set.of("version", "users", "groups", "roles", "protected");

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
        return read(Yaml.root(root, file, faults));
    }

    private static MappingResult read(Yaml yaml) {
        Map<String, Yaml> keys = yaml.map(KEYS);
        if (keys.get("version") == null
                || !keys.get("version").text().orElse("").equals("1")) {
            keys.getOrDefault("version", yaml).fault("write version: 1");
        }
        List<UserRule> users = users(yaml, keys);
        List<GroupRule> groups = groups(keys);
        RoleRules roles = Optional.ofNullable(keys.get("roles"))
                .filter(section -> !section.isNull())
                .map(section -> RolesReader.read(section, users, groups))
                .orElse(RoleRules.NONE);
        List<DN> dns = new ArrayList<>();
        List<Filter> filters = new ArrayList<>();
        protectedEntries(keys, dns, filters);
        if (!yaml.faults().isEmpty()) {
            return new MappingResult.Faulty(yaml.faults().stream()
                    .distinct()
                    .sorted(Comparator.comparingInt(Fault::line))
                    .toList());
        }
        MappingSet mapping = new MappingSet(hash(yaml), users, groups, roles, dns, filters);
        return new MappingResult.Valid(mapping, withdrawn(mapping));
    }

    private static List<UserRule> users(Yaml yaml, Map<String, Yaml> keys) {
        List<UserRule> users = new ArrayList<>();
        if (keys.get("users") == null || keys.get("users").list().isEmpty()) {
            yaml.fault("users is missing; it needs at least one rule");
            return users;
        }
        for (Yaml item : keys.get("users").list()) {
            UserRule rule = UserRuleReader.read(item, users.size());
            checkName(item, rule, users);
            users.add(rule);
        }
        return users;
    }

    private static List<GroupRule> groups(Map<String, Yaml> keys) {
        List<GroupRule> groups = new ArrayList<>();
        if (keys.get("groups") != null) {
            for (Yaml item : keys.get("groups").list()) {
                GroupRule rule = GroupRuleReader.read(item, groups.size());
                checkName(item, rule, groups);
                groups.add(rule);
            }
        }
        return groups;
    }

    private static void checkName(Yaml item, EntryRule rule, List<? extends EntryRule> before) {
        if (before.stream().anyMatch(other -> other.name().equals(rule.name()))) {
            item.fault("two rules have the name \"" + rule.name() + "\"; give each its own");
        }
    }

    private static void protectedEntries(Map<String, Yaml> keys, List<DN> dns, List<Filter> filters) {
        if (keys.get("protected") == null) {
            return;
        }
        for (Yaml item : keys.get("protected").list()) {
            if (item.text().orElse("").startsWith("(")) {
                Scalars.filter(item).ifPresent(filters::add);
            } else {
                Scalars.dn(item).ifPresent(dns::add);
            }
        }
    }

    /** Rules that are on their way out: whoever has forgotten one wonders why nobody comes in by it. */
    private static List<String> withdrawn(MappingSet mapping) {
        return Stream.concat(mapping.users().stream(), mapping.groups().stream())
                .filter(EntryRule::withdraw)
                .map(rule -> "rule " + rule.name() + ": withdraw: true takes what is ours out"
                        + " of the directory; delete the rule once a run says that nothing is left")
                .toList();
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
