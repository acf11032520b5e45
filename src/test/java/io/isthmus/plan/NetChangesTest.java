package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.Anchor;
import io.isthmus.scim.ResourceType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetChangesTest {
    @Test
    void twoChangesOfOneValueAreOne() {
        assertThat(net(modify("title", "-a", "+b"), modify("title", "-b", "+c")))
                .containsExactly(modify("title", "-a", "+c"));
    }

    @Test
    void whatWasPutBackHasNotChanged() {
        Change change = only(net(modify("title", "-a", "+b"), modify("title", "-b", "+a"), modify("sn", "+x")));
        assertThat(change.modifications()).extracting(ValueChange::attribute).containsExactly("sn");
    }

    @Test
    void aRenameKeepsTheOtherChangesAndTheFirstName() {
        Change.RenameEntry rename = (Change.RenameEntry) only(
                net(modify("title", "+b"), rename("ann", "bea"), rename("bea", "cleo"), modify("title", "-b", "+c")));
        assertThat(rename.dn()).isEqualTo(dn("ann"));
        assertThat(rename.newDn()).isEqualTo(dn("cleo"));
        assertThat(rename.modifications()).containsExactly(part("title", "+c"));
    }

    @Test
    void aRenameThereAndBackIsNone() {
        assertThat(only(net(rename("ann", "bea"), rename("bea", "ann")))).isInstanceOf(Change.ModifyEntry.class);
    }

    @Test
    void whatWasDoneToACreatedEntryBelongsToItsCreation() {
        Change.AddEntry add = (Change.AddEntry)
                only(net(add("ann", "title", "a"), rename("ann", "bea"), modify("title", "-a", "+b")));
        assertThat(add.dn()).isEqualTo(dn("bea"));
        assertThat(add.attributes()).containsEntry("title", List.of("b")).containsEntry("uid", List.of("bea"));
    }

    @Test
    void whatCameAndWentIsNothing() {
        assertThat(net(add("ann"), delete("ann"))).isEmpty();
        assertThat(net(add("ann"), delete("ann"), add("ann"))).hasSize(1);
    }

    @Test
    void aDeletionHasTheEntryAsItWasBeforeTheRun() {
        Change.DeleteEntry delete = (Change.DeleteEntry) only(net(
                rename("ann", "bea"),
                modify("title", "-a", "+b"),
                new Change.DeleteEntry(
                        about("1"),
                        new Anchor("1"),
                        dn("bea"),
                        WholeEntry.of(Map.of("uid", List.of("bea"), "title", List.of("b"))))));
        assertThat(delete.dn()).isEqualTo(dn("ann"));
        assertThat(delete.before().values())
                .containsEntry("title", List.of("a"))
                .containsEntry("uid", List.of("ann"));
    }

    @Test
    void aMemberThatCameAndWentHasNotChanged() {
        List<Change.ModifyMembers> members = new NetChanges()
                .add(members(edit("a", true), edit("b", true)))
                .add(members(edit("a", false), edit("c", false)))
                .members();
        assertThat(members).hasSize(1);
        assertThat(members.get(0).edits()).containsExactly(edit("b", true), edit("c", false));
    }

    static MemberEdit edit(String member, boolean add) {
        return new MemberEdit(member, "uid=" + member, add, ValueChange.Kind.PENDING);
    }

    static Change.ModifyMembers members(MemberEdit... edits) {
        return new Change.ModifyMembers(
                about("g"), Optional.of(new Anchor("g")), dn("g"), "member", List.of(edits), Optional.empty());
    }

    private static Change only(List<Change> net) {
        assertThat(net).hasSize(1);
        return net.get(0);
    }

    private static List<Change> net(Change... changes) {
        NetChanges net = new NetChanges();
        Arrays.stream(changes).forEach(net::add);
        return net.entries();
    }

    /** @param values {@code -} those that went, {@code +} those that came */
    static ValueChange part(String attribute, String... values) {
        return new ValueChange(attribute, signed(values, '-'), signed(values, '+'), ValueChange.Kind.PENDING);
    }

    private static List<String> signed(String[] values, char sign) {
        return Arrays.stream(values)
                .filter(value -> value.charAt(0) == sign)
                .map(value -> value.substring(1))
                .toList();
    }

    static Change modify(String attribute, String... values) {
        return new Change.ModifyEntry(about("1"), new Anchor("1"), dn("ann"), List.of(part(attribute, values)));
    }

    static Change rename(String from, String to) {
        return new Change.RenameEntry(
                about("1"), new Anchor("1"), dn(from), dn(to), Optional.empty(), List.of(), ValueChange.Kind.PENDING);
    }

    static Change.AddEntry add(String uid, String... more) {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        attributes.put("objectClass", List.of("inetOrgPerson"));
        attributes.put("uid", List.of(uid));
        for (int i = 0; i < more.length; i += 2) {
            attributes.put(more[i], List.of(more[i + 1]));
        }
        return new Change.AddEntry(about("1"), dn(uid), attributes, false);
    }

    static Change delete(String uid) {
        return new Change.DeleteEntry(about("1"), new Anchor("1"), dn(uid), WholeEntry.of(Map.of()));
    }

    static About about(String resource) {
        return new About(resource, ResourceType.USER, "okta", resource, 1, Situation.PENDING, List.of(), false);
    }

    static DN dn(String uid) {
        try {
            return new DN("uid=" + uid + ",ou=people,dc=example,dc=com");
        } catch (LDAPException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
