package io.isthmus.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    @Test
    void aPageHasAHundredItemsOrAsManyAsAreAskedFor() {
        assertThat(Api.limit(null)).isEqualTo(100);
        assertThat(Api.limit("")).isEqualTo(100);
        assertThat(Api.limit("1")).isEqualTo(1);
        assertThat(Api.limit("1000")).isEqualTo(1000);
    }

    /** {@code next} says that there are others. */
    @ParameterizedTest
    @ValueSource(strings = {"1001", "5000", "99999999999999999999"})
    void moreThanThereMayBeIsAsManyAsThereMay(String limit) {
        assertThat(Api.limit(limit)).isEqualTo(1000);
    }

    /** 0 was taken for 1. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "000", "-1", "-1001", "ten", "1.5", "+1"})
    void aLimitThatIsNoneIsRefused(String limit) {
        assertThatThrownBy(() -> Api.limit(limit))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> assertThat(problem.status()).isEqualTo(400))
                .hasMessage("limit has to be a number from 1 to 1000");
    }
}
