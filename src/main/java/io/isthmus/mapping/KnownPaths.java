package io.isthmus.mapping;

import io.isthmus.scim.Names;
import io.isthmus.scim.Schemas;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which attributes a SCIM resource of some type has, so that a path that would never give anything is a fault. */
enum KnownPaths {
    USER {
        @Override
        Optional<String> fault(String name) {
            return Schemas.resolve(name).isPresent()
                    ? Optional.empty()
                    : Optional.of("SCIM users have no attribute \"" + name
                            + "\"; attributes of extensions are written with their URN");
        }
    },
    GROUP {
        @Override
        Optional<String> fault(String name) {
            String plain = name.regionMatches(true, 0, Schemas.GROUP + ":", 0, Schemas.GROUP.length() + 1)
                    ? name.substring(Schemas.GROUP.length() + 1)
                    : name;
            if (plain.equalsIgnoreCase("members")) {
                return Optional.of("members are not mapped here; say under members: how they stand in the entry");
            }
            boolean extension = Names.isUrn(plain)
                    && !Schemas.isAttribute(plain)
                    && plain.equals(Names.withoutCore(plain))
                    && Schemas.resolve(plain).isPresent();
            return extension || OF_GROUPS.contains(plain.toLowerCase(Locale.ROOT))
                    ? Optional.empty()
                    : Optional.of("SCIM groups have no attribute \"" + name
                            + "\"; write displayName, externalId, or an extension's attribute with its URN");
        }
    };

    private static final Set<String> OF_GROUPS = Set.of("displayname", "externalid");

    /**
     * What is wrong with a name, if anything is.
     *
     * @param name a path without its filter
     */
    abstract Optional<String> fault(String name);

    /** Compiles a path and notes a fault where it is none, or is one that no such resource has. */
    Optional<ScimPath> path(Yaml yaml, String text) {
        Optional<ScimPath> path = ScimPath.parse(text);
        if (path.isEmpty()) {
            yaml.fault("\"" + text
                    + "\" is not a SCIM path; write one like title, name.givenName or emails[type eq \"work\"].value");
            return path;
        }
        fault(unfiltered(text)).ifPresent(yaml::fault);
        return path;
    }

    static String unfiltered(String path) {
        return path.strip().replaceAll("\\[[^\\]]*\\]", "");
    }
}
