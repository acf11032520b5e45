package io.isthmus.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.isthmus.scim.ResourceType;
import io.isthmus.scim.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The marked sections of {@code docs/scim.md} say what the code says. {@code -Dupdate.docs=true} rewrites them; the cells of the
 * endpoints are then to be filled in by hand.
 */
class ScimDocTest {
    private static final Path PAGE = Path.of(System.getProperty("isthmus.test.basedir"), "docs/scim.md");

    /** What each section has to be, given what it is. */
    private static final Map<String, UnaryOperator<String>> SECTIONS = new LinkedHashMap<>();

    static {
        SECTIONS.put("endpoints", EndpointTable::of);
        SECTIONS.put("limits", written -> limits());
        SECTIONS.put("common", written -> AttributeTable.common());
        SECTIONS.put("user", written -> AttributeTable.of(ResourceType.USER, Schemas.USER));
        SECTIONS.put("enterprise", written -> AttributeTable.of(ResourceType.USER, Schemas.ENTERPRISE));
        SECTIONS.put("group", written -> AttributeTable.of(ResourceType.GROUP, Schemas.GROUP));
    }

    @TestFactory
    Stream<DynamicTest> everySection() {
        return SECTIONS.entrySet().stream()
                .map(section -> dynamicTest(section.getKey(), () -> check(section.getKey(), section.getValue())));
    }

    private static void check(String name, UnaryOperator<String> table) throws IOException {
        String page = Files.readString(PAGE);
        String begin = "<!-- " + name + ": from the code -->\n";
        int from = page.indexOf(begin);
        int to = page.indexOf("<!-- end -->", from);
        assertThat(from).as("docs/scim.md has no line " + begin).isNotNegative();
        String written = page.substring(from + begin.length(), to);
        String right = table.apply(written);
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(PAGE, page.substring(0, from + begin.length()) + right + page.substring(to));
        } else {
            assertThat(written)
                    .as("section " + name + " of docs/scim.md; write the following, or run with -Dupdate.docs=true:\n"
                            + right)
                    .isEqualTo(right);
            assertThat(written).as("a cell is not filled in").doesNotContain("| " + EndpointTable.UNWRITTEN + " |");
        }
    }

    private static String limits() {
        return "| what | limit |\n|---|---|\n"
                + "| resources on a page when `count` is not given | " + SearchQuery.DEFAULT_COUNT + " |\n"
                + "| resources on a page at most; a larger `count` is taken for it | " + SearchQuery.MAX_COUNT + " |\n"
                + "| operations of a bulk request | " + BulkEndpoint.MAX_OPERATIONS + " |\n"
                + "| bytes of a bulk request | " + BulkEndpoint.MAX_PAYLOAD + " |\n";
    }
}
