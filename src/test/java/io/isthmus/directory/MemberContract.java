package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.ValueChange;
import io.isthmus.plan.WholeEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every directory has to do with the members of groups. */
interface MemberContract {
    /** The adapter under test, bound as the service account. */
    Directory directory();

    /** Another writer, who may do everything. */
    LDAPConnection other() throws LDAPException;

    /** How this server wants its entries. */
    DirectoryContract.Words words();

    /** A new entry. */
    ActualEntry added(String name, Map<String, List<String>> more);

    @Test
    default void membersComeAndGoEachForItself() throws LDAPException {
        String ann = added("member.ann", Map.of()).dn().toString();
        String bob = added("member.bob", Map.of()).dn().toString();
        DN group = words().group("contract", ann).dn();
        DirectoryContract.applied(directory().apply(words().group("contract", ann)));
        ActualEntry made = directory().entry(group, Set.of("member")).orElseThrow();
        DirectoryContract.applied(directory().apply(members(made, edit(ann, true), edit(bob, true))));
        DirectoryContract.applied(
                directory().apply(members(made, edit(ann, false), edit("cn=absent," + words().base(), false))));
        assertThat(membersOf(group)).containsExactly(key(bob));
        ChangeResult.Partly partly = (ChangeResult.Partly)
                directory().apply(members(made, edit("no name", true), edit(ann, true), edit(bob, false)));
        assertThat(partly.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.value()).isEqualTo("no name");
            assertThat(refused.detail()).startsWith("adding no name: ");
        });
        assertThat(membersOf(group)).containsExactly(key(ann));
        assertThat(DirectoryContract.failed(directory().apply(members(made, edit("no name", true))))
                        .kind())
                .isEqualTo(Kind.REJECTED);
        DirectoryContract.applied(directory().apply(members(made, edit(ann, false))));
        assertThat(membersOf(group)).doesNotContain(key(ann));
        try (LDAPConnection other = other()) {
            other.delete(group.toString());
        }
        assertThat(DirectoryContract.failed(directory().apply(members(made, edit(ann, true))))
                        .kind())
                .isEqualTo(Kind.CONFLICT);
    }

    /** Servers rewrite what refers to an entry with escapes of their own. */
    @Test
    default void aMemberIsTheSameHoweverItIsSpelt() throws LDAPException {
        String cid = added("member.cid", Map.of()).dn().toString();
        String dora = added("member.dora", Map.of()).dn().toString();
        String spelt = cid.replaceFirst("\\.", "\\\\2E");
        DN group = words().group("spelt", cid).dn();
        DirectoryContract.applied(directory().apply(words().group("spelt", cid)));
        ActualEntry made = directory().entry(group, Set.of("member")).orElseThrow();
        DirectoryContract.applied(directory().apply(members(made, edit(spelt, true), edit(dora, true))));
        assertThat(membersOf(group)).containsExactlyInAnyOrder(key(cid), key(dora));
        DirectoryContract.applied(directory().apply(members(made, edit(spelt, false))));
        assertThat(membersOf(group)).containsExactly(key(dora));
        DirectoryContract.applied(directory().apply(members(made, edit(spelt, false))));
        assertThat(membersOf(group)).containsExactly(key(dora));
    }

    /** Where members show their groups, leaving them touches their entries: in the very run that deletes them, too. */
    @Test
    default void whoHasLeftAGroupSinceThePlanIsDeletedAllTheSame() throws LDAPException {
        ActualEntry leaver = added("member.leaver", Map.of());
        String stays = added("member.stays", Map.of()).dn().toString();
        DN group = words().group("left", stays).dn();
        DirectoryContract.applied(directory().apply(words().group("left", stays)));
        ActualEntry made = directory().entry(group, Set.of("member")).orElseThrow();
        DirectoryContract.applied(
                directory().apply(members(made, edit(leaver.dn().toString(), true))));
        WholeEntry seen = WholeEntry.of(
                directory().entry(leaver.dn(), WholeEntry.ATTRIBUTES).orElseThrow());
        tick();
        DirectoryContract.applied(
                directory().apply(members(made, edit(leaver.dn().toString(), false))));
        Change delete = new Change.DeleteEntry(DirectoryContract.about("left"), leaver.anchor(), leaver.dn(), seen);
        assertThat(DirectoryContract.applied(directory().apply(delete)).converged())
                .isFalse();
    }

    /** Lets the time go on by which the server tells that an entry was modified; most tell it finely enough. */
    default void tick() {}

    private Set<String> membersOf(DN group) {
        Set<String> keys = new java.util.TreeSet<>();
        directory()
                .entry(group, Set.of("member"))
                .flatMap(entry -> entry.attribute("member"))
                .ifPresent(values -> List.of(values.getValues()).forEach(value -> keys.add(key(value))));
        return keys;
    }

    private static String key(String dn) {
        return DirectoryContract.dn(dn).toNormalizedString();
    }

    private static MemberEdit edit(String value, boolean add) {
        return new MemberEdit("r", value, add, ValueChange.Kind.PENDING);
    }

    private static Change.ModifyMembers members(ActualEntry group, MemberEdit... edits) {
        return new Change.ModifyMembers(
                DirectoryContract.about("contract"),
                Optional.of(group.anchor()),
                group.dn(),
                "member",
                List.of(edits),
                Optional.of("cn=nobody,dc=example,dc=com"));
    }
}
