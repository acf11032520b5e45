package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.SearchBase;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.plan.WholeEntry;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every directory has to do for a run, whatever server is behind the port. */
interface DirectoryContract extends SpellingContract {
    String PEOPLE = "ou=people,dc=example,dc=com";
    Set<String> READ = Set.of("uid", "cn", "sn", "title", "mail", "otherMailbox");

    /**
     * What entries look like on a server.
     *
     * @param base where they stand
     * @param rdn by which they are named
     * @param many an attribute that can have several values
     */
    record Words(String base, String rdn, String objectClass, String many) {
        static final Words PLAIN = new Words(PEOPLE, "uid", "inetOrgPerson", "mail");

        Change.AddEntry group(String name, String member) {
            DN parent = dn(base).getParent();
            DN dn = new DN(new RDN("cn", name), new DN(new RDN("ou", "groups"), parent));
            Map<String, List<String>> attributes = new java.util.LinkedHashMap<>();
            attributes.put("objectClass", List.of(objectClass.equals("user") ? "group" : "groupOfNames"));
            attributes.put("cn", List.of(name));
            attributes.put("member", List.of(member));
            return new Change.AddEntry(about(name), dn, attributes, false);
        }

        DN named(String name) {
            return new DN(new RDN(rdn, name), dn(base));
        }

        Map<String, List<String>> attributes(String name) {
            Map<String, List<String>> attributes = new java.util.LinkedHashMap<>();
            attributes.put("objectClass", List.of(objectClass));
            List.of(rdn, "cn", "sn").forEach(attribute -> attributes.put(attribute, List.of(name)));
            if (objectClass.equals("user")) {
                attributes.put("sAMAccountName", List.of("s" + Integer.toHexString(name.hashCode())));
            }
            return attributes;
        }

        Change.AddEntry add(String name, Map<String, List<String>> more) {
            Map<String, List<String>> attributes = attributes(name);
            attributes.putAll(more);
            return new Change.AddEntry(about(name), named(name), attributes, false);
        }

        Change.RenameEntry rename(ActualEntry entry, String to, Optional<DN> via, ValueChange... changes) {
            return new Change.RenameEntry(
                    about(to), entry.anchor(), entry.dn(), named(to), via, List.of(changes), ValueChange.Kind.PENDING);
        }
    }

    /** How this server wants its entries. */
    @Override
    default Words words() {
        return Words.PLAIN;
    }

    /** Names that this server keeps as they are. */
    default List<String> specialNames() {
        return List.of("a,b", "#hash", " lead", "trail ", "q\"uote", "back\\slash", "a+b=c<d>e;f", "*()", "Åsa Ü");
    }

    /** The port with a wrong password. */
    Directory intruder();

    @Test
    default void readsWholeSubtreesOverManyPages() throws Exception {
        try (LDAPConnection other = other()) {
            for (int i = 0; i < 1100; i++) {
                other.add(raw("page" + i, Map.of("sn", List.of("p"), "title", List.of("paged"))));
            }
        }
        List<ActualEntry> read = new ArrayList<>();
        directory().read(new SearchBase(dn(words().base()), filter("(title=paged)"), READ), read::add);
        assertThat(read).hasSize(1100).allSatisfy(entry -> {
            assertThat(entry.anchor().value()).isNotBlank();
            assertThat(entry.attribute("SN")).map(Attribute::getValue).contains("p");
            assertThat(entry.attribute("objectClass")).isPresent();
        });
        assertThat(read.stream().map(ActualEntry::anchor).distinct()).hasSize(1100);
    }

    @Test
    default void findsByManyFiltersWithoutTellingAnEntryTwice() {
        List<Filter> anyOf = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            added("find" + i, Map.of("title", List.of("found")));
            anyOf.add(Filter.createEqualityFilter(words().rdn(), "find" + i));
            anyOf.add(Filter.createEqualityFilter("cn", "find" + i));
        }
        anyOf.add(Filter.createEqualityFilter(words().rdn(), "*)(uid=*"));
        Filter scope = Filter.createEqualityFilter("objectClass", words().objectClass());
        assertThat(directory().find(new SearchBase(dn(words().base()), scope, READ), anyOf))
                .hasSize(300);
    }

    @Test
    default void addsAndTellsTheAnchor() {
        String many = words().many();
        Change.AddEntry add = words().add("new.entry", Map.of(many, List.of("a@x.test", "b@x.test")));
        ChangeResult.Applied applied = applied(directory().apply(add));
        ActualEntry read = entry(add.dn());
        assertThat(applied.anchor()).contains(read.anchor());
        assertThat(read.attribute(many).orElseThrow().getValues()).containsExactlyInAnyOrder("a@x.test", "b@x.test");
        assertThat(failed(directory().apply(add)).kind()).isEqualTo(Kind.CONFLICT);
        assertThat(directory().createdByUsSince(add.dn(), Instant.now().minusSeconds(60)))
                .isTrue();
        assertThat(directory().createdByUsSince(add.dn(), Instant.now().plusSeconds(60)))
                .isFalse();
    }

    @Test
    default void knowsWhatOthersCreated() throws Exception {
        try (LDAPConnection other = other()) {
            other.add(raw("theirs", Map.of()));
        }
        assertThat(directory().createdByUsSince(words().named("theirs"), Instant.EPOCH))
                .isFalse();
        assertThat(directory().createdByUsSince(words().named("nobody"), Instant.EPOCH))
                .isFalse();
        assertThat(directory().entry(words().named("nobody"), READ)).isEmpty();
    }

    @Test
    default void namesWithEverySpecialCharacterComeBackAsTheyWere() {
        for (String name : specialNames()) {
            Change.AddEntry add = words().add(name, Map.of());
            applied(directory().apply(add));
            assertThat(entry(add.dn()).dn()).isEqualTo(add.dn());
            assertThat(directory()
                            .find(
                                    new SearchBase(dn(words().base()), filter("(objectClass=*)"), READ),
                                    List.of(Filter.createEqualityFilter("cn", name))))
                    .as(name)
                    .hasSize(1);
        }
    }

    @Test
    default void modifiesAndConverges() throws LDAPException {
        ActualEntry entry = added("modify", Map.of("title", List.of("old"), words().many(), List.of("keep@x.test")));
        Change.ModifyEntry change = modify(
                entry,
                new ValueChange("title", List.of("old"), List.of("new"), ValueChange.Kind.PENDING),
                new ValueChange(words().many(), List.of(), List.of("more@x.test"), ValueChange.Kind.PENDING));
        assertThat(applied(directory().apply(change)).converged()).isFalse();
        assertThat(entry(entry.dn()).attribute(words().many()).orElseThrow().getValues())
                .containsExactlyInAnyOrder("keep@x.test", "more@x.test");
        assertThat(applied(directory().apply(change)).converged()).isTrue();
        try (LDAPConnection other = other()) {
            other.modify(entry.dn().toString(), new Modification(ModificationType.REPLACE, "title", "theirs"));
        }
        assertThat(failed(directory().apply(change)).kind()).isEqualTo(Kind.CONFLICT);
        assertThat(entry(entry.dn()).attribute("title"))
                .map(Attribute::getValue)
                .contains("theirs");
    }

    @Test
    default void neverWritesToAnEntryThatTookTheNameOfAnother() throws Exception {
        ActualEntry entry = added("replaced", Map.of("title", List.of("old")));
        try (LDAPConnection other = other()) {
            other.delete(entry.dn().toString());
            other.add(raw("replaced", Map.of("title", List.of("old"))));
        }
        ValueChange title = new ValueChange("title", List.of("old"), List.of("new"), ValueChange.Kind.PENDING);
        assertThat(failed(directory().apply(modify(entry, title))).kind()).isEqualTo(Kind.CONFLICT);
        assertThat(failed(directory().apply(words().rename(entry, "replaced2", Optional.empty())))
                        .kind())
                .isEqualTo(Kind.CONFLICT);
        assertThat(failed(directory().apply(delete(entry, "title", "old"))).kind())
                .isEqualTo(Kind.CONFLICT);
        assertThat(entry(entry.dn()).attribute("title"))
                .map(Attribute::getValue)
                .contains("old");
    }

    @Test
    default void renamesAndModifiesInOne() {
        ActualEntry entry = added("rename.from", Map.of("title", List.of("old")));
        added("rename.taken", Map.of());
        ValueChange title = new ValueChange("title", List.of("old"), List.of("new"), ValueChange.Kind.PENDING);
        Change.RenameEntry change = words().rename(entry, "rename.to", Optional.empty(), title);
        applied(directory().apply(change));
        ActualEntry after = entry(change.newDn());
        assertThat(after.anchor()).isEqualTo(entry.anchor());
        assertThat(after.attribute("title")).map(Attribute::getValue).contains("new");
        assertThat(after.attribute(words().rdn())).map(Attribute::getValue).contains("rename.to");
        assertThat(directory().entry(entry.dn(), READ)).isEmpty();
        assertThat(applied(directory().apply(change)).anchor()).contains(entry.anchor());
        assertThat(failed(directory().apply(words().rename(after, "rename.taken", Optional.empty())))
                        .kind())
                .isIn(Kind.CONFLICT, Kind.REJECTED);
    }

    @Test
    default void twoEntriesSwapTheirNames() {
        ActualEntry one = added("swap.one", Map.of());
        ActualEntry two = added("swap.two", Map.of());
        Change.RenameEntry first = words().rename(one, "swap.two", Optional.of(words().named("swap.parked")));
        Change.RenameEntry second = words().rename(two, "swap.one", Optional.empty());
        applied(directory().park(first));
        applied(directory().apply(second));
        applied(directory().apply(first));
        assertThat(entry(words().named("swap.two")).anchor()).isEqualTo(one.anchor());
        assertThat(entry(words().named("swap.one")).anchor()).isEqualTo(two.anchor());
    }

    @Test
    default void deletesOnlyWhatIsAsItWas() throws LDAPException {
        String many = words().many();
        ActualEntry entry = added("delete", Map.of(many, List.of("old")));
        WholeEntry before = whole(entry.dn());
        Change.DeleteEntry delete = new Change.DeleteEntry(
                about("delete"),
                entry.anchor(),
                entry.dn(),
                new WholeEntry(before.values(), before.binary(), before.lost(), ""));
        try (LDAPConnection other = other()) {
            other.modify(entry.dn().toString(), new Modification(ModificationType.ADD, many, "theirs"));
        }
        assertThat(failed(directory().apply(delete)).kind()).isEqualTo(Kind.CONFLICT);
        try (LDAPConnection other = other()) {
            other.modify(entry.dn().toString(), new Modification(ModificationType.DELETE, many, "theirs"));
        }
        assertThat(applied(directory().apply(delete)).converged()).isFalse();
        assertThat(applied(directory().apply(delete)).converged()).isTrue();
    }

    @Test
    default void deletesNothingThatGotMoreOrOtherThanThePlanSawAndNothingThatMoved() throws LDAPException {
        ActualEntry entry = added("delete.whole", Map.of("title", List.of("old")));
        DN moved = words().named("delete.moved");
        try (LDAPConnection other = other()) {
            for (String attribute : List.of("roomNumber", "description", "userPassword")) {
                WholeEntry seen = whole(entry.dn());
                tick();
                other.modify(entry.dn().toString(), new Modification(ModificationType.ADD, attribute, "theirs"));
                ChangeResult.Failed refused = failed(
                        directory().apply(new Change.DeleteEntry(about("delete"), entry.anchor(), entry.dn(), seen)));
                assertThat(refused.kind()).as(attribute).isEqualTo(Kind.CONFLICT);
                assertThat(refused.detail()).containsAnyOf(attribute, "cannot be read");
            }
            WholeEntry seen = whole(entry.dn());
            other.modifyDN(entry.dn().toString(), moved.getRDNString(), true);
            ChangeResult.Failed refused = failed(
                    directory().apply(new Change.DeleteEntry(about("delete"), entry.anchor(), entry.dn(), seen)));
            assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
            assertThat(refused.detail()).contains("moved to").contains("delete.moved");
        }
        assertThat(applied(directory()
                                .apply(new Change.DeleteEntry(about("delete"), entry.anchor(), moved, whole(moved))))
                        .converged())
                .isFalse();
    }

    private WholeEntry whole(DN dn) {
        return WholeEntry.of(directory().entry(dn, WholeEntry.ATTRIBUTES).orElseThrow());
    }

    @Test
    default void tellsDataThatIsRefusedFromAnEntryThatIsGone() {
        ActualEntry entry = added("refuse", Map.of());
        ValueChange unknown = new ValueChange("isthmusNoSuch", List.of(), List.of("x"), ValueChange.Kind.PENDING);
        ChangeResult.Failed refused = failed(directory().apply(modify(entry, unknown)));
        assertThat(refused.kind()).isEqualTo(Kind.REJECTED);
        assertThat(refused.detail())
                .containsIgnoringCase(words().rdn() + "=refuse")
                .containsIgnoringCase("isthmusNoSuch");
        ActualEntry gone = new ActualEntry(entry.anchor(), words().named("refuse.gone"), Map.of());
        ValueChange title = new ValueChange("title", List.of(), List.of("x"), ValueChange.Kind.PENDING);
        ChangeResult.Failed moved = failed(directory().apply(modify(gone, title)));
        assertThat(moved.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(moved.detail())
                .contains("was moved to")
                .containsIgnoringCase(entry.dn().toString());
        Change.AddEntry nowhere = new Change.AddEntry(
                about("nowhere"),
                new DN(new RDN(words().rdn(), "x"), new DN(new RDN("ou", "nowhere"), dn(words().base()))),
                words().attributes("x"),
                false);
        assertThat(failed(directory().apply(nowhere)).kind()).isEqualTo(Kind.CONFLICT);
    }

    @Test
    default void aWrongPasswordIsToldApartFromAServerThatIsAway() {
        try (Directory intruder = intruder()) {
            assertThat(intruder.up()).isFalse();
            assertThatThrownBy(intruder::capabilities)
                    .isInstanceOfSatisfying(
                            DirectoryFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.BIND_REFUSED));
            assertThat(failed(intruder.apply(words().add("intruder", Map.of()))).kind())
                    .isEqualTo(Kind.BIND_REFUSED);
        }
    }

    static DN dn(String text) {
        try {
            return new DN(text);
        } catch (LDAPException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    static Filter filter(String text) {
        try {
            return Filter.create(text);
        } catch (LDAPException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    static About about(String name) {
        return new About("r-" + name, ResourceType.USER, "okta", name, 1, Situation.NEW, List.of(), false);
    }

    static DN named(String uid) {
        return Words.PLAIN.named(uid);
    }

    private com.unboundid.ldap.sdk.Entry raw(String name, Map<String, List<String>> more) {
        com.unboundid.ldap.sdk.Entry entry = new com.unboundid.ldap.sdk.Entry(words().named(name));
        words().attributes(name).forEach((attribute, values) -> entry.setAttribute(new Attribute(attribute, values)));
        more.forEach((attribute, values) -> entry.setAttribute(new Attribute(attribute, values)));
        return entry;
    }

    static Change.AddEntry add(String uid, Map<String, List<String>> more) {
        return Words.PLAIN.add(uid, more);
    }

    static Change.ModifyEntry modify(ActualEntry entry, ValueChange... changes) {
        return new Change.ModifyEntry(about("modify"), entry.anchor(), entry.dn(), List.of(changes));
    }

    static Change.RenameEntry rename(ActualEntry entry, String to, Optional<DN> via, ValueChange... changes) {
        return Words.PLAIN.rename(entry, to, via, changes);
    }

    static Change.DeleteEntry delete(ActualEntry entry, String attribute, String value) {
        Map<String, List<String>> before = new HashMap<>();
        entry.attributes().forEach((name, there) -> before.put(name, List.of(there.getValues())));
        before.put(attribute, List.of(value));
        return new Change.DeleteEntry(about("delete"), entry.anchor(), entry.dn(), WholeEntry.of(before));
    }

    @Override
    default ActualEntry added(String uid, Map<String, List<String>> more) {
        Change.AddEntry add = words().add(uid, more);
        applied(directory().apply(add));
        return entry(add.dn());
    }

    default ActualEntry entry(DN dn) {
        return directory().entry(dn, READ).orElseThrow(() -> new AssertionError("there is no " + dn));
    }

    static ChangeResult.Applied applied(ChangeResult result) {
        assertThat(result).isInstanceOf(ChangeResult.Applied.class);
        return (ChangeResult.Applied) result;
    }

    static ChangeResult.Failed failed(ChangeResult result) {
        assertThat(result).isInstanceOf(ChangeResult.Failed.class);
        return (ChangeResult.Failed) result;
    }
}
