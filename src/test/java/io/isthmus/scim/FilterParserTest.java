package io.isthmus.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isthmus.intake.Normaliser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "userName eq \"a\"|userName|a",
                "USERNAME EQ \"a\"|userName|a",
                "externalId eq liv.moe|externalId|liv.moe",
                "email eq \"x@y\"|emails.value|x@y",
                "userName eq \"o'neil+test\\\"x@acme.test\"|userName|o'neil+test\"x@acme.test",
                "active eq true|active|true",
                "active eq True|active|true",
                "externalId eq True|externalId|True",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"7\"|urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber|7"
            })
    void understandsEqual(String written, String path, String value) {
        Filter.Compare equal = (Filter.Compare) FilterParser.parse(ResourceType.USER, Normaliser.filter(written));
        assertThat(equal.path()).hasToString(path);
        assertThat(equal.value().asText()).isEqualTo(value);
    }

    /** Filters collected from other implementations' tests: either understood or refused as invalidFilter, and which is written down. */
    @ParameterizedTest
    @CsvFileSource(resources = "/filters/collected.csv", delimiter = '|', quoteCharacter = '\0', numLinesToSkip = 1)
    void understandsOrRefusesWhatOthersTestWith(String verdict, String written) {
        if (verdict.equals("understood")) {
            assertThat(FilterParser.parse(ResourceType.USER, Normaliser.filter(written)))
                    .isNotNull();
        } else {
            refusesWhatItCannotAnswer(written);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "externalId eq 0123|0123",
                "externalId eq 123|123",
                "externalId eq \"null\"|null",
                "userName eq \"a(b[c]d)\"|a(b[c]d)",
                "userName eq \"((((((((((((((((((((((((((((((((((((((((((((((((((((((\"|(((((((((((((((((((((((((((((((((((((((((((((((((((((("
            })
    void takesOddValuesAsTheyAre(String written, String value) {
        assertThat(((Filter.Compare) FilterParser.parse(ResourceType.USER, Normaliser.filter(written)))
                        .value()
                        .asText())
                .isEqualTo(value);
    }

    @Test
    void foldsCaseAsUnicodeDoes() {
        assertThat(Keys.fold("Åsa")).isEqualTo(Keys.fold("a\u030Asa")).isEqualTo(Keys.fold("åSA"));
        assertThat(Keys.fold("STRASSE")).isEqualTo(Keys.fold("straße"));
        assertThat(Keys.fold("ılgaz")).isNotEqualTo(Keys.fold("ilgaz"));
    }

    @Test
    void understandsTheValuePathFormsAlike() {
        assertThat(FilterParser.parse(ResourceType.USER, Normaliser.filter("emails[type eq \"work\"].value eq \"x\"")))
                .isEqualTo(FilterParser.parse(ResourceType.USER, "emails[type eq \"work\" and value eq \"x\"]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shoeSize eq \"42\"",
                "active gt true",
                "active co \"t\"",
                "meta.created gt \"yesterday\"",
                "userName co null",
                "name eq \"x\"",
                "emails[type eq \"work\" and ims[value eq \"x\"]]",
                "userName",
                "",
                "emails[shoe eq \"1\"]",
                "userName eq",
                "emails[type eq \"work\"",
                "userName eq \"a\"]",
                "meta.created gt \"+999999999-12-31T00:00:00Z\"",
                "((((userName eq \"a\""
            })
    void refusesWhatItCannotAnswer(String written) {
        assertThatThrownBy(() -> FilterParser.parse(ResourceType.USER, Normaliser.filter(written)))
                .isInstanceOfSatisfying(
                        ScimException.class,
                        refused -> assertThat(refused.error().scimType()).contains("invalidFilter"));
    }

    @Test
    void refusesLongAndDeepFiltersQuickly() {
        assertThatThrownBy(() -> FilterParser.parse(
                        ResourceType.USER, "(".repeat(1000) + "userName eq \"a\"" + ")".repeat(1000)))
                .isInstanceOf(ScimException.class);
        assertThatThrownBy(() -> FilterParser.parse(ResourceType.USER, "userName eq \"" + "a".repeat(10_000) + "\""))
                .isInstanceOf(ScimException.class);
    }
}
