package io.isthmus.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A bare endpoint on the HTTP server that Quarkus has: one probe of the same index for the name in the path, the row's JSON as
 * answer; no authentication, no SCIM. Started as a process of its own, on the product's database.
 */
final class Probe {
    private static final int CONNECTIONS = 16;
    private final BlockingQueue<Connection> pool = new ArrayBlockingQueue<>(CONNECTIONS);

    /** @param arguments port, JDBC URL, user, password */
    public static void main(String[] arguments) throws SQLException {
        Probe probe = new Probe();
        for (int i = 0; i < CONNECTIONS; i++) {
            probe.pool.add(DriverManager.getConnection(arguments[1], arguments[2], arguments[3]));
        }
        Vertx vertx = Vertx.vertx();
        vertx.createHttpServer()
                .requestHandler(request -> vertx.executeBlocking(() -> probe.find(request), false)
                        .onSuccess(body -> request.response()
                                .putHeader("Content-Type", "application/scim+json")
                                .end(body)))
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1");
    }

    private String find(HttpServerRequest request) throws SQLException, InterruptedException {
        String path = request.path();
        Connection connection = pool.take();
        try (PreparedStatement statement = connection.prepareStatement(
                "select body::text from resource where user_name_key = ? and source || ' ' || type = 'okta USER'"
                        + " and deleted is null")) {
            statement.setString(1, path.substring(path.lastIndexOf('/') + 1));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        } finally {
            pool.add(connection);
        }
    }
}
