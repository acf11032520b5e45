package bare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** One probe of the index that the product uses, the row as JSON in a list; no authentication, no SCIM. */
@Path("/Users")
public final class Bare {
    private final DataSource database;
    private final ObjectMapper json;

    Bare(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    @GET
    @Blocking
    @Produces("application/scim+json")
    public ObjectNode find(@QueryParam("filter") String filter) throws SQLException, IOException {
        String name = filter.substring(filter.indexOf('"') + 1, filter.length() - 1);
        ObjectNode answer = json.createObjectNode();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select body::text from resource where user_name_key = ? and source || ' ' || type = 'okta USER'"
                                + " and deleted is null")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    answer.withArray("Resources").add(json.readTree(row.getString(1)));
                }
            }
        }
        return answer;
    }
}
