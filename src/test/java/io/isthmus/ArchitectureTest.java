package io.isthmus;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the packages apart: a rule for every line of the package table in {@code docs/architecture.md}. */
class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.isthmus");

    private static final String[] LDAP_VALUES = {
        "com.unboundid.ldap.sdk",
        "com.unboundid.ldap.sdk.schema",
        "com.unboundid.ldap.matchingrules",
        "com.unboundid.asn1",
        "com.unboundid.util",
        "com.unboundid.ldif"
    };
    private static final String JACKSON = "com.fasterxml.jackson..";

    /**
     * @param name package
     * @param uses of ours, beside itself
     * @param others beside java.*
     */
    private record Line(String name, List<String> uses, List<String> others) {}

    private static final List<Line> TABLE = List.of(
            new Line("scim", List.of(), List.of(JACKSON, "com.unboundid.scim2..")),
            new Line("ldap", List.of(), List.of(LDAP_VALUES)),
            new Line(
                    "mapping",
                    List.of("scim", "ldap"),
                    plus(LDAP_VALUES, JACKSON, "dev.cel..", "com.google..", "org.yaml.snakeyaml..")),
            new Line("plan", List.of("ldap", "mapping", "scim"), plus(LDAP_VALUES, JACKSON)),
            new Line("directory.flavour", List.of("ldap", "plan", "directory"), List.of(LDAP_VALUES)),
            new Line("directory", List.of("ldap", "plan"), List.of(LDAP_VALUES)),
            new Line("report", List.of("plan", "ldap"), plus(LDAP_VALUES, JACKSON)),
            new Line("access", List.of(), List.of(JACKSON, "jakarta.enterprise..", "jakarta.inject..")),
            new Line(
                    "journal",
                    List.of("scim", "access"),
                    List.of(JACKSON, "jakarta.enterprise..", "jakarta.inject..", "io.micrometer..")),
            new Line(
                    "reconcile",
                    List.of("journal", "mapping", "plan", "report", "directory", "access", "ldap", "scim"),
                    plus(
                            LDAP_VALUES,
                            JACKSON,
                            "jakarta.enterprise..",
                            "jakarta.inject..",
                            "io.micrometer..",
                            "org.quartz..",
                            "org.jboss.logging..")),
            new Line(
                    "directory.unboundid",
                    List.of("directory", "directory.flavour", "ldap", "plan"),
                    List.of("com.unboundid..", "org.jboss.logging..", "javax.net..")),
            new Line(
                    "store",
                    List.of("access", "journal", "reconcile", "scim", "ldap", "plan", "mapping"),
                    plus(
                            LDAP_VALUES,
                            JACKSON,
                            "com.unboundid.scim2..",
                            "jakarta.persistence..",
                            "jakarta.enterprise..",
                            "jakarta.inject..",
                            "jakarta.transaction..",
                            "io.quarkus..",
                            "org.hibernate..",
                            "org.postgresql..",
                            "org.flywaydb..",
                            "org.jboss.logging..",
                            "org.apache.commons.compress..",
                            "org.tukaani..",
                            "javax.crypto..",
                            "io.agroal..",
                            "javax.sql..")),
            new Line(
                    "intake",
                    List.of("journal", "access", "scim"),
                    List.of(
                            JACKSON,
                            "jakarta..",
                            "io.micrometer..",
                            "org.jboss..",
                            "io.quarkus..",
                            "io.vertx..",
                            "io.smallrye..",
                            "io.github.bucket4j..",
                            "org.eclipse.microprofile..")),
            new Line(
                    "console",
                    List.of("journal", "access", "reconcile", "report", "plan", "scim", "ldap", "directory"),
                    plus(
                            LDAP_VALUES,
                            JACKSON,
                            "jakarta..",
                            "org.jboss..",
                            "io.quarkus..",
                            "org.eclipse.microprofile..",
                            "io.vertx..",
                            "io.smallrye.common..")),
            new Line(
                    "cli", List.of("journal", "access", "reconcile", "report", "plan"), List.of(JACKSON, "picocli..")));

    private static List<String> plus(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toList();
    }

    @TestFactory
    Stream<DynamicTest> everyPackageUsesOnlyWhatItsLineAllows() {
        return TABLE.stream()
                .map(line -> dynamicTest(line.name(), () -> rule(line).check(OURS)));
    }

    private static ArchRule rule(Line line) {
        String self = "io.isthmus." + line.name();
        String[] allowed = Stream.of(
                        Stream.of("java..", "org.jspecify..", self),
                        line.uses().stream().map(name -> "io.isthmus." + name),
                        line.others().stream())
                .flatMap(names -> names)
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(self)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(primitives()))
                .as("io.isthmus." + line.name() + " uses " + line.uses() + " of ours and " + line.others());
    }

    private static DescribedPredicate<JavaClass> primitives() {
        return DescribedPredicate.describe(
                "primitives and arrays",
                type -> type.isPrimitive()
                        || type.isArray() && type.getBaseComponentType().isPrimitive());
    }

    @Test
    void noPureCodeReadsAClockLogsOrDoesIo() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.isthmus.scim",
                        "io.isthmus.ldap",
                        "io.isthmus.mapping",
                        "io.isthmus.plan",
                        "io.isthmus.report",
                        "io.isthmus.directory.flavour")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.net..",
                                "java.sql..",
                                "java.nio.file..",
                                "java.util.logging..",
                                "java.util.concurrent..")
                        .or(resideInAPackage("java.time..").and(named("Clock"))))
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(OURS);
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return DescribedPredicate.describe(
                "named " + name, type -> type.getSimpleName().equals(name));
    }

    @Test
    void noPureCodeHoldsAnLdapConnection() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.isthmus.directory.unboundid", "io.isthmus.app")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "LDAP connections and requests",
                        type -> type.getPackageName().startsWith("com.unboundid.ldap")
                                && (type.getSimpleName().contains("Connection")
                                        || type.getSimpleName().endsWith("Request"))))
                .check(OURS);
    }

    @Test
    void nobodyUsesTheEdges() {
        for (String edge : List.of("app", "intake", "console", "cli", "store", "directory.unboundid")) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.isthmus." + edge, "io.isthmus.app")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.isthmus." + edge)
                    .check(OURS);
        }
    }

    @Test
    void noEndpointOfASourceRunsOnAnEventLoop() {
        classes()
                .that()
                .areAnnotatedWith("io.isthmus.intake.FromSource")
                .should()
                .beAnnotatedWith("io.smallrye.common.annotation.Blocking")
                .because("the filter that lets sources in may ask the database")
                .check(OURS);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .that(alwaysTrue())
                .should()
                .haveNameMatching(".*(Manager|Helper|Util|Impl|Abstract)[A-Z$]?.*")
                .check(OURS);
    }
}
