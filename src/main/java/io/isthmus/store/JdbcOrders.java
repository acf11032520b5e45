package io.isthmus.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.reconcile.Order;
import io.isthmus.reconcile.Orders;
import io.isthmus.reconcile.RunRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Orders as rows, written with the run that they are about. */
public final class JdbcOrders implements Orders {
    private final DataSource database;
    private final String directory;

    public JdbcOrders(DataSource database, String directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public void place(RunRow run, Order order) {
        Sql.transaction(database, connection -> {
            JdbcRuns.save(connection, directory, run);
            return insert(connection, order);
        });
    }

    @Override
    public boolean decide(RunRow decided, Order order) {
        return Sql.transaction(database, connection -> {
            boolean first = !Sql.list(
                            connection,
                            "select id from run where id = ? and directory_id = ? and status in ('HELD', 'PLANNED') for update",
                            statement -> {
                                statement.setString(1, decided.id());
                                statement.setString(2, directory);
                            },
                            row -> row.getString(1))
                    .isEmpty();
            if (first) {
                JdbcRuns.save(connection, directory, decided);
                insert(connection, order);
            }
            return first;
        });
    }

    private int insert(Connection connection, Order order) throws SQLException {
        return Sql.update(
                connection,
                "insert into run_order (directory_id, run_id, content) values (?, ?, ?::jsonb)",
                statement -> {
                    statement.setString(1, directory);
                    statement.setString(2, order.run());
                    statement.setString(3, ResourceRows.text(json(order)));
                });
    }

    @Override
    public void ask(Order order) {
        Sql.transaction(database, connection -> insert(connection, order));
    }

    @Override
    public List<Placed> waiting() {
        return Sql.list(
                        database,
                        "select id, run_id, content::text from run_order where directory_id = ? order by id limit 100",
                        statement -> statement.setString(1, directory),
                        JdbcOrders::read)
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** One of a later version waits for a node that knows it. */
    private static Optional<Placed> read(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        return order(row.getString(2), ResourceRows.parse(row.getString(3))).map(order -> new Placed(id, order));
    }

    @Override
    public boolean take(long id) {
        return Sql.update(database, "delete from run_order where id = ?", statement -> statement.setLong(1, id)) > 0;
    }

    private static ObjectNode json(Order order) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("actor", order.actor());
        if (order instanceof Order.Carry carry) {
            carry.resource().ifPresent(id -> json.put("resource", id));
            return json.put("do", "carry");
        }
        if (order instanceof Order.Apply apply) {
            apply.except().forEach(json.putArray("except")::add);
            return json.put("do", "apply");
        }
        if (order instanceof Order.Undo undo) {
            return json.put("do", "undo").put("undone", undo.undone());
        }
        if (order instanceof Order.PlanAgain again) {
            again.cut().ifPresent(id -> json.put("cut", id));
            again.resources().forEach(json.putArray("resources")::add);
            return json.put("do", "plan-again");
        }
        return json.put("do", "turned-down");
    }

    private static Optional<Order> order(String run, JsonNode json) {
        String actor = json.path("actor").asText();
        return switch (json.path("do").asText()) {
            case "carry" ->
                Optional.of(new Order.Carry(
                        run, Optional.ofNullable(json.path("resource").textValue()), actor));
            case "apply" -> {
                Set<Long> except = new HashSet<>();
                json.path("except").forEach(id -> except.add(id.asLong()));
                yield Optional.of(new Order.Apply(run, except, actor));
            }
            case "undo" -> Optional.of(new Order.Undo(run, json.path("undone").asText(), actor));
            case "plan-again" -> {
                Set<String> resources = new HashSet<>();
                json.path("resources").forEach(id -> resources.add(id.asText()));
                yield Optional.of(new Order.PlanAgain(
                        resources, Optional.ofNullable(json.path("cut").textValue()), actor));
            }
            case "turned-down" -> Optional.of(new Order.TurnedDown(run, actor));
            default -> Optional.empty();
        };
    }
}
