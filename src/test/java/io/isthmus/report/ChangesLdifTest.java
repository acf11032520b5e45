package io.isthmus.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.plan.WholeEntry;
import io.isthmus.scim.ResourceType;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** LDIF where servers have a will of their own: members that follow their entries, and accounts of Active Directory. */
class ChangesLdifTest {
    private static final LdifServer MOVING = new LdifServer(Optional.empty(), false, true, false);
    private static final LdifServer MAYBE = new LdifServer(Optional.empty(), false, false, true);
    private static final LdifServer AD = new LdifServer(Optional.empty(), false, true, true, true);

    private static final Change LEA = rename("lea", "left", Optional.empty(), List.of());
    private static final Change CID = rename("cid", "cyd", Optional.empty(), List.of());
    private static final Change TEAM = members(
            edit("lea", "lea", false), edit("cid", "cid", false), edit("cid", "cyd", true), edit("bob", "bob", false));

    @Test
    void whoIsRenamedAndLeavesGoesByTheNameThatTheServerHasGivenIt() throws IOException {
        assertThat(forward(MOVING, TEAM, LEA, CID)).contains("""
                # members that follow their entries by themselves: 1
                dn: uid=team,dc=x
                changetype: modify
                delete: member
                member: uid=left,dc=x
                member: uid=bob,dc=x
                -
                """);
    }

    @Test
    void backwardsItComesByThatNameBeforeItIsTakenBack() throws IOException {
        assertThat(reverse(MOVING, TEAM, LEA, CID)).contains("""
                changetype: modify
                add: member
                member: uid=left,dc=x
                member: uid=bob,dc=x
                -
                """);
    }

    @Test
    void whereItIsNotKnownBothNamesGo() throws IOException {
        assertThat(forward(MAYBE, TEAM, LEA, CID)).contains("""
                delete: member
                member: uid=lea,dc=x
                member: uid=cid,dc=x
                member: uid=bob,dc=x
                member: uid=left,dc=x
                -
                add: member
                member: uid=cyd,dc=x
                -
                """);
        assertThat(forward(LdifServer.UNKNOWN, TEAM, LEA, CID)).contains("""
                delete: member
                member: uid=lea,dc=x
                -

                dn: uid=team,dc=x
                changetype: modify
                delete: member
                member: uid=left,dc=x
                -
                """);
    }

    @Test
    void whoIsRenamedAndJoinsGoesBackByBothNames() throws IOException {
        Change joins = members(edit("lea", "left", true));
        assertThat(reverse(MAYBE, joins, LEA)).contains("""
                delete: member
                member: uid=left,dc=x
                member: uid=lea,dc=x
                -
                """);
    }

    @Test
    void namesThatAreNoDnsAreNotFollowed() throws IOException {
        Change uids = new Change.ModifyMembers(
                about("team"),
                Optional.of(new Anchor("t")),
                dn("team"),
                "memberUid",
                List.of(member("cid", "cid", false), member("cid", "cyd", true)),
                Optional.empty());
        assertThat(forward(MOVING, uids, CID))
                .contains("delete: memberUid\nmemberUid: cid\n-\nadd: memberUid\nmemberUid: cyd");
    }

    @Test
    void aMemberThatWasMovedBeforeThePlanIsNotTakenForAFollower() throws IOException {
        assertThat(forward(MOVING, TEAM, LEA)).contains("member: uid=cid,dc=x\n", "add: member\nmember: uid=cyd,dc=x");
    }

    /** The values say who is there, not who that is: a goes to b, b to c, and only b stays in the group. */
    @Test
    void inARingOfNamesTheValuesStandAndTheWayBackIsLeftToThePlan() throws IOException {
        Change one = rename("a", "b", Optional.of(dn("aside")), List.of());
        Change two = rename("b", "a", Optional.empty(), List.of());
        Change leaves = members(edit("b", "b", false));
        assertThat(forward(MOVING, leaves, one, two)).contains("delete: member\nmember: uid=b,dc=x\n");
        assertThat(reverse(MOVING, leaves, one, two))
                .contains("# no record of uid=b,dc=x: it came or went in a ring of names")
                .doesNotContain("changetype: modify\n");
        assertThat(forward(MAYBE, leaves, one, two)).doesNotContain("member: uid=a,dc=x");
    }

    @Test
    void loginNamesAreLentInARing() throws IOException {
        ValueChange login = new ValueChange("sAMAccountName", List.of("a"), List.of("b"), ValueChange.Kind.PENDING);
        Change ring = rename("a", "b", Optional.of(dn("aside")), List.of(login));
        StringWriter text = new StringWriter();
        ChangesLdif ldif = new ChangesLdif(text, AD);
        ldif.aside(line(ring));
        ldif.write(line(ring));
        assertThat(text.toString())
                .containsSubsequence(
                        "dn: uid=aside,dc=x\nchangetype: modify\ndelete: sAMAccountName\nsAMAccountName: a\n",
                        "add: sAMAccountName\nsAMAccountName: moving-a\n",
                        "dn: uid=aside,dc=x\nchangetype: moddn\nnewrdn: uid=b\n",
                        "delete: sAMAccountName\nsAMAccountName: moving-a\n-\nadd: sAMAccountName\nsAMAccountName: b\n");
        StringWriter back = new StringWriter();
        ChangesLdif reverse = new ChangesLdif(back, AD);
        reverse.reverse(line(ring));
        reverse.home(line(ring));
        assertThat(back.toString())
                .containsSubsequence(
                        "delete: sAMAccountName\nsAMAccountName: b\n-\nadd: sAMAccountName\nsAMAccountName: moving-a\n",
                        "newrdn: uid=aside\n",
                        "newrdn: uid=a\n",
                        "delete: sAMAccountName\nsAMAccountName: moving-a\n-\nadd: sAMAccountName\nsAMAccountName: a\n");
    }

    @Test
    void anAccountOfActiveDirectoryIsCreatedLockedAndSaysWhatIsLeftToDo() throws IOException {
        Map<String, List<String>> entry =
                Map.of("objectClass", List.of("user"), "userAccountControl", List.of("66048"));
        String open = forward(AD, new Change.AddEntry(about("ann"), dn("ann"), entry, false));
        assertThat(open)
                .contains("# it is created locked: Active Directory opens no account that has no password\n")
                .contains("# by hand: password first (unicodePwd, over TLS), then clear ACCOUNTDISABLE (2) in"
                        + " userAccountControl of uid=ann,dc=x\n")
                .contains("userAccountControl: 66050\n");
        String locked =
                forward(AD, new Change.AddEntry(about("ann"), dn("ann"), Map.of("objectClass", List.of("user")), true));
        assertThat(locked)
                .contains("userAccountControl: 514\n", "# the account is locked")
                .doesNotContain("by hand");
        String group = forward(
                AD, new Change.AddEntry(about("ann"), dn("ann"), Map.of("objectClass", List.of("group")), false));
        assertThat(group).doesNotContain("userAccountControl", "by hand");
    }

    @Test
    void aLockOfActiveDirectoryIsLeftToAPersonByTheNameThatIsThereInTheEnd() throws IOException {
        ValueChange lock = new ValueChange(ActualEntry.DISABLED, List.of(), List.of("true"), ValueChange.Kind.PENDING);
        Change there = rename("ann", "bea", Optional.empty(), List.of(lock));
        assertThat(forward(AD, there))
                .contains(
                        "# by hand: set ACCOUNTDISABLE (2), and no other bit, in userAccountControl of uid=bea,dc=x\n")
                .doesNotContain("changetype: modify\n");
        assertThat(reverse(AD, there))
                .contains(
                        "# by hand: clear ACCOUNTDISABLE (2), and no other bit, in userAccountControl of uid=ann,dc=x\n");
    }

    @Test
    void whatActiveDirectoryKeepsItselfIsNotGivenToAnEntryThatIsMadeAgain() throws IOException {
        WholeEntry before = new WholeEntry(
                Map.of(
                        "objectClass",
                        List.of("user"),
                        "sAMAccountName",
                        List.of("dan"),
                        "accountExpires",
                        List.of("133800000000000000"),
                        "whenCreated",
                        List.of("20260101000000.0Z"),
                        "primaryGroupID",
                        List.of("513"),
                        "userAccountControl",
                        List.of("66050"),
                        ActualEntry.DISABLED,
                        List.of("true")),
                Map.of("objectSid", List.of("AQU="), "thumbnailPhoto", List.of("AAEC")),
                List.of("unicodePwd"),
                "");
        assertThat(reverse(AD, new Change.DeleteEntry(about("dan"), new Anchor("d"), dn("dan"), before)))
                .contains("sAMAccountName: dan", "accountExpires: 133800000000000000", "userAccountControl: 66050")
                .contains("thumbnailPhoto:: AAEC", "# lost, since its values are secret: unicodePwd")
                .doesNotContain("whenCreated", "primaryGroupID", "objectSid", "@disabled", "by hand");
    }

    private static String forward(LdifServer server, Change change, Change... names) throws IOException {
        StringWriter text = new StringWriter();
        ChangesLdif ldif = new ChangesLdif(text, server);
        for (Change name : names) {
            ldif.name(line(name));
        }
        ldif.write(line(change));
        return text.toString();
    }

    private static String reverse(LdifServer server, Change change, Change... names) throws IOException {
        StringWriter text = new StringWriter();
        ChangesLdif ldif = new ChangesLdif(text, server);
        for (Change name : names) {
            ldif.name(line(name));
        }
        ldif.reverse(line(change));
        ldif.reverseMembers(line(change));
        return text.toString();
    }

    private static ChangeLine line(Change change) {
        return new ChangeLine(1, change, "applied", "", Optional.of(Instant.EPOCH));
    }

    private static Change members(MemberEdit... edits) {
        return new Change.ModifyMembers(
                about("team"), Optional.of(new Anchor("t")), dn("team"), "member", List.of(edits), Optional.empty());
    }

    private static MemberEdit edit(String resource, String name, boolean add) {
        return member(resource, dn(name).toString(), add);
    }

    private static MemberEdit member(String resource, String value, boolean add) {
        return new MemberEdit("id-" + resource, value, add, ValueChange.Kind.PENDING);
    }

    private static Change rename(String from, String to, Optional<DN> via, List<ValueChange> parts) {
        return new Change.RenameEntry(
                about(from), new Anchor(from), dn(from), dn(to), via, parts, ValueChange.Kind.PENDING);
    }

    private static About about(String name) {
        return new About("id-" + name, ResourceType.USER, "okta", name, 7, Situation.PENDING, List.of(), false);
    }

    private static DN dn(String name) {
        try {
            return new DN("uid=" + name + ",dc=x");
        } catch (LDAPException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
