package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.dn;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.Anchor;
import io.isthmus.plan.ValueChange.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeTest {
    private static final About WHY = NetChangesTest.about("1");
    private static final Anchor ANCHOR = new Anchor("1");

    static Stream<Arguments> kinds() {
        return Stream.of(
                of("add", about -> new Change.AddEntry(about, dn("ann"), Map.of("uid", List.of("ann")), true)),
                of("modify", about -> Wanted.modify(about, Wanted.to("title", "b", Kind.DRIFT))),
                of(
                        "rename",
                        about -> new Change.RenameEntry(
                                about,
                                ANCHOR,
                                dn("ann"),
                                dn("bea"),
                                Optional.of(dn("aside")),
                                List.of(Wanted.to("title", "b", Kind.DRIFT)),
                                Kind.CONFLICT)),
                of(
                        "delete",
                        about -> new Change.DeleteEntry(
                                about, ANCHOR, dn("ann"), WholeEntry.of(Map.of("uid", List.of("ann"))))),
                of("modify", about -> members(about, NetChangesTest.edit("a", false))));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aNoteChangesNothingElse(String type, Function<About, Change> change) {
        assertThat(change.apply(WHY).noted("look")).isEqualTo(change.apply(WHY.noted("look")));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void itsTypeIsOneOfTheFourOfTheApi(String type, Function<About, Change> change) {
        assertThat(change.apply(WHY).type()).isEqualTo(type);
    }

    @Test
    void anEntryGetsANameByACreationOrARename() {
        assertThat(NetChangesTest.add("ann").gives()).contains(dn("ann"));
        assertThat(rename("1").gives()).contains(dn("bea"));
        assertThat(Wanted.modify(WHY).gives()).isEmpty();
    }

    @Test
    void severalNotesStandSideBySide() {
        assertThat(WHY.noted("one").note()).isEqualTo("one");
        assertThat(WHY.noted("one").noted("two").note()).isEqualTo("one; two");
    }

    @Test
    void theNameOfTheMeantimeIsMadeOfTheIdentityAndKeepsADomain() {
        Change.RenameEntry known = rename("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
        assertThat(known.meanwhile("ann")).isEqualTo("moving-0f1e2d3c-4b5a");
        assertThat(known.meanwhile("ann@example.com")).isEqualTo("moving-0f1e2d3c-4b5a@example.com");
        assertThat(known.meanwhile("@example.com")).isEqualTo("moving-0f1e2d3c-4b5a@example.com");
        assertThat(rename("7").meanwhile("ann")).isEqualTo("moving-7");
    }

    @Test
    void membersComeAndGoByWhoMovedThem() {
        Change change = members(
                WHY,
                new MemberEdit("a", "uid=a", true, Kind.PENDING),
                new MemberEdit("b", "uid=b", false, Kind.PENDING),
                new MemberEdit("c", "uid=c", false, Kind.DRIFT),
                new MemberEdit("d", "uid=d", true, Kind.CONFLICT));
        assertThat(change.modifications())
                .containsExactly(
                        new ValueChange("member", List.of("uid=b"), List.of("uid=a"), Kind.PENDING),
                        new ValueChange("member", List.of("uid=c"), List.of(), Kind.DRIFT),
                        new ValueChange("member", List.of(), List.of("uid=d"), Kind.CONFLICT));
    }

    @Test
    void membersOfAGroupOnceItStands() {
        Change.ModifyMembers before = new Change.ModifyMembers(
                WHY,
                Optional.empty(),
                dn("g"),
                "member",
                List.of(NetChangesTest.edit("a", true)),
                Optional.of("cn=nobody"),
                true);
        assertThat(before.at(new Anchor("g"), dn("h")))
                .isEqualTo(new Change.ModifyMembers(
                        WHY,
                        Optional.of(new Anchor("g")),
                        dn("h"),
                        "member",
                        before.edits(),
                        Optional.of("cn=nobody"),
                        true));
    }

    private static Arguments of(String type, Function<About, Change> change) {
        return Arguments.of(type, change);
    }

    /** Of a group that they would leave empty. */
    private static Change.ModifyMembers members(About about, MemberEdit... edits) {
        return new Change.ModifyMembers(
                about, Optional.of(ANCHOR), dn("g"), "member", List.of(edits), Optional.of("cn=nobody"), true);
    }

    private static Change.RenameEntry rename(String anchor) {
        return new Change.RenameEntry(
                WHY, new Anchor(anchor), dn("ann"), dn("bea"), Optional.empty(), List.of(), Kind.PENDING);
    }
}
