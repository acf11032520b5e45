package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.PushResult;
import io.isthmus.journal.Resources.Page;
import io.isthmus.journal.Resources.Search;
import io.isthmus.scim.Filter;
import io.isthmus.scim.FilterParser;
import io.isthmus.scim.GroupRef;
import io.isthmus.scim.Member;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups in the journal, on a real PostgreSQL: their members are rows, and folding the journal gives those rows. */
class GroupJournalTest {
    private static final GroupCommitJournal.Settings SMALL =
            new GroupCommitJournal.Settings(64, 4096, Duration.ofSeconds(20), Duration.ofSeconds(50), 20);

    private final DataSource database = TestDatabase.fresh();
    private final JdbcResources resources = new JdbcResources(database);
    private final JdbcMemberships memberships = new JdbcMemberships(database);
    private final GroupCommitJournal journal =
            new GroupCommitJournal(database, Clock.systemUTC(), accepted -> {}, SMALL);

    @AfterEach
    void theJournalFoldsToTheView() {
        journal.close();
        assertThat(JournalCheck.verify(database).differences()).isEmpty();
    }

    @Test
    void addsAndRemovesMembersAndCountsOnlyWhatChanges() {
        String group = created("ops");
        PushResult.Stored added = stored(patch(group, new MemberDelta.Add(members("a", "b"))));
        PushResult.Stored again = stored(patch(group, new MemberDelta.Add(members("b"))));
        PushResult.Stored gone = stored(patch(group, new MemberDelta.Remove(List.of("a", "z"))));
        assertThat(added.changed()).isTrue();
        assertThat(again.changed()).isFalse();
        assertThat(again.resource().version()).isEqualTo(added.resource().version());
        assertThat(gone.resource().version()).isEqualTo(3);
        assertThat(values(group)).containsExactly("b");
    }

    @Test
    void aMemberThatIsSentAgainWithLessIsAsItWasSentLast() {
        String group = created("ops");
        Member whole = new Member("a", Optional.of("Ann"), Optional.of("User"));
        stored(patch(group, new MemberDelta.Add(List.of(whole))));
        stored(patch(group, new MemberDelta.ReplaceAll(members("a"))));
        List<Member> shown = new ArrayList<>();
        memberships.of(resources.byIds(List.of(group)).get(0), one -> shown.add(one.member()));
        assertThat(shown).containsExactly(Member.of("a"));
    }

    @Test
    void laterPushesOfABatchSeeWhatEarlierOnesDid() {
        String group = created("ops");
        List<CompletableFuture<PushResult>> answers = List.of(
                send(patch(group, new MemberDelta.Add(members("a", "b", "c")))),
                send(patch(group, new MemberDelta.Remove(List.of("a")))),
                send(patch(group, new MemberDelta.ReplaceAll(members("b", "d")))),
                send(patch(group, new MemberDelta.Add(members("a")))));
        answers.forEach(CompletableFuture::join);
        assertThat(values(group)).containsExactly("a", "b", "d");
    }

    @Test
    void aLargePushAndWhatFollowsItForTheSameGroupKeepTheirOrder() {
        String group = created("ops");
        String[] many = IntStream.range(0, 5000).mapToObj(i -> "m" + i).toArray(String[]::new);
        List<CompletableFuture<PushResult>> answers = new ArrayList<>();
        answers.add(send(patch(group, new MemberDelta.Add(members("first")))));
        answers.add(send(patch(group, new MemberDelta.ReplaceAll(members(many)))));
        answers.add(send(patch(group, new MemberDelta.Add(members("last")))));
        answers.add(send(patch(group, new MemberDelta.Remove(List.of("m7")))));
        Push other = push(new Operation.Create(UUID.randomUUID().toString(), name("others")));
        assertThat(send(other).join()).isInstanceOf(PushResult.Stored.class);
        answers.forEach(answer -> assertThat(answer.join()).isInstanceOf(PushResult.Stored.class));
        assertThat(values(group)).hasSize(5000).contains("last", "m8").doesNotContain("first", "m7");
    }

    /** The second time would be under the lock of the journal's head, while every other source waits. */
    @Test
    void aConditionIsHeldAgainstEachMemberOfALargeGroupOnce() {
        String group = created("ops");
        String[] many = IntStream.range(0, 100).mapToObj(i -> "m" + i).toArray(String[]::new);
        stored(patch(group, new MemberDelta.Add(members(many))));
        Asked asked = new Asked("m9");
        PushResult.Stored result = stored(patch(group, new MemberDelta.RemoveWhere(starts(asked))));
        assertThat(result.changed()).isTrue();
        assertThat(values(group)).hasSize(89).doesNotContain("m9", "m90", "m99");
        assertThat(asked.times).hasValue(100);
    }

    @Test
    void conditionsOfALargeGroupTakeEffectInOrder() {
        String group = created("ops");
        String[] many = IntStream.range(0, 100).mapToObj(i -> "m" + i).toArray(String[]::new);
        stored(patch(group, new MemberDelta.Add(members(many))));
        List<MemberDelta> deltas = List.of(
                new MemberDelta.RemoveWhere(starts(new Asked("m9"))),
                new MemberDelta.Add(members("m9", "n1")),
                new MemberDelta.RemoveWhere(starts(new Asked("n"))));
        stored(push(new Operation.Patch(group, JsonNodeFactory.instance.arrayNode(), deltas, Optional.empty())));
        assertThat(values(group)).hasSize(90).contains("m9").doesNotContain("m90", "n1");
        assertThat(stored(patch(group, new MemberDelta.RemoveWhere(starts(new Asked("n")))))
                        .changed())
                .isFalse();
    }

    private static Filter starts(Asked with) {
        Filter.Compare written = (Filter.Compare)
                ((Filter.ValuePath) FilterParser.parse(ResourceType.GROUP, "members[value sw \"x\"]")).condition();
        return new Filter.Compare(written.path(), written.operator(), with, written.definition());
    }

    /** A value to compare with that knows how often it was compared. */
    private static final class Asked extends TextNode {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger times = new AtomicInteger();

        Asked(String value) {
            super(value);
        }

        @Override
        public String asText() {
            times.incrementAndGet();
            return super.asText();
        }
    }

    @Test
    void aRefusedLargePushLeavesNothingBehind() {
        String group = created("ops");
        String[] many = IntStream.range(0, 100).mapToObj(i -> "m" + i).toArray(String[]::new);
        PushResult result = send(push(new Operation.Replace(
                        group,
                        name("ops"),
                        List.of(new MemberDelta.ReplaceAll(members(many))),
                        Optional.of("W/\"9\""))))
                .join();
        assertThat(result).isInstanceOf(PushResult.Refused.class);
        assertThat(values(group)).isEmpty();
    }

    @Test
    void anotherSourcesGroupDoesNotExist() {
        String group = created("ops");
        Push foreign = new Push(
                "entra",
                "t",
                "r",
                ResourceType.GROUP,
                patch(group, new MemberDelta.Add(members("a"))).operation());
        assertThat(send(foreign).join())
                .isInstanceOfSatisfying(
                        PushResult.Refused.class,
                        refused -> assertThat(refused.error().status()).isEqualTo(404));
        assertThat(values(group)).isEmpty();
    }

    @Test
    void aGroupsNameIsTakenOnceInAnyCase() {
        String group = created("Ops");
        Push second = push(new Operation.Create(UUID.randomUUID().toString(), name("OPS")));
        assertThat(send(second).join()).isInstanceOf(PushResult.Refused.class);
        stored(push(new Operation.Delete(group, Optional.empty())));
        assertThat(send(push(new Operation.Create(UUID.randomUUID().toString(), name("OPS"))))
                        .join())
                .isInstanceOf(PushResult.Stored.class);
    }

    @Test
    void showsAUserItsGroupsByWhateverNamesTheUser() {
        String ops = created("ops");
        String dev = created("dev");
        String ann = UUID.randomUUID().toString();
        stored(patch(ops, new MemberDelta.Add(members(ann))));
        stored(patch(dev, new MemberDelta.Add(members("Ann@x"))));
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("userName", "ann@X");
        PushResult.Stored user = stored(
                new Push("okta", "t", "r", ResourceType.USER, new Operation.Create(ann, body.put("active", true))));
        assertThat(user.groups()).extracting(GroupRef::display).containsExactlyInAnyOrder("ops", "dev");
        stored(push(new Operation.Delete(ops, Optional.empty())));
        Resource read = resources.find("okta", ResourceType.USER, ann).orElseThrow();
        assertThat(memberships.groupsOf(List.of(read)).get(ann))
                .extracting(GroupRef::display)
                .containsExactly("dev");
        assertThat(resources.find("okta", ResourceType.USER, ann).orElseThrow().version())
                .isEqualTo(1);
        stored(new Push("okta", "t", "r", ResourceType.USER, new Operation.Delete(ann, Optional.empty())));
        assertThat(values(ops)).isEmpty();
    }

    @Test
    void aLookUpKnowsWhoIsInNoGroupAndNeverSaysItOfOneWhoMayBe() {
        String id = UUID.randomUUID().toString();
        create(id, "ann", "00u-1");
        create(UUID.randomUUID().toString(), "bob", "00U-Bob");
        create(UUID.randomUUID().toString(), "cid", "Ünal");
        create(UUID.randomUUID().toString(), "dan", "00u-4");
        assertThat(ungrouped("ann", "bob", "dan")).containsExactly("ann", "bob", "dan");
        stored(patch(created("ops"), new MemberDelta.Add(members(id, "00U-Bob", "Ünal"))));
        assertThat(ungrouped("ann", "bob", "cid", "dan")).containsExactly("dan");
        stored(patch(created("dev"), new MemberDelta.Add(members("DAN"))));
        assertThat(ungrouped("dan")).isEmpty();
    }

    private void create(String id, String userName, String externalId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("userName", userName).put("externalId", externalId).put("active", true);
        stored(new Push("okta", "t", "r", ResourceType.USER, new Operation.Create(id, body)));
    }

    private List<String> ungrouped(String... userNames) {
        List<String> found = new ArrayList<>();
        for (String name : userNames) {
            Page page = resources.page(
                    Search.of(
                            "okta",
                            ResourceType.USER,
                            Optional.of(FilterParser.parse(ResourceType.USER, "userName eq \"" + name + "\""))),
                    1,
                    10);
            page.ungrouped().forEach(one -> found.add(name));
        }
        return found;
    }

    @Test
    void randomHistoriesOnTwoNodesLoseNoMember() {
        Random random = new Random(11);
        List<String> groups = List.of(created("a"), created("b"), created("c"));
        Map<String, List<CompletableFuture<PushResult>>> answers = new java.util.HashMap<>();
        try (GroupCommitJournal other = new GroupCommitJournal(database, Clock.systemUTC(), accepted -> {}, SMALL)) {
            for (int i = 0; i < 600; i++) {
                GroupCommitJournal node = random.nextBoolean() ? journal : other;
                String group = groups.get(random.nextInt(groups.size()));
                MemberDelta delta = random.nextInt(40) == 0
                        ? new MemberDelta.ReplaceAll(drawn(random, 30))
                        : random.nextInt(3) == 0
                                ? new MemberDelta.Remove(drawn(random, 2).stream()
                                        .map(Member::value)
                                        .toList())
                                : new MemberDelta.Add(drawn(random, 3));
                answers.computeIfAbsent(group, key -> new ArrayList<>())
                        .add(node.accept(patch(group, delta)).toCompletableFuture());
            }
            answers.values()
                    .forEach(list -> assertThat(list.stream().map(CompletableFuture::join))
                            .allMatch(answer -> answer instanceof PushResult.Stored));
        }
    }

    @Test
    void twoHundredConcurrentAdditionsAreAllThere() {
        String group = created("ops");
        Set<String> wanted = new TreeSet<>();
        List<CompletableFuture<PushResult>> answers = IntStream.range(0, 200)
                .mapToObj(i -> {
                    wanted.add("m" + i);
                    return send(patch(group, new MemberDelta.Add(members("m" + i))));
                })
                .toList();
        answers.forEach(CompletableFuture::join);
        assertThat(values(group)).containsExactlyElementsOf(wanted);
    }

    private static List<Member> drawn(Random random, int most) {
        return members(IntStream.range(0, 1 + random.nextInt(most))
                .mapToObj(i -> "m" + random.nextInt(60))
                .distinct()
                .toArray(String[]::new));
    }

    private Set<String> values(String group) {
        Set<String> values = new TreeSet<>();
        Resource found = resources.byIds(List.of(group)).get(0);
        memberships.of(found, shown -> values.add(shown.member().value()));
        return values;
    }

    private String created(String name) {
        String id = UUID.randomUUID().toString();
        stored(push(new Operation.Create(id, name(name))));
        return id;
    }

    private static ObjectNode name(String name) {
        return JsonNodeFactory.instance.objectNode().put("displayName", name);
    }

    private static List<Member> members(String... values) {
        return Stream.of(values).map(Member::of).toList();
    }

    private static Push patch(String group, MemberDelta delta) {
        return push(new Operation.Patch(group, JsonNodeFactory.instance.arrayNode(), List.of(delta), Optional.empty()));
    }

    private static Push push(Operation operation) {
        return new Push("okta", "t", "r", ResourceType.GROUP, operation);
    }

    private PushResult.Stored stored(Push push) {
        PushResult result = send(push).join();
        assertThat(result).isInstanceOf(PushResult.Stored.class);
        return (PushResult.Stored) result;
    }

    private CompletableFuture<PushResult> send(Push push) {
        return journal.accept(push).toCompletableFuture();
    }
}
