package io.isthmus.mapping;

import io.isthmus.scim.Members;
import io.isthmus.scim.Names;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.Schemas;
import java.util.Optional;

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
            if (Members.isMembers(ResourceType.GROUP, name)) {
                return Optional.of("members are not mapped here; say under members: how they stand in the entry");
            }
            boolean known = !Names.isServerSet(ResourceType.GROUP, name)
                    && Schemas.resolve(ResourceType.GROUP, name).isPresent();
            return known
                    ? Optional.empty()
                    : Optional.of("SCIM groups have no attribute \"" + name
                            + "\"; write displayName, externalId, or an extension's attribute with its URN");
        }
    };

    /** The type of resource that is meant. */
    ResourceType type() {
        return this == USER ? ResourceType.USER : ResourceType.GROUP;
    }

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
