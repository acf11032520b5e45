package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.journal.Resources.Search;
import io.isthmus.ldap.Anchor;
import io.isthmus.reconcile.ImportedEntries.Known;
import io.isthmus.reconcile.ImportedEntries.Standing;
import io.isthmus.scim.FilterParser;
import io.isthmus.scim.ImportMark;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Imports in the journal, on a real PostgreSQL: whatever comes of them, folding the journal gives the view. */
class ImportJournalTest {
    private final DataSource database = TestDatabase.fresh();
    private final JdbcResources resources = new JdbcResources(database);
    private final JdbcMemberships memberships = new JdbcMemberships(database);
    private final JdbcImports imports = new JdbcImports(database, "main");
    private final GroupCommitJournal journal = new GroupCommitJournal(
            database,
            Clock.systemUTC(),
            accepted -> {},
            GroupCommitJournal.Settings.DEFAULT,
            Map.of("okta", Set.of("emails", "externalId")));

    @AfterEach
    void theJournalFoldsToTheView() {
        journal.close();
        assertThat(JournalCheck.verify(database).differences()).isEmpty();
    }

    @Test
    void anImportIsShownMarkedAndWaitsForNothing() {
        String id = imported("ann");
        Resource shown = resources.find("okta", ResourceType.USER, id).orElseThrow();
        assertThat(shown.provisioned()).isFalse();
        assertThat(shown.version()).isEqualTo(1);
        assertThat(resources.pendingAfter(0).count()).isZero();
        assertThat(resources.touchedAfter(0, 10).ids()).isEmpty();
        assertThat(resources.touchedAfter(0, 10).upTo()).isEqualTo(1);
        assertThat(known()).extracting(Known::standing).containsExactly(Standing.SHOWN);
        assertThat(found("userName eq \"ANN\"")).containsExactly(id);
        assertThat(found(ImportMark.URN + ":provisioned eq false")).containsExactly(id);
        List<String> planned = new ArrayList<>();
        new JdbcSettled(database, "main")
                .states("mapping", Set.of(ResourceType.USER), state -> planned.add(state.resource()));
        assertThat(planned).isEmpty();
    }

    @Test
    void anImportThatChangesNothingKeepsVersionAndTakesUpWhereTheEntryStands() {
        String id = imported("ann");
        PushResult.Stored again = stored(importing(id, user("ann"), "anchor-ann", "uid=ann,ou=elsewhere,dc=x"));
        assertThat(again.changed()).isFalse();
        assertThat(imports.usersAt("okta", List.of(dn("uid=ann,ou=elsewhere,dc=x"))))
                .hasSize(1);
        PushResult.Stored moved =
                stored(importing(id, user("ann").put("title", "Chief"), "anchor-ann", "uid=ann,dc=x"));
        assertThat(moved.resource().version()).isEqualTo(2);
    }

    @Test
    void aPostPutOrPatchOfTheSourceAdoptsUnderTheSameIdAndNothingIsImportedOverIt() {
        for (Operation adopting : List.of(
                new Operation.Create(imported("ann"), user("ann").put("title", "x")),
                new Operation.Replace(imported("bea"), user("bea"), Optional.empty()),
                new Operation.Patch(imported("cia"), titled(), Optional.empty()))) {
            PushResult.Stored stored = stored(push(adopting));
            assertThat(stored.resource().id()).isEqualTo(adopting.id());
            assertThat(stored.resource().provisioned()).isTrue();
            assertThat(stored.resource().version()).isEqualTo(2);
            assertThat(status(importing(adopting.id(), user("over"), "a", "uid=over,dc=x")))
                    .isEqualTo(409);
            assertThat(status(push(new Operation.ImportEnded(adopting.id())))).isEqualTo(409);
        }
        assertThat(known()).extracting(Known::standing).containsOnly(Standing.TAKEN);
        assertThat(resources.pendingAfter(0).count()).isEqualTo(3);
        List<String> planned = new ArrayList<>();
        new JdbcSettled(database, "main")
                .states("mapping", Set.of(ResourceType.USER), state -> planned.add(state.resource()));
        assertThat(planned).hasSize(3);
    }

    @Test
    void aSecondPostOfWhatWasAdoptedIsAConflict() {
        String id = imported("ann");
        stored(push(new Operation.Create(id, user("ann"))));
        assertThat(status(push(new Operation.Create(id, user("ann"))))).isEqualTo(409);
    }

    @Test
    void anImportIsFoundByItsNameOnceItIsShownAndUntilItIsPushed() {
        String id = imported("Ann");
        assertThat(resources.imported("okta", ResourceType.USER, "aNN")).contains(id);
        assertThat(resources.imported("entra", ResourceType.USER, "ann")).isEmpty();
        assertThat(resources.imported("okta", ResourceType.GROUP, "ann")).isEmpty();
        stored(push(new Operation.Replace(id, user("ann"), Optional.empty())));
        assertThat(resources.imported("okta", ResourceType.USER, "ann")).isEmpty();
    }

    @Test
    void onlyItsNameIsTakenByAnImport() {
        ObjectNode body = user("ann").put("externalId", "E1");
        body.putArray("emails").addObject().put("value", "ann@x");
        String id = UUID.randomUUID().toString();
        stored(importing(id, body, "a", "uid=ann,dc=x"));
        ObjectNode other = user("ann.lee").put("externalId", "E1");
        other.putArray("emails").addObject().put("value", "ANN@x");
        stored(push(new Operation.Create(UUID.randomUUID().toString(), other)));
        assertThat(status(push(new Operation.Create(UUID.randomUUID().toString(), user("ANN")))))
                .isEqualTo(409);
        assertThat(status(push(new Operation.Create(id, body))))
                .as("its mail is taken by now")
                .isEqualTo(409);
    }

    @Test
    void anImportTakesNobodysName() {
        stored(push(new Operation.Create(UUID.randomUUID().toString(), user("ann"))));
        assertThat(status(importing(UUID.randomUUID().toString(), user("ANN"), "a", "uid=ann,dc=x")))
                .isEqualTo(409);
        assertThat(known()).isEmpty();
    }

    @Test
    void whatHasEndedComesBackUnderItsIdAndWhatTheSourceDeletedDoesNot() {
        String gone = imported("ann");
        stored(push(new Operation.ImportEnded(gone)));
        assertThat(resources.find("okta", ResourceType.USER, gone)).isEmpty();
        assertThat(known()).extracting(Known::standing).containsExactly(Standing.ENDED);
        assertThat(stored(importing(gone, user("ann"), "anchor-ann", "uid=ann,dc=x"))
                        .resource()
                        .version())
                .isEqualTo(3);
        assertThat(resources.find("okta", ResourceType.USER, gone)).isPresent();
        stored(push(new Operation.Delete(gone, Optional.empty())));
        assertThat(known()).extracting(Known::standing).containsExactly(Standing.TAKEN);
        assertThat(status(importing(gone, user("ann"), "anchor-ann", "uid=ann,dc=x")))
                .isEqualTo(409);
        stored(push(new Operation.Create(UUID.randomUUID().toString(), user("ann"))));
    }

    @Test
    void anAdoptedGroupsMembersAreThoseThatReplacementAndRemovalActOn() {
        String group = UUID.randomUUID().toString();
        stored(importing(group, "ops", "a", "b", "c"));
        assertThat(members(group)).containsExactly("a", "b", "c");
        stored(importing(group, "ops", "a", "b", "d"));
        assertThat(members(group)).containsExactly("a", "b", "d");
        stored(group(new Operation.Create(group, name("ops"), List.of(new MemberDelta.Add(listed("e"))))));
        assertThat(members(group)).containsExactly("a", "b", "d", "e");
        stored(group(new Operation.Patch(
                group,
                JsonNodeFactory.instance.arrayNode(),
                List.of(new MemberDelta.Remove(List.of("a"))),
                Optional.empty())));
        stored(group(new Operation.Replace(
                group, name("ops"), List.of(new MemberDelta.ReplaceAll(listed("b"))), Optional.empty())));
        assertThat(members(group)).containsExactly("b");
    }

    @Test
    void aLargeGroupIsImportedAndAdoptedInALaneOfItsOwn() {
        String group = UUID.randomUUID().toString();
        String[] many = IntStream.range(0, 3000).mapToObj(i -> "m" + i).toArray(String[]::new);
        stored(importing(group, "all", many));
        stored(importing(group, "all", many));
        assertThat(members(group)).hasSize(3000);
        stored(group(new Operation.Replace(
                group, name("all"), List.of(new MemberDelta.ReplaceAll(listed("m1"))), Optional.empty())));
        assertThat(members(group)).containsExactly("m1");
    }

    @Test
    void usersAreFoundByWhereTheirEntriesStandAndByWhatGroupsCallThem() {
        String ann = imported("ann");
        assertThat(imports.usersAt("okta", List.of(dn("UID=Ann, dc=x"), dn("uid=nobody,dc=x"))))
                .isEqualTo(Map.of(dn("uid=ann,dc=x"), ann));
        assertThat(imports.usersAt("entra", List.of(dn("uid=ann,dc=x")))).isEmpty();
        assertThat(imports.usersNamed("okta", List.of("ann", "nobody"))).isEqualTo(Map.of("ann", ann));
        stored(push(new Operation.Replace(ann, user("ann"), Optional.empty())));
        assertThat(imports.usersAt("okta", List.of(dn("uid=ann,dc=x")))).containsValue(ann);
        assertThat(imports.origins(List.of(ann))).isEqualTo(Map.of(ann, new Anchor("anchor-ann")));
    }

    @Test
    void randomHistoriesOnTwoNodesFoldToTheView() {
        Random random = new Random(23);
        List<String> ids = IntStream.range(0, 30)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
        // an id is new once: what two nodes find at the same time is there already
        for (int which = 0; which < ids.size(); which++) {
            stored(
                    which % 3 == 0
                            ? importing(ids.get(which), "g" + ids.get(which))
                            : importing(ids.get(which), user("first" + which), "anchor" + which, "uid=x,dc=x"));
        }
        List<CompletableFuture<PushResult>> answers = new ArrayList<>();
        try (GroupCommitJournal other = new GroupCommitJournal(
                database, Clock.systemUTC(), accepted -> {}, GroupCommitJournal.Settings.DEFAULT)) {
            for (int i = 0; i < 1500; i++) {
                GroupCommitJournal node = random.nextBoolean() ? journal : other;
                int which = random.nextInt(ids.size());
                Push push =
                        which % 3 == 0 ? groupStep(random, ids.get(which)) : userStep(random, ids.get(which), which);
                answers.add(node.accept(push).toCompletableFuture());
            }
            List<PushResult> results =
                    answers.stream().map(CompletableFuture::join).toList();
            assertThat(results.stream().anyMatch(PushResult.Unavailable.class::isInstance))
                    .isFalse();
            assertThat(results.stream()
                            .anyMatch(result -> result instanceof PushResult.Refused refused
                                    && refused.error().status() >= 500))
                    .isFalse();
            assertThat(results.stream()
                            .filter(PushResult.Stored.class::isInstance)
                            .count())
                    .as("the histories say something")
                    .isGreaterThan(100);
        }
    }

    private static Push userStep(Random random, String id, int which) {
        String name = "user" + random.nextInt(25);
        return switch (random.nextInt(7)) {
            case 0 -> push(new Operation.Create(id, user(name)));
            case 1 -> push(new Operation.Replace(id, user(name), Optional.empty()));
            case 2 -> push(new Operation.Patch(id, titled(), Optional.empty()));
            case 3 ->
                random.nextInt(5) == 0
                        ? push(new Operation.Delete(id, Optional.empty()))
                        : push(new Operation.ImportEnded(id));
            default -> importing(id, user(name), "anchor" + which, "uid=" + name + ",dc=x");
        };
    }

    private static Push groupStep(Random random, String id) {
        List<Member> some = listed("m" + random.nextInt(9), "m" + (10 + random.nextInt(9)));
        return switch (random.nextInt(6)) {
            case 0 -> group(new Operation.Create(id, name("g" + id), List.of(new MemberDelta.Add(some))));
            case 1 ->
                group(new Operation.Replace(
                        id, name("g" + id), List.of(new MemberDelta.ReplaceAll(some)), Optional.empty()));
            case 2 -> group(new Operation.ImportEnded(id));
            default -> importing(id, "g" + id, "m" + random.nextInt(9), "m" + (10 + random.nextInt(9)));
        };
    }

    private String imported(String name) {
        String id = UUID.randomUUID().toString();
        stored(importing(id, user(name), "anchor-" + name, "uid=" + name + ",dc=x"));
        return id;
    }

    private static Push importing(String id, ObjectNode body, String anchor, String dn) {
        return push(new Operation.Import(id, ImportMark.on(body), List.of(), Optional.of(origin(anchor, dn))));
    }

    private static Push importing(String id, String name, String... members) {
        return group(new Operation.Import(
                id,
                ImportMark.on(name(name)),
                List.of(new MemberDelta.ReplaceAll(listed(members))),
                Optional.of(origin("g-" + name, "cn=" + name + ",dc=x"))));
    }

    private static Operation.Origin origin(String anchor, String dn) {
        return new Operation.Origin(
                "main",
                anchor,
                dn,
                dn(dn).toNormalizedString(),
                Optional.of(dn(dn).getRDN().getAttributeValues()[0]),
                false,
                "digest");
    }

    private static DN dn(String text) {
        try {
            return new DN(text);
        } catch (com.unboundid.ldap.sdk.LDAPException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private List<Known> known() {
        List<Known> known = new ArrayList<>();
        imports.all(known::add);
        return known;
    }

    private List<String> found(String filter) {
        return resources
                .page(
                        Search.of(
                                "okta", ResourceType.USER, Optional.of(FilterParser.parse(ResourceType.USER, filter))),
                        1,
                        10)
                .resources()
                .stream()
                .map(Resource::id)
                .toList();
    }

    private Set<String> members(String group) {
        Set<String> values = new TreeSet<>();
        memberships.of(
                resources.byIds(List.of(group)).get(0),
                shown -> values.add(shown.member().value()));
        return values;
    }

    private static ObjectNode user(String name) {
        return JsonNodeFactory.instance.objectNode().put("userName", name).put("active", true);
    }

    private static ObjectNode name(String name) {
        return JsonNodeFactory.instance.objectNode().put("displayName", name);
    }

    private static com.fasterxml.jackson.databind.node.ArrayNode titled() {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(JsonNodeFactory.instance
                        .objectNode()
                        .put("op", "replace")
                        .put("path", "title")
                        .put("value", "Chief"));
    }

    private static List<Member> listed(String... values) {
        return Stream.of(values).map(Member::of).toList();
    }

    private static Push push(Operation operation) {
        return new Push("okta", "t", "r", ResourceType.USER, operation);
    }

    private static Push group(Operation operation) {
        return new Push("okta", "t", "r", ResourceType.GROUP, operation);
    }

    private PushResult.Stored stored(Push push) {
        PushResult result = journal.accept(push).toCompletableFuture().join();
        assertThat(result).isInstanceOf(PushResult.Stored.class);
        return (PushResult.Stored) result;
    }

    private int status(Push push) {
        PushResult result = journal.accept(push).toCompletableFuture().join();
        return result instanceof PushResult.Refused refused ? refused.error().status() : 200;
    }
}
