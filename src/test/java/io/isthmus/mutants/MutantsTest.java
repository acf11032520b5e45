package io.isthmus.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the tests: what would do the most harm is done wrong, and the test that has to notice notices. */
class MutantsTest {
    @TempDir
    Path classes;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "nothing wrong | plan/Compared.java | actual.and(last.or(meant)) | actual.and(last.or(meant)) |"
                        + " plan.EntryPlannerTest | aValueOnlyIntendedIsOursAfterACrash | false",
                "intended claims forgotten | plan/Compared.java | actual.and(last.or(meant)) | actual.and(last) |"
                        + " plan.EntryPlannerTest | aValueOnlyIntendedIsOursAfterACrash | true",
                "union and intersection swapped in the claims formula | plan/Compared.java | actual.and(last.or(meant)) |"
                        + " actual.or(last.and(meant)) | plan.EntryPlannerTest | keepsForeignValuesWhenMerging | true",
                "rename dropping the other changes | plan/EntryPlanner.java | Optional.empty(), modifications, rename.get() |"
                        + " Optional.empty(), List.of(), rename.get() | plan.EntryPlannerTest |"
                        + " aRenameCarriesTheOtherChanges | true",
                "superseded not checked | reconcile/Applier.java | position != saved.item().change().about().journal() |"
                        + " false | reconcile.ApprovalFaultsTest | aPushBetweenApprovalAndApplyTakesItsChangeOut | true",
                "nothing wrong with approvals | reconcile/Applier.java | position != saved.item().change().about().journal() |"
                        + " position != saved.item().change().about().journal() | reconcile.ApprovalFaultsTest |"
                        + " aPushBetweenApprovalAndApplyTakesItsChangeOut | false",
                "percent of the touched set | plan/SafetyLimits.java | long size = population.of(what, place.getKey()); |"
                        + " long size = place.getValue().size(); | plan.SafetyLimitsTest |"
                        + " percentIsOfTheWholePopulationAndNotOfWhatIsTouched | true",
                "partial read taken for whole | directory/unboundid/PagedSearch.java | throw ldap; |"
                        + " return new Page(List.of(), Optional.empty()); | reconcile.CutReadTest |"
                        + " nothingIsWrittenAfterAReadThatWasCut | true",
                "nothing wrong with reading | directory/unboundid/PagedSearch.java | throw ldap; | throw ldap; |"
                        + " reconcile.CutReadTest | nothingIsWrittenAfterAReadThatWasCut | false",
                "held set applied twice | store/JdbcOrders.java | and status in ('HELD', 'PLANNED') for update | for update |"
                        + " reconcile.ApprovalFaultsTest | theSecondOfTwoDecisionsThatBothSawItOpenComesTooLate | true",
                "nothing wrong with decisions | store/JdbcOrders.java | and status in ('HELD', 'PLANNED') for update |"
                        + " and status in ('HELD', 'PLANNED') for update | reconcile.ApprovalFaultsTest |"
                        + " theSecondOfTwoDecisionsThatBothSawItOpenComesTooLate | false"
            })
    void isNoticed(String name, String file, String right, String wrong, String test, String method, boolean killed) {
        assertThat(new Mutant(name, file, right, wrong)
                        .survives(test, method, classes)
                        .isPresent())
                .as(name)
                .isEqualTo(killed);
    }
}
