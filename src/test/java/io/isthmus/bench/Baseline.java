package io.isthmus.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The fixed baseline, which shares no code with the product: reads the JSON and commits one 1.2-KB jsonb journal insert and one
 * 1.2-KB jsonb upsert through one writer thread in plain JDBC batches of at most 256. Started as a process of its own.
 */
final class Baseline {
    private static final int SIZE = 1200;
    private static final int BATCH = 256;
    private static final ObjectMapper JSON = new ObjectMapper();
    private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(10_000);

    private record Job(HttpServerRequest request, String id, String text) {}

    /** @param arguments port, JDBC URL, user, password */
    public static void main(String[] arguments) throws SQLException {
        Baseline baseline = new Baseline();
        Connection connection =
                DriverManager.getConnection(arguments[1] + "?reWriteBatchedInserts=true", arguments[2], arguments[3]);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists j (n bigserial primary key, data jsonb not null)");
            statement.execute("create table if not exists r (id text primary key, data jsonb not null)");
        }
        connection.setAutoCommit(false);
        Thread writer = new Thread(() -> baseline.write(connection), "writer");
        writer.setDaemon(true);
        writer.start();
        Vertx.vertx()
                .createHttpServer()
                .requestHandler(baseline::take)
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1");
    }

    private void take(HttpServerRequest request) {
        request.bodyHandler(body -> {
            try {
                JsonNode json = JSON.readTree(body.getBytes());
                String path = request.path();
                boolean update = request.method().name().equals("PATCH");
                String id = update
                        ? path.substring(path.lastIndexOf('/') + 1)
                        : UUID.randomUUID().toString();
                queue.add(new Job(request, id, padded(json)));
            } catch (IOException malformed) {
                request.response().setStatusCode(400).end();
            }
        });
    }

    private static String padded(JsonNode json) {
        ObjectNode padded = JSON.createObjectNode();
        padded.set("body", json);
        int missing = SIZE - padded.toString().length() - 12;
        padded.put("pad", "x".repeat(Math.max(0, missing)));
        return padded.toString();
    }

    private void write(Connection connection) {
        List<Job> batch = new ArrayList<>(BATCH);
        try (PreparedStatement journal = connection.prepareStatement("insert into j (data) values (?::jsonb)");
                PreparedStatement view = connection.prepareStatement("insert into r (id, data) values (?, ?::jsonb)"
                        + " on conflict (id) do update set data = excluded.data")) {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH - 1);
                for (Job job : batch) {
                    journal.setString(1, job.text());
                    journal.addBatch();
                    view.setString(1, job.id());
                    view.setString(2, job.text());
                    view.addBatch();
                }
                journal.executeBatch();
                view.executeBatch();
                connection.commit();
                for (Job job : batch) {
                    job.request()
                            .response()
                            .setStatusCode(201)
                            .putHeader("Content-Type", "application/scim+json")
                            .end("{\"id\":\"" + job.id() + "\"}");
                }
                batch.clear();
            }
        } catch (SQLException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
