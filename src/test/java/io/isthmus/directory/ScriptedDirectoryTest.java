package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SearchBase;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import io.isthmus.testing.ScriptedActiveDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port over what Samba does not show of Active Directory. */
class ScriptedDirectoryTest {
    private static final Set<String> MEMBER = Set.of("member");
    private static final DirectoryContract.Words WORDS =
            new DirectoryContract.Words(ScriptedActiveDirectory.PEOPLE, "cn", "user", "otherMailbox");
    private ScriptedActiveDirectory ad;
    private Directory directory;

    @BeforeEach
    void start() {
        ad = ScriptedActiveDirectory.start();
        directory = to(ad.ldapsUrl());
    }

    @AfterEach
    void stop() {
        directory.close();
        ad.close();
    }

    private Directory to(String url) {
        return new LdapDirectory(ad.settings(url));
    }

    private static DN dn(String text) {
        return DirectoryContract.dn(text);
    }

    private static SearchBase everything() {
        return new SearchBase(
                dn(ScriptedActiveDirectory.BASE), DirectoryContract.filter("(objectClass=group)"), MEMBER);
    }

    private static String[] members(ActualEntry group) {
        return group.attribute("member").map(Attribute::getValues).orElse(new String[0]);
    }

    @Test
    void theServerIsAsNastyAsItShouldBe() throws Exception {
        String group = ad.group("large", 1600);
        for (int i = 0; i < 1100; i++) {
            ad.add("CN=e" + i + "," + ScriptedActiveDirectory.PEOPLE, "user");
        }
        try (LDAPConnection client = ad.connect()) {
            Entry partial = client.getEntry(group, "member");
            assertThat(partial.getAttribute("member").size()).isZero();
            assertThat(partial.getAttribute("member;range=0-1499").size()).isEqualTo(1500);
            assertThatThrownBy(() ->
                            client.search(ScriptedActiveDirectory.PEOPLE, SearchScope.SUB, "(objectClass=user)", "1.1"))
                    .isInstanceOfSatisfying(
                            LDAPSearchException.class,
                            cut -> assertThat(cut.getResultCode()).isEqualTo(ResultCode.SIZE_LIMIT_EXCEEDED));
        }
        List<ActualEntry> read = new ArrayList<>();
        directory.read(
                new SearchBase(
                        dn(ScriptedActiveDirectory.PEOPLE),
                        DirectoryContract.filter("(objectClass=user)"),
                        Set.of("cn")),
                read::add);
        assertThat(read).hasSize(1100);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1499, 1500, 1501, 3000, 4600})
    void aGroupIsReadWholeHoweverLarge(int size) {
        String group = ad.group("group", size);
        List<ActualEntry> read = new ArrayList<>();
        directory.read(everything(), read::add);
        ActualEntry found = directory
                .find(everything(), List.of(DirectoryContract.filter("(objectClass=group)")))
                .get(0);
        ActualEntry one = directory.entry(dn(group), MEMBER).orElseThrow();
        for (ActualEntry entry : List.of(read.get(0), found, one)) {
            assertThat(members(entry)).hasSize(size).doesNotHaveDuplicates();
            assertThat(entry.attributes().keySet()).noneMatch(name -> name.contains("range"));
        }
    }

    @Test
    void manyLargeGroupsOverManyPages() {
        for (int i = 0; i < 1005; i++) {
            ad.group("group" + i, i % 500 == 3 ? 1700 : 2);
        }
        AtomicInteger all = new AtomicInteger();
        directory.read(everything(), group -> all.addAndGet(members(group).length));
        assertThat(all).hasValue(3 * 1700 + 1002 * 2);
    }

    @Test
    void aGroupThatChangesWhileItIsReadIsReadAgain() {
        String group = ad.group("moving", 3200);
        AtomicInteger changes = new AtomicInteger();
        ad.answers().beforeLaterRanges(() -> {
            if (changes.getAndIncrement() == 1) {
                ad.change(
                        group, new Modification(ModificationType.DELETE, "member", ScriptedActiveDirectory.member(7)));
            }
        });
        assertThat(members(directory.entry(dn(group), MEMBER).orElseThrow()))
                .hasSize(3199)
                .doesNotContain(ScriptedActiveDirectory.member(7))
                .contains(ScriptedActiveDirectory.member(1500), ScriptedActiveDirectory.member(3000));
    }

    @Test
    void aGroupThatCannotBeReadToItsEndFailsTheRead() {
        String group = ad.group("broken", 1600);
        ad.answers().rangesBreak(true);
        List<ActualEntry> read = new ArrayList<>();
        assertThatThrownBy(() -> directory.read(everything(), read::add))
                .isInstanceOf(DirectoryFailure.class)
                .hasMessageContaining("member of CN=broken");
        assertThat(read).isEmpty();
        assertThatThrownBy(() -> directory.entry(dn(group), MEMBER)).isInstanceOf(DirectoryFailure.class);
        ad.answers().rangesBreak(false);
        AtomicInteger number = new AtomicInteger(2000);
        ad.answers()
                .beforeLaterRanges(() -> ad.change(
                        group,
                        new Modification(
                                ModificationType.ADD,
                                "member",
                                ScriptedActiveDirectory.member(number.getAndIncrement()))));
        assertThatThrownBy(() -> directory.entry(dn(group), MEMBER))
                .isInstanceOf(DirectoryFailure.class)
                .hasMessageContaining("changes all the while");
    }

    private Entry control(Change.AddEntry add) {
        return ad.entry(add.dn().toString()).orElseThrow();
    }

    @Test
    void anAccountIsLockedUntilItHasAPassword() {
        Change.AddEntry with = WORDS.add("with", Map.of());
        ChangeResult.Applied made = DirectoryContract.applied(directory.create(with, Password.of("Zu-lang-1?")));
        assertThat(made.shortfall()).isEmpty();
        assertThat(control(with).getAttributeValue("userAccountControl")).isEqualTo("512");
        Change.AddEntry without = WORDS.add("without", Map.of());
        ChangeResult.Shortfall none =
                DirectoryContract.applied(directory.apply(without)).shortfall().orElseThrow();
        assertThat(none.locked()).isTrue();
        assertThat(none.detail()).contains("stays locked").contains("initial: random");
        assertThat(control(without).getAttributeValue("userAccountControl")).isEqualTo("514");
        Change.AddEntry weak = WORDS.add("weak", Map.of());
        ChangeResult.Shortfall refused = DirectoryContract.applied(directory.create(weak, Password.of("abc")))
                .shortfall()
                .orElseThrow();
        assertThat(refused.locked()).isTrue();
        assertThat(refused.detail())
                .contains("password was refused")
                .contains("0000052D")
                .doesNotContain("abc");
        assertThat(control(weak).getAttributeValue("userAccountControl")).isEqualTo("514");
        ActualEntry entry = directory.entry(without.dn(), Set.of("cn")).orElseThrow();
        ValueChange unlock =
                new ValueChange(ActualEntry.DISABLED, List.of("true"), List.of(), ValueChange.Kind.PENDING);
        assertThat(DirectoryContract.failed(directory.apply(DirectoryContract.modify(entry, unlock)))
                        .kind())
                .isEqualTo(Kind.REJECTED);
    }

    @Test
    void noPasswordTravelsInTheClear() {
        try (Directory plain = to(ad.url())) {
            assertThat(plain.capabilities().details().get("passwords")).startsWith("no");
            Change.AddEntry add = WORDS.add("clear", Map.of());
            ChangeResult.Shortfall missing = DirectoryContract.applied(plain.create(add, Password.of("Zu-lang-1?")))
                    .shortfall()
                    .orElseThrow();
            assertThat(missing.detail()).contains("TLS");
            assertThat(control(add).hasAttribute("unicodePwd")).isFalse();
            ActualEntry entry = plain.entry(add.dn(), Set.of("cn")).orElseThrow();
            ChangeResult.Failed refused =
                    DirectoryContract.failed(plain.password(entry.anchor(), entry.dn(), Password.of("Zu-lang-1?")));
            assertThat(refused.kind()).isEqualTo(Kind.REJECTED);
            assertThat(refused.detail()).contains("TLS").doesNotContain("Zu-lang");
        }
    }

    @Test
    void membersThatAreThereOrGoneDoNotKeepTheOthersOut() {
        String group = ad.group("mixed", 3);
        ActualEntry entry = directory.entry(dn(group), MEMBER).orElseThrow();
        ValueChange in = new ValueChange(
                "member",
                List.of(),
                List.of(ScriptedActiveDirectory.member(1), ScriptedActiveDirectory.member(9)),
                ValueChange.Kind.PENDING);
        ValueChange out = new ValueChange(
                "member",
                List.of(ScriptedActiveDirectory.member(2), ScriptedActiveDirectory.member(8)),
                List.of(),
                ValueChange.Kind.PENDING);
        for (ValueChange change : List.of(in, out)) {
            DirectoryContract.applied(directory.apply(DirectoryContract.modify(entry, change)));
        }
        assertThat(ad.entry(group).orElseThrow().getAttributeValues("member"))
                .containsExactlyInAnyOrder(
                        ScriptedActiveDirectory.member(0),
                        ScriptedActiveDirectory.member(1),
                        ScriptedActiveDirectory.member(9));
    }

    @Test
    void oneMemberOfALargeGroupIsFoundThereOnASecondLook() {
        String group = ad.group("large", 1600);
        ActualEntry entry = directory.entry(dn(group), MEMBER).orElseThrow();
        ValueChange there = new ValueChange(
                "member", List.of(), List.of(ScriptedActiveDirectory.member(1590)), ValueChange.Kind.PENDING);
        assertThat(DirectoryContract.applied(directory.apply(DirectoryContract.modify(entry, there)))
                        .converged())
                .isTrue();
    }

    @Test
    void theProbeTellsWhatThisServerCannot() {
        Capabilities found = directory.capabilities();
        assertThat(found.flavour()).isEqualTo("ad");
        assertThat(found.details())
                .containsEntry("assertion", "no")
                .containsEntry("postRead", "no")
                .containsEntry("pagedResults", "yes");
    }
}
