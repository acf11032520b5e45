package io.isthmus.mapping;

import io.isthmus.mapping.RoleReader.PlacedRole;
import io.isthmus.scim.Keys;
import io.isthmus.scim.Schemas;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what stands under {@code roles:} and holds it against the rules for users and groups. */
final class RolesReader {
    private static final Set<String> KEYS = Set.of("from", "default", "catalogue");

    private RolesReader() {}

    static RoleRules read(Yaml yaml, List<UserRule> users, List<GroupRule> groups) {
        Section section = Section.of(yaml, KEYS);
        section.require("from", "catalogue");
        String from = section.text("from").orElse(RoleRules.NONE.from());
        section.get("from").filter(key -> !key.isNull()).ifPresent(key -> checkFrom(key, from));
        Optional<String> defaultRole = section.text("default");
        List<PlacedRole> catalogue = section.get("catalogue").map(Yaml::list).orElse(List.of()).stream()
                .map(item -> RoleReader.read(item, defaultRole))
                .toList();
        checkNames(catalogue);
        checkMatches(catalogue);
        defaultRole.ifPresent(name -> checkDefault(section.keys().get("default"), name, catalogue));
        new GrantCheck(catalogue, users, groups).run();
        return new RoleRules(
                from, defaultRole, catalogue.stream().map(PlacedRole::rule).toList());
    }

    /** Its elements are looked at whole, so a filter or a sub-attribute would leave out what roles are told by. */
    private static void checkFrom(Yaml yaml, String from) {
        boolean known = Schemas.resolve(from)
                .filter(found -> found.path().subAttribute().isEmpty())
                .isPresent();
        if (!known || ScimPath.parse(from).isEmpty()) {
            yaml.fault("\"" + from
                    + "\" is not an attribute of SCIM users; write a whole one, like roles or entitlements");
        }
    }

    private static void checkNames(List<PlacedRole> catalogue) {
        Map<String, RoleRule> names = new HashMap<>();
        for (PlacedRole role : catalogue) {
            RoleRule rule = role.rule();
            RoleRule other = names.putIfAbsent(Keys.fold(rule.role()), rule);
            if (other != null && !rule.role().isEmpty()) {
                role.at()
                        .fault("the role of line " + other.line() + " has the name \"" + other.role()
                                + "\" as well; put the two together, or give this one its own");
            }
        }
    }

    private static void checkMatches(List<PlacedRole> catalogue) {
        Map<String, RoleRule> selected = new HashMap<>();
        for (PlacedRole role : catalogue) {
            for (Yaml item : role.match()) {
                String text = item.text().orElse("");
                RoleRule other = selected.putIfAbsent(Keys.fold(text), role.rule());
                boolean another = other != null
                        && !other.role().equalsIgnoreCase(role.rule().role());
                if (another && !text.isBlank()) {
                    item.fault("\"" + text + "\" selects the role " + other.role() + " of line " + other.line()
                            + " already; keep it in one of the two");
                }
            }
        }
    }

    private static void checkDefault(Yaml yaml, String name, List<PlacedRole> catalogue) {
        Set<String> names = new TreeSet<>();
        catalogue.forEach(role -> names.add(role.rule().role()));
        if (!names.contains(name)) {
            yaml.fault("the catalogue has no role \"" + name + "\""
                    + (names.isEmpty() ? "" : "; did you mean \"" + Yaml.nearest(name, names) + "\"?"));
        }
    }
}
