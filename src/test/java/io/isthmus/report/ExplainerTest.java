package io.isthmus.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.MemberRule;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Claims;
import io.isthmus.plan.MemberState;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.report.Explainer.Wanted;
import io.isthmus.report.Explainer.Write;
import io.isthmus.report.Explanation.Claim;
import io.isthmus.report.Explanation.Value;
import io.isthmus.report.MembershipExplainer.Membership;
import io.isthmus.scim.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Desired, applied, intended and actual, put side by side. */
class ExplainerTest {
    private static final Claim RULE = new Claim(false, "people", "okta", "newest", 9);
    private static final Claim ROLE = new Claim(true, "admin", "okta", "newest", 9);
    private static final Claims NONE = Claims.NONE;

    private static DN dn(String text) {
        try {
            return new DN(text);
        } catch (LDAPException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static Map<String, Wanted> wanted(String attribute, boolean initial, String... values) {
        Map<String, List<Claim>> askedBy = new LinkedHashMap<>();
        Stream.of(values).forEach(value -> askedBy.put(value, List.of(RULE)));
        return Map.of(attribute, new Wanted(initial, askedBy));
    }

    private static Claims claims(String applied, String intended) {
        return new Claims(list(applied), list(intended));
    }

    private static Map<String, List<String>> list(String values) {
        return values == null ? Map.of() : Map.of("title", List.of(values.split("/")));
    }

    private static Optional<ActualEntry> actual(String values) {
        return Optional.of(new ActualEntry(
                new Anchor("a"),
                dn("uid=ann,dc=x"),
                values == null ? Map.of() : Map.of("title", new Attribute("title", values.split("/")))));
    }

    private static List<String> told(List<Value> values) {
        return values.stream()
                .map(value -> value.value() + "=" + value.state().label())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // desired, applied, intended, actual, expected
                "a, a, -, a, a=applied",
                "a, a, -, A, a=applied",
                "a, a, -, -, a=drifted",
                "a, a, -, b, a=drifted b=foreign",
                "a, -, -, -, a=pending",
                "a, -, -, a, a=pending",
                "a, -, a, -, a=intended",
                "a, b, -, b, a=pending b=leaving",
                "a, -, b, b, a=pending b=intended",
                "-, b, -, b, b=leaving",
                "a/c, a, -, a/d, a=applied c=pending d=foreign",
            })
    void whatIsReadShowsWhoMoved(String desired, String applied, String intended, String there, String expected) {
        Map<String, Wanted> wanted = wanted("Title", false, desired == null ? new String[0] : desired.split("/"));
        List<Value> values = Explainer.values(wanted, claims(applied, intended), actual(there), List.of());
        assertThat(String.join(" ", told(values))).isEqualTo(expected);
    }

    @Test
    void whatIsNotReadIsToldFromWhatWasApplied() {
        assertThat(told(Explainer.values(wanted("title", false, "a"), claims("a", null), Optional.empty(), List.of())))
                .containsExactly("a=applied");
    }

    @Test
    void whatNoRuleMapsAnyMoreIsReleased() {
        assertThat(told(Explainer.values(Map.of(), claims("a", null), actual("a"), List.of())))
                .containsExactly("a=released");
    }

    private static Write write(long journal, String outcome, Change change) {
        return new Write(
                "run" + journal, new ChangeLine(journal, change, outcome, "", Optional.empty()), "request" + journal);
    }

    private static About about(long journal, Situation situation) {
        return new About(
                "id",
                ResourceType.USER,
                "okta",
                "ann",
                journal,
                situation,
                List.of(new About.Reason("people", "okta", journal, "")),
                true);
    }

    private static Write modify(long journal, String outcome, String delete, String add) {
        return write(
                journal,
                outcome,
                new Change.ModifyEntry(
                        about(journal, Situation.PENDING),
                        new Anchor("a"),
                        dn("uid=ann,dc=x"),
                        List.of(new ValueChange("TITLE", List.of(delete), List.of(add), ValueChange.Kind.PENDING))));
    }

    private static Write adopted(long journal) {
        return write(
                journal,
                "applied",
                new Change.ModifyEntry(
                        about(journal, Situation.ADOPTABLE), new Anchor("a"), dn("uid=ann,dc=x"), List.of()));
    }

    private static Write added(long journal) {
        return write(
                journal,
                "applied",
                new Change.AddEntry(
                        about(journal, Situation.NEW),
                        dn("uid=ann,dc=x"),
                        Map.of("title", List.of("a"), "uid", List.of("ann")),
                        false));
    }

    private static Value one(Map<String, Wanted> wanted, Claims claims, Write... writes) {
        List<Value> values = Explainer.values(wanted, claims, Optional.empty(), List.of(writes));
        assertThat(values).hasSize(1);
        return values.get(0);
    }

    @Test
    void theNewestChangeThatPutItThereIsNamed() {
        Value value = one(
                wanted("title", false, "a"),
                claims("a", null),
                modify(8, "failed", "x", "a"),
                modify(7, "applied", "b", "A"),
                modify(6, "applied", "a", "b"),
                added(5));
        assertThat(value.written().orElseThrow().run()).isEqualTo("run7");
        assertThat(value.claims()).containsExactly(new Claim(false, "people", "okta", "request7", 7));
    }

    @Test
    void aCreationOrElseTheAdoptionIsNamed() {
        assertThat(one(wanted("title", false, "a"), claims("a", null), added(5))
                        .written()
                        .orElseThrow()
                        .operation())
                .isEqualTo("add");
        assertThat(one(wanted("title", false, "a"), claims("a", null), adopted(4))
                        .written()
                        .orElseThrow()
                        .run())
                .isEqualTo("run4");
        assertThat(one(wanted("title", false, "a"), claims("a", null), modify(7, "applied", "a", "c"))
                        .written())
                .isEmpty();
    }

    @Test
    void whatLeavesWasOnceAskedFor() {
        Value value = one(wanted("title", false), claims("a", null), added(5));
        assertThat(value.state()).isEqualTo(Explanation.State.LEAVING);
        assertThat(value.claims()).containsExactly(new Claim(false, "people", "okta", "request5", 5));
    }

    @Test
    void secretsAreNotShownAndInitialIsNobodysSince() {
        assertThat(one(wanted("userPassword", true, "secret"), NONE, added(5)))
                .matches(value -> value.value().equals("(not shown)"))
                .matches(value -> value.state() == Explanation.State.INITIAL);
        assertThat(one(wanted("title", true, "a"), NONE).state()).isEqualTo(Explanation.State.PENDING);
    }

    private static Membership membership(boolean named, String applied, String intended, boolean entry) {
        MemberState state = new MemberState(
                "g",
                "m",
                named,
                new MemberState.Outlook(
                        true, entry ? Optional.of(new MemberState.Names("uid=ann,dc=x", "ann")) : Optional.empty()),
                Optional.ofNullable(applied),
                intended == null ? List.of() : List.of(intended));
        return new Membership(
                state,
                "memberOf",
                "cn=team,dc=x",
                state.desired(MemberRule.As.DN),
                named ? List.of(RULE, ROLE) : List.of(),
                Optional.of(modify(7, "applied", "x", "y")),
                "ann");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "true, uid=ann, -, true, applied, 0",
                "true, -, -, true, pending, 1",
                "true, -, -, false, pending, 1",
                "true, -, x, true, intended, 0",
                "false, uid=ann, -, true, leaving, 0",
                "false, -, x, true, intended, 0",
                "false, -, -, true, -, 0",
            })
    void memberships(boolean named, String applied, String intended, boolean entry, String state, int pending) {
        MembershipExplainer.Explained explained =
                MembershipExplainer.explain(List.of(membership(named, applied, intended, entry)));
        assertThat(explained.values().stream().map(value -> value.state().label()))
                .isEqualTo(state == null ? List.of() : List.of(state));
        assertThat(explained.pending()).hasSize(pending);
    }

    @Test
    void aRulesClaimIsOfTheGroupsRecordAndARolesOfTheMembers() {
        Value value = MembershipExplainer.explain(List.of(membership(true, "uid=ann", null, true)))
                .values()
                .get(0);
        assertThat(value.claims()).containsExactly(new Claim(false, "people", "okta", "request7", 7), ROLE);
        assertThat(MembershipExplainer.explain(List.of(membership(true, null, null, false)))
                        .pending()
                        .get(0)
                        .why())
                .contains("ann has no entry in the directory yet");
    }
}
