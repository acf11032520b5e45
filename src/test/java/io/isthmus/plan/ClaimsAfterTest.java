package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.add;
import static io.isthmus.plan.NetChangesTest.dn;
import static io.isthmus.plan.NetChangesTest.modify;
import static io.isthmus.plan.NetChangesTest.part;
import static io.isthmus.plan.Wanted.about;
import static io.isthmus.plan.Wanted.entry;
import static io.isthmus.plan.Wanted.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.ValueChange.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is ours before a write is known to have succeeded, and after. */
class ClaimsAfterTest {
    private static final Claims BEFORE =
            new Claims(Map.of("title", List.of("a"), "uid", List.of("ann")), Map.of("sn", List.of("x")));

    @Test
    void aCreationIntendsAllThatItWritesAndTheLockThatSomeServersSet() {
        Claims claims = ClaimsAfter.intended(add("ann", "loginShell", "/bin/sh"), link(BEFORE));
        assertThat(claims.applied()).isEqualTo(BEFORE.applied());
        assertThat(claims.intended())
                .containsEntry("uid", List.of("ann"))
                .containsEntry("loginshell", List.of("/bin/sh"))
                .containsEntry("sn", List.of("x"))
                .containsKey(ActualEntry.DISABLED)
                .doesNotContainKey("objectclass");
    }

    @Test
    void anEntryIsUnfinishedFromItsCreationUntilThatIsSettled() {
        Claims created = ClaimsAfter.intended(add("ann"), link(Claims.NONE));
        assertThat(ClaimsAfter.unfinished(created)).isTrue();
        assertThat(ClaimsAfter.unfinished(ClaimsAfter.applied(add("ann"), entry("ann"), link(created))))
                .isFalse();
        assertThat(ClaimsAfter.unfinished(Claims.NONE)).isFalse();
        Change lock = Wanted.modify(about(Situation.PENDING, false), to(ActualEntry.DISABLED, "true", Kind.PENDING));
        assertThat(ClaimsAfter.unfinished(ClaimsAfter.intended(lock, link(Claims.NONE))))
                .isFalse();
    }

    @Test
    void anEntryThatIsMadeAgainIsKnownAsSuchUntilThatIsSettled() {
        Change.AddEntry first = add("ann");
        Change.AddEntry second =
                new Change.AddEntry(about(Situation.MISSING, false), first.dn(), first.attributes(), first.disabled());
        Claims again = ClaimsAfter.intended(second, link(Claims.NONE));
        assertThat(ClaimsAfter.again(again)).isTrue();
        assertThat(ClaimsAfter.unfinished(again)).isTrue();
        assertThat(ClaimsAfter.again(ClaimsAfter.applied(second, entry("ann"), link(again))))
                .isFalse();
        assertThat(ClaimsAfter.again(ClaimsAfter.intended(first, link(Claims.NONE))))
                .isFalse();
    }

    @Test
    void aRenameIntendsTheNewNameAndKnowsItAgain() {
        Claims claims = ClaimsAfter.intended(rename(Optional.empty()), link(BEFORE));
        assertThat(claims.meant(dn("bea"))).isTrue();
        assertThat(claims.meant(dn("ann"))).isFalse();
        assertThat(claims.intended()).containsEntry("uid", List.of("bea"));
    }

    /** No value is written for what names the entry: the modDN does that. */
    @Test
    void aRenameIntendsTheValueThatNamesTheEntry() {
        Change bare = Wanted.rename(about(Situation.PENDING, false), Kind.PENDING);
        Claims claims = ClaimsAfter.intended(bare, link(BEFORE));
        assertThat(claims.intended()).containsEntry("uid", List.of("bea"));
        assertThat(claims.applied()).containsEntry("uid", List.of("ann"));
        assertThat(ClaimsAfter.applied(bare, entry("bea"), link(claims)).intended())
                .doesNotContainKey("uid");
    }

    @Test
    void aRenameByWayOfAnotherNameIntendsThatValueToo() {
        Claims claims = ClaimsAfter.intended(rename(Optional.of(dn("moving-1"))), link(BEFORE));
        assertThat(claims.intended()).containsEntry("uid", List.of("bea", "moving-1"));
    }

    @Test
    void aCreationOwnsWhatItWroteAndNothingOfBefore() {
        Map<String, DesiredValues> wanted = Map.of(
                "uid",
                new DesiredValues(List.of("ann"), Ownership.ENFORCE),
                "loginShell",
                new DesiredValues(List.of(Wanted.NOLOGIN), Ownership.ENFORCE),
                "employeeType",
                new DesiredValues(List.of("first"), Ownership.INITIAL),
                "mail",
                new DesiredValues(List.of(), Ownership.ENFORCE),
                ActualEntry.DISABLED,
                new DesiredValues(List.of("true"), Ownership.MERGE));
        Claims claims =
                ClaimsAfter.applied(add("ann"), entry(Wanted.rule("ask"), "1", dn("ann"), wanted), link(BEFORE));
        assertThat(claims.applied())
                .containsOnly(
                        Map.entry("uid", List.of("ann")),
                        Map.entry("loginshell", List.of(Wanted.NOLOGIN)),
                        Map.entry(ActualEntry.DISABLED, List.of("true")));
        assertThat(claims.intended()).isEmpty();
    }

    @Test
    void anAdoptionOwnsWhatIsDesiredButNoLockThatWasThereBefore() {
        Change adoption =
                Wanted.modify(about(Situation.ADOPTABLE, true), to("LOGINSHELL", Wanted.NOLOGIN, Kind.PENDING));
        Claims claims = ClaimsAfter.applied(
                adoption,
                entry("ann", "title", "b", "loginShell", Wanted.NOLOGIN, ActualEntry.DISABLED, "true"),
                link(BEFORE));
        assertThat(claims.applied())
                .containsOnly(
                        Map.entry("uid", List.of("ann")),
                        Map.entry("title", List.of("b")),
                        Map.entry("loginshell", List.of(Wanted.NOLOGIN)));
        assertThat(claims.intended()).isEmpty();
    }

    @Test
    void aWriteSettlesWhatItWroteAndNothingElse() {
        Claims claims = ClaimsAfter.applied(
                modify("sn", "-x", "+y"), entry("ann", "sn", "y", "title", "b", "cn", "c"), link(BEFORE));
        assertThat(claims)
                .isEqualTo(
                        new Claims(Map.of("title", List.of("a"), "uid", List.of("ann"), "sn", List.of("y")), Map.of()));
    }

    @Test
    void whatWasWithdrawnIsNotOursAnyMore() {
        Claims claims = ClaimsAfter.applied(modify("title", "-a"), entry("ann"), link(BEFORE));
        assertThat(claims).isEqualTo(new Claims(Map.of("uid", List.of("ann")), BEFORE.intended()));
    }

    @Test
    void aRenameSettlesTheNameAlsoWhereNoValueIsWritten() {
        Claims intended = ClaimsAfter.intended(rename(Optional.empty()), link(BEFORE));
        Change bare = Wanted.rename(about(Situation.PENDING, false), Kind.PENDING);
        Claims claims = ClaimsAfter.applied(bare, entry("bea"), link(intended));
        assertThat(claims)
                .isEqualTo(
                        new Claims(Map.of("title", List.of("a"), "uid", List.of("bea")), Map.of("sn", List.of("x"))));
        Claims valuesOnly = ClaimsAfter.applied(modify("title", "-a"), entry("bea"), link(intended));
        assertThat(valuesOnly.meant(dn("bea"))).isTrue();
        assertThat(valuesOnly.applied()).containsEntry("uid", List.of("ann"));
    }

    @Test
    void aLockThatTheServerDoesNotOpenYetIsOursToLift() {
        Claims claims = ClaimsAfter.locked(BEFORE);
        assertThat(claims.applied())
                .containsEntry(ActualEntry.DISABLED, List.of("true"))
                .hasSize(3);
        assertThat(claims.intended()).isEqualTo(BEFORE.intended());
    }

    private static Change.RenameEntry rename(Optional<DN> via) {
        return new Change.RenameEntry(
                about(Situation.PENDING, false),
                new Anchor("1"),
                dn("ann"),
                dn("bea"),
                via,
                List.of(part("uid", "-ann", "+bea")),
                Kind.PENDING);
    }

    private static Link link(Claims claims) {
        return Wanted.link("1", Optional.of(new Anchor("1")), "ann", claims);
    }
}
