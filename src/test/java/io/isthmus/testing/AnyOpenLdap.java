package io.isthmus.testing;

import java.util.Optional;

/** OpenLDAP in a container where a Docker engine answers, else as a process of the local slapd; says which, and why. */
public final class AnyOpenLdap {
    private AnyOpenLdap() {}

    /** Skips the test by name where neither is to be had. {@code -Drequire=docker} insists on the container. */
    public static LdapServer start() {
        Optional<String> missing = DockerEngine.missing();
        if (missing.isEmpty()) {
            try {
                LdapServer container = OpenLdapContainer.start();
                say("in a container, since a Docker engine answers");
                return container;
            } catch (RuntimeException failed) {
                missing = Optional.of("its container does not start: " + cause(failed));
            }
        }
        if (LocalServer.required("docker")) {
            throw new AssertionError("OpenLDAP has to run in a container: " + missing.get());
        }
        LdapServer local = OpenLdapServer.start(false);
        say("as the local slapd: " + missing.get());
        return local;
    }

    /** In a container or not at all: skips the test by name and says why, or fails it with {@code -Drequire=docker}. */
    public static LdapServer inContainer() {
        Optional<String> missing = DockerEngine.missing();
        LocalServer.require("docker", missing.isEmpty(), missing.orElse(""));
        LdapServer container = OpenLdapContainer.start();
        say("in a container, since a Docker engine answers");
        return container;
    }

    private static String cause(Throwable failed) {
        Throwable deepest = failed;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
    }

    private static void say(String how) {
        System.out.println("OpenLDAP runs " + how);
    }
}
