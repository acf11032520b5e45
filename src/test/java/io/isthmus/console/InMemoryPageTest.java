package io.isthmus.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class InMemoryPageTest {
    private static final List<String> ALL = List.of("c", "a", "b");

    private static InMemoryPage<String> page(String after, int size) {
        return InMemoryPage.of(ALL, Function.identity(), after, size);
    }

    @Test
    void aPageEndsWhereTheNextOneBegins() {
        assertThat(page(null, 2).items()).containsExactly("a", "b");
        assertThat(page("", 2).next()).contains("b");
        assertThat(page("b", 2).items()).containsExactly("c");
        assertThat(page("b", 2).next()).isEmpty();
        assertThat(page(null, 3).next()).as("nothing follows").isEmpty();
        assertThat(page("z", 3).items()).isEmpty();
    }

    /** Whoever asked for it goes on where it was. */
    @Test
    void anItemThatIsGoneMeanwhileTakesNoOtherWithIt() {
        assertThat(page("aa", 2).items()).containsExactly("b", "c");
    }
}
