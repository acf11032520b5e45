package io.isthmus.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.isthmus.scim.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelTest {
    private static final Resource ANN = Mappings.user("{'userName':'ann','active':true,'level':7,'addresses':[],"
            + "'emails':[{'value':'a@x','primary':false},{'value':'b@x','primary':true}]}");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "value + '!' | a!",
                "values | a,b",
                "values.map(v, v + v) | aa,bb",
                "values.map(v, '') |",
                "['x', 'y', 'x'] | x,y",
                "value == 'a' | true",
                "1 + 1 | 2",
                "resource.userName | ann",
                "resource.level + 1 | 8",
                "resource.emails.map(e, e.value) | a@x,b@x",
                "resource.emails.filter(e, e.primary).map(e, e.value) | b@x",
                "resource.addresses | ",
                "has(resource.title) ? resource.title : 'none' | none",
                "resource.userName == 'bob' ? resource.userName : null |",
                "[resource.userName, null] | ann",
                "[1.5, 2.5] | 1.5,2.5"
            })
    void anExpressionMakesValues(String expression, String expected) {
        List<String> values = Cel.compile(expression, false).values(ANN, List.of("a", "b"));
        assertThat(String.join(",", values)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void withoutAValueThereIsTheEmptyTextWhichIsNoneEither() {
        assertThat(Cel.compile("value", false).values(ANN, List.of())).isEmpty();
        assertThat(Cel.compile("value + 'x'", false).values(ANN, List.of())).containsExactly("x");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "resource.active | true",
                "resource.userName == 'ann' | true",
                "resource.userName == 'bob' | false",
                "resource.userName | false",
                "resource.level > 6 | true",
                "resource.emails.exists(e, e.primary) | true",
                "resource.emails.all(e, e.primary) | false",
                "!has(resource.title) | true",
                "size(resource.emails) == 2 | true"
            })
    void aConditionHoldsOnlyWhereItIsTrue(String expression, boolean holds) {
        assertThat(Cel.compile(expression, true).holds(ANN)).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "{'a': 'b'}", "null", "b'x'"})
    void whatGivesNoTextMakesNoValues(String expression) {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Cel.compile(expression, false))
                .withMessageMatching("the expression gives \\S+; it has to give a string or a list of strings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "'true'", "[true]", "1.5"})
    void whatIsNeitherTrueNorFalseIsNoCondition(String expression) {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Cel.compile(expression, true))
                .withMessageMatching("the expression gives \\S+; it has to give true or false");
    }

    /** The compiler does not know what a resource holds. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "resource.emails | a map",
                "resource.emails[0] | a map",
                "[value, {'a': value}] | a map",
                "[[value]] | a list in a list",
                "dyn(b'x') | something else"
            })
    void whatHasNoTextOfItsOwnIsRefusedWhenItComesUp(String expression, String kind) {
        Cel cel = Cel.compile(expression, false);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> cel.values(ANN, List.of("a")))
                .withMessage("the expression gives " + kind + "; it has to give a string or a list of strings");
    }

    @Test
    void theCompilersFirstLineSaysWhatIsWrong() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Cel.compile("valu + 'x'", false))
                .withMessageStartingWith("not a CEL expression: ")
                .withMessageContaining("valu")
                .satisfies(wrong -> assertThat(wrong.getMessage()).doesNotContain("\n"));
    }
}
