package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.console.AdminApi;
import io.isthmus.console.DeviationsApi;
import io.isthmus.console.RunsApi;
import io.isthmus.console.TokensApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 section 15.5.6: a 405 names the methods that there are. The framework's own did not. */
class AllowedMethodsTest {
    private static final AllowedMethods METHODS = AllowedMethods.of(List.of(
            ResourcesEndpoint.class,
            RolesEndpoint.class,
            DiscoveryEndpoint.class,
            BulkEndpoint.class,
            SearchEndpoint.class,
            UnknownPath.class,
            AdminApi.class,
            TokensApi.class,
            DeviationsApi.class,
            RunsApi.class));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/scim/v2/Roles | GET, HEAD",
                "/scim/v2/Roles/x/ | GET, HEAD",
                "scim/v2/ServiceProviderConfig | GET, HEAD",
                "/scim/v2/Bulk | POST",
                "/scim/v2/.search | POST",
                "/scim/v2/Me | GET, HEAD, POST, PUT, PATCH, DELETE",
                "/api/v1/status | GET, HEAD",
                "/api/v1/drift | GET, HEAD",
                "/api/v1/tokens | GET, HEAD, POST",
                "/api/v1/tokens/4711 | DELETE",
                "/api/v1/sources/okta/pause | POST",
                "/api/v1/sources/okta/tokens | POST",
                "/api/v1/runs/4711/approve | POST",
            })
    void aPathHasWhatItsEndpointsHave(String path, String allowed) {
        assertThat(METHODS.of(path)).isEqualTo(allowed);
    }

    /** Endpoints that only say that there is no such method are none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/scim/v2/Users | GET, HEAD, POST",
                "/scim/v2/Groups/.search | POST",
                "/scim/v2/Users/4711 | GET, HEAD, PUT, PATCH, DELETE",
            })
    void whatIsRefusedOnPurposeIsNotAllowed(String path, String allowed) {
        assertThat(METHODS.of(path)).isEqualTo(allowed);
    }

    @Test
    void aPathThatIsNoneHasNothing() {
        assertThat(METHODS.of("/api/v1/nothing")).isEmpty();
        assertThat(METHODS.of("/api/v1/sources/okta/stop")).isEmpty();
    }
}
