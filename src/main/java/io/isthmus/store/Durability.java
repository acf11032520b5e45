package io.isthmus.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Asserts that a commit is on disk when it is reported: without that no 2xx could be given. */
public final class Durability {
    private static final List<String> SETTINGS = List.of("fsync", "synchronous_commit", "full_page_writes");

    private Durability() {}

    static void require(String url, String user, String password) {
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            require(connection);
        } catch (SQLException failed) {
            throw new IllegalStateException("the embedded PostgreSQL refuses us: " + failed.getMessage(), failed);
        }
    }

    /** @throws IllegalStateException naming the setting that is off */
    public static void require(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                try (ResultSet row = statement.executeQuery("show " + setting)) {
                    row.next();
                    String value = row.getString(1);
                    if (value.equals("off") || value.equals("local") && setting.equals("fsync")) {
                        throw new IllegalStateException("PostgreSQL runs with " + setting + "=" + value
                                + ": accepted pushes could be lost; set it to on");
                    }
                }
            }
        }
    }
}
