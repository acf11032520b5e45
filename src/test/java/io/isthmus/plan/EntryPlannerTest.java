package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredEntry.Standing;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.Ownership;
import io.isthmus.mapping.UserRule;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EntryPlannerTest {
    /** fewer where the tests themselves are tested (the profile pit) */
    private static final int WORLDS = Integer.getInteger("isthmus.test.worlds", 20_000);

    private static final UserRule RULE = rule();
    private static final Anchor ANCHOR = new Anchor("u-1");

    @Test
    void leavesAnAttributeAloneThatTheUserNeverHad() {
        assertThat(modifications(desired("ann").without("title"), actual("ann", "title", "theirs"), Claims.NONE))
                .isEmpty();
    }

    @Test
    void withdrawsWhatWeAppliedAndNoLongerWant() {
        assertThat(modifications(
                        desired("ann").without("title"), actual("ann", "title", "ours"), claims("title", "ours")))
                .containsExactly(new ValueChange("title", List.of("ours"), List.of(), ValueChange.Kind.PENDING));
    }

    @Test
    void keepsForeignValuesWhenMerging() {
        assertThat(modifications(
                        desired("ann").merge("telephoneNumber", "2"),
                        actual("ann", "telephoneNumber", "1", "9"),
                        claims("telephoneNumber", "1")))
                .containsExactly(
                        new ValueChange("telephoneNumber", List.of("1"), List.of("2"), ValueChange.Kind.PENDING));
    }

    @Test
    void tellsDriftFromPendingFromConflict() {
        assertThat(kind(desired("ann").with("title", "a"), "theirs", claims("title", "a")))
                .isEqualTo(ValueChange.Kind.DRIFT);
        assertThat(kind(desired("ann").with("title", "b"), "a", claims("title", "a")))
                .isEqualTo(ValueChange.Kind.PENDING);
        assertThat(kind(desired("ann").with("title", "b"), "theirs", claims("title", "a")))
                .isEqualTo(ValueChange.Kind.CONFLICT);
    }

    @Test
    void aValueOnlyIntendedIsOursAfterACrash() {
        Claims crashed = new Claims(Map.of(), Map.of("title", List.of("ours")));
        assertThat(modifications(desired("ann").without("title"), actual("ann", "title", "ours"), crashed))
                .containsExactly(new ValueChange("title", List.of("ours"), List.of(), ValueChange.Kind.PENDING));
    }

    @Test
    void twoCrashesInARowForgetNothing() {
        Link link = link("ann", Claims.NONE);
        Claims first = ClaimsAfter.intended(modify("title", List.of(), List.of("a")), link);
        Claims second = ClaimsAfter.intended(modify("title", List.of("a"), List.of("b")), link("ann", first));
        assertThat(second.intended().get("title")).contains("a", "b");
    }

    @Test
    void aRenameCarriesTheOtherChanges() {
        Planned planned = EntryPlanner.plan(pair(
                desired("bea").with("title", "new"), actual("ann", "title", "old"), claims("title", "old"), "ann"));
        Change.RenameEntry rename = (Change.RenameEntry) planned.change().orElseThrow();
        assertThat(rename.newDn()).isEqualTo(dn("bea"));
        assertThat(rename.modifications())
                .containsExactly(new ValueChange("title", List.of("old"), List.of("new"), ValueChange.Kind.PENDING));
    }

    @Test
    void twoThatSwapNamesGoThroughATemporaryName() {
        Change a = new Change.RenameEntry(
                about("1"),
                new Anchor("1"),
                dn("ann"),
                dn("bea"),
                Optional.empty(),
                List.of(),
                ValueChange.Kind.PENDING);
        Change b = new Change.RenameEntry(
                about("2"),
                new Anchor("2"),
                dn("bea"),
                dn("ann"),
                Optional.empty(),
                List.of(),
                ValueChange.Kind.PENDING);
        List<Change> ordered = ChangeOrder.waves(List.of(a, b), change -> false).stream()
                .flatMap(List::stream)
                .toList();
        assertThat(ordered).hasSize(2);
        assertThat(ordered.stream()
                        .filter(change -> ((Change.RenameEntry) change).via().isPresent()))
                .hasSize(1);
        assertThat(((Change.RenameEntry) ordered.get(0)).via()).isEmpty();
    }

    @Test
    void aNameIsFreedBeforeItIsTaken() {
        Change leaves = new Change.RenameEntry(
                about("1"),
                new Anchor("1"),
                dn("ann"),
                dn("bea"),
                Optional.empty(),
                List.of(),
                ValueChange.Kind.PENDING);
        Change takes = new Change.AddEntry(about("2"), dn("ann"), Map.of(), false);
        assertThat(ChangeOrder.waves(List.of(takes, leaves), change -> false))
                .containsExactly(List.of(leaves), List.of(takes));
    }

    @Test
    void aNameThatAnotherHasBlocksTheRenameAndNothingElse() {
        Pair pair =
                pair(desired("bea").with("title", "new"), actual("ann", "title", "old"), claims("title", "old"), "ann");
        Planned planned = EntryPlanner.plan(new Pair(
                pair.desired(), pair.link(), pair.actual(), Situation.LINK_CONFLICT, List.of(), "bea is taken", false));
        assertThat(planned.about().situation()).isEqualTo(Situation.LINK_CONFLICT);
        assertThat(planned.detail()).isEqualTo("bea is taken");
        assertThat(planned.change().orElseThrow()).isInstanceOf(Change.ModifyEntry.class);
        assertThat(planned.change().orElseThrow().modifications())
                .containsExactly(new ValueChange("title", List.of("old"), List.of("new"), ValueChange.Kind.PENDING));
    }

    @Test
    void disablesComeAfterTheRestAndDeletionsLast() {
        Change disable = modify("title", List.of(), List.of("locked"));
        Change rest = modify("title", List.of(), List.of("other"));
        Change delete = new Change.DeleteEntry(about("3"), new Anchor("3"), dn("cid"), WholeEntry.of(Map.of()));
        assertThat(ChangeOrder.waves(List.of(delete, disable, rest), change -> change == disable))
                .containsExactly(List.of(rest), List.of(disable), List.of(delete));
    }

    /** A world of one entry with other writers about and crashes at any point: it converges and harms nothing foreign. */
    @Test
    void randomWorldsConvergeAndLeaveForeignValuesAlone() {
        for (int seed = 0; seed < WORLDS; seed++) {
            new World(new Random(seed)).live();
        }
    }

    private static final class World {
        private final Random random;
        private final Map<String, List<String>> entry = new HashMap<>();
        private Claims claims = Claims.NONE;
        private List<String> title = List.of();
        private List<String> phones = List.of();

        World(Random random) {
            this.random = random;
            entry.put("telephonenumber", new ArrayList<>(List.of("foreign")));
            entry.put("description", new ArrayList<>(List.of("not ours")));
        }

        void live() {
            for (int step = 0; step < 6; step++) {
                title = random.nextBoolean() ? List.of("t" + random.nextInt(3)) : List.of();
                phones = random.nextBoolean() ? List.of("p" + random.nextInt(3)) : List.of();
                if (random.nextInt(4) == 0) {
                    entry.put("title", new ArrayList<>(List.of("theirs")));
                }
                run(random.nextInt(4));
            }
            run(0);
            assertThat(plan().change()).as("second plan").isEmpty();
            assertThat(entry.get("telephonenumber")).contains("foreign");
            assertThat(entry.get("telephonenumber").stream().filter(value -> value.startsWith("p")))
                    .containsExactlyInAnyOrderElementsOf(phones);
            if (!title.isEmpty()) {
                assertThat(entry.get("title")).isEqualTo(title);
            }
            assertThat(entry.get("description")).containsExactly("not ours");
        }

        private Planned plan() {
            Wish wish = desired("ann").merge("telephoneNumber", phones.toArray(new String[0]));
            Wish whole = title.isEmpty() ? wish.without("title") : wish.with("title", title.get(0));
            List<Attribute> attributes = new ArrayList<>();
            entry.forEach((name, values) -> attributes.add(new Attribute(name, values)));
            return EntryPlanner.plan(pair(whole, actual("ann", attributes), claims, "ann"));
        }

        /** @param crash 1: after intending, 2: after writing, else not at all */
        private void run(int crash) {
            Planned planned = plan();
            planned.confirmed().ifPresent(confirmed -> claims = confirmed);
            if (planned.change().isEmpty()) {
                return;
            }
            Change change = planned.change().get();
            Link before = link("ann", claims);
            claims = ClaimsAfter.intended(change, before);
            if (crash == 1) {
                return;
            }
            for (ValueChange part : change.modifications()) {
                List<String> values =
                        entry.computeIfAbsent(ClaimsAfter.key(part.attribute()), key -> new ArrayList<>());
                assertThat(values).containsAll(part.delete());
                values.removeAll(part.delete());
                values.addAll(part.add());
                if (values.isEmpty()) {
                    entry.remove(ClaimsAfter.key(part.attribute()));
                }
            }
            if (crash != 2) {
                Wish wish = desired("ann").merge("telephoneNumber", phones.toArray(new String[0]));
                Wish whole = title.isEmpty() ? wish.without("title") : wish.with("title", title.get(0));
                claims = ClaimsAfter.applied(change, whole.entry(), link("ann", claims));
            }
        }
    }

    record Wish(String name, Map<String, DesiredValues> attributes) {
        Wish with(String attribute, String... values) {
            return put(attribute, new DesiredValues(List.of(values), Ownership.ENFORCE));
        }

        Wish merge(String attribute, String... values) {
            return put(attribute, new DesiredValues(List.of(values), Ownership.MERGE));
        }

        Wish without(String attribute) {
            return put(attribute, new DesiredValues(List.of(), Ownership.ENFORCE));
        }

        private Wish put(String attribute, DesiredValues values) {
            Map<String, DesiredValues> more = new LinkedHashMap<>(attributes);
            more.put(attribute, values);
            return new Wish(name, more);
        }

        DesiredEntry entry() {
            Resource resource = new Resource(
                    "1",
                    ResourceType.USER,
                    "okta",
                    1,
                    1,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Optional.empty(),
                    JsonNodeFactory.instance.objectNode());
            return new DesiredEntry(
                    resource, RULE, dn(name), attributes, Optional.empty(), Standing.ACTIVE, false, List.of());
        }
    }

    static Wish desired(String name) {
        return new Wish(name, Map.of("uid", new DesiredValues(List.of(name), Ownership.ENFORCE)));
    }

    static ActualEntry actual(String name, String attribute, String... values) {
        return actual(name, List.of(new Attribute(attribute, values)));
    }

    static ActualEntry actual(String name, List<Attribute> attributes) {
        Map<String, Attribute> all = new HashMap<>();
        Stream.concat(attributes.stream(), Stream.of(new Attribute("uid", name)))
                .forEach(attribute -> all.put(attribute.getName().toLowerCase(java.util.Locale.ROOT), attribute));
        return new ActualEntry(ANCHOR, dn(name), all);
    }

    static Claims claims(String attribute, String... values) {
        return new Claims(
                Map.of(attribute.toLowerCase(java.util.Locale.ROOT), List.of(values), "uid", List.of("ann")), Map.of());
    }

    static Pair pair(Wish wish, ActualEntry actual, Claims claims, String last) {
        return new Pair(
                wish.entry(),
                Optional.of(link(last, claims)),
                Optional.of(actual),
                Situation.IN_SYNC,
                List.of(),
                "",
                false);
    }

    static List<ValueChange> modifications(Wish wish, ActualEntry actual, Claims claims) {
        return EntryPlanner.plan(pair(wish, actual, claims, "ann"))
                .change()
                .map(Change::modifications)
                .orElse(List.of());
    }

    private static ValueChange.Kind kind(Wish wish, String actual, Claims claims) {
        return modifications(wish, actual("ann", "title", actual), claims)
                .get(0)
                .kind();
    }

    private static Change modify(String attribute, List<String> delete, List<String> add) {
        return new Change.ModifyEntry(
                about("1"),
                ANCHOR,
                dn("ann"),
                List.of(new ValueChange(attribute, delete, add, ValueChange.Kind.PENDING)));
    }

    static Link link(String name, Claims claims) {
        return new Link(
                "1",
                Optional.of(ANCHOR),
                dn(name),
                true,
                "people",
                Instant.EPOCH,
                new Link.AsMember(Optional.empty(), true),
                claims);
    }

    private static About about(String resource) {
        return new About(resource, ResourceType.USER, "okta", resource, 1, Situation.PENDING, List.of(), false);
    }

    private static DN dn(String name) {
        try {
            return new DN("uid=" + name + ",ou=people,dc=x");
        } catch (LDAPException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static UserRule rule() {
        String yaml =
                "version: 1\nusers: {name: people, base: 'ou=people,dc=x', rdn: uid, object-classes: [inetOrgPerson],"
                        + " attributes: {uid: userName, title: title}}\n";
        return ((MappingResult.Valid) MappingReader.read(yaml, "m"))
                .mapping()
                .users()
                .get(0);
    }
}
