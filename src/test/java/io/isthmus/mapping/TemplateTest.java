package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateTest {
    @Test
    void fillsCollapsesAndEscapes() {
        assertThat(value("${title}  ${nickName} ")).containsExactly("Dr");
        assertThat(value("$${x} ${title}")).containsExactly("${x} Dr");
        assertThat(value("Mr ${nickName}")).isEmpty();
    }

    @Test
    void refusesWhatIsNotAPath() {
        assertThat(Template.parse("${a b}")).isEmpty();
        assertThat(Template.parse("x ${title")).isEmpty();
    }

    private static List<String> value(String template) {
        var body = JsonNodeFactory.instance.objectNode().put("title", "Dr");
        Instant t = Instant.EPOCH;
        return Template.parse(template)
                .orElseThrow()
                .of(new Resource("1", ResourceType.USER, "okta", 1, 1, t, t, Optional.empty(), body));
    }
}
