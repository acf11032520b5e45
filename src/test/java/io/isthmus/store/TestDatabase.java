package io.isthmus.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** One real, durable PostgreSQL a JVM, and a migrated database of its own for whoever asks; gone when the JVM ends. */
public final class TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Map<EmbeddedPostgres, Set<String>> TEMPLATES = new HashMap<>();
    private static final List<DataSource> OPEN = new ArrayList<>();
    private static EmbeddedPostgres server;

    private TestDatabase() {}

    public static synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                Path home = Files.createTempDirectory("isthmus-test-database");
                server = EmbeddedPostgres.start(home);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    leave();
                    delete(home);
                }));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return server;
    }

    /** An empty database with our schema. */
    public static DataSource fresh() {
        return fresh("latest");
    }

    /** The same with the schema of an earlier version. */
    public static DataSource fresh(String version) {
        return fresh(server(), version);
    }

    /** On a server of one's own, for tests that do it harm. */
    static synchronized DataSource fresh(EmbeddedPostgres on, String version) {
        String template = "template_" + version.replace('.', '_');
        if (TEMPLATES.computeIfAbsent(on, server -> new HashSet<>()).add(template)) {
            create(on, template, "template1");
            Flyway.configure()
                    .dataSource(source(on, template))
                    .target(version)
                    .load()
                    .migrate();
        }
        String name = "test" + NUMBER.incrementAndGet();
        create(on, name, template);
        DataSource pool = pool(on, name);
        OPEN.add(pool);
        return pool;
    }

    private static void create(EmbeddedPostgres on, String name, String template) {
        try (Connection connection = source(on, "postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + template);
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    /** Gives a database's connections back; whoever does not call it has them given back when its test or class ends. */
    public static synchronized void close(DataSource database) {
        OPEN.remove(database);
        ((AgroalDataSource) database).close();
    }

    /** How many pools are open: what is asked for from now on comes after them. */
    static synchronized int open() {
        return OPEN.size();
    }

    /** Gives back what was asked for since there were that many. */
    static synchronized void closeBeyond(int many) {
        while (OPEN.size() > many) {
            close(OPEN.get(OPEN.size() - 1));
        }
    }

    /** Nothing of it is wanted again: no checkpoint of hundreds of databases before the JVM may end. */
    private static void leave() {
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(server.pid())).start();
        } catch (IOException slowly) {
            System.err.println("PostgreSQL is stopped the slow way: " + slowly);
        }
        server.close();
    }

    private static DataSource pool(EmbeddedPostgres on, String name) {
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(8)
                            .acquisitionTimeout(Duration.ofSeconds(5))
                            .validationTimeout(Duration.ofSeconds(1))
                            .validateOnBorrow(true)
                            .connectionValidator(
                                    AgroalConnectionPoolConfiguration.ConnectionValidator.defaultValidator())
                            .connectionFactoryConfiguration(
                                    factory -> factory.jdbcUrl(on.jdbcUrl().replace("/postgres", "/" + name))
                                            .principal(new NamePrincipal(on.username()))
                                            .credential(new SimplePassword(on.password())))));
        } catch (SQLException failed) {
            throw new StoreException(failed);
        }
    }

    private static PGSimpleDataSource source(EmbeddedPostgres on, String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(on.jdbcUrl().replace("/postgres", "/" + database));
        source.setUser(on.username());
        source.setPassword(on.password());
        return source;
    }

    private static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException leftBehind) {
            System.err.println("not deleted: " + home + ": " + leftBehind);
        }
    }
}
