package io.isthmus.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.journal.Operation;
import io.isthmus.journal.Push;
import io.isthmus.journal.Resources.Page;
import io.isthmus.journal.Resources.Place;
import io.isthmus.journal.Resources.Search;
import io.isthmus.journal.Resources.Sort;
import io.isthmus.scim.AttributePath;
import io.isthmus.scim.Filter;
import io.isthmus.scim.FilterParser;
import io.isthmus.scim.Filters;
import io.isthmus.scim.Rendering;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ResourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Searches on a real PostgreSQL find what evaluating the filter on every resource finds, in the order that is asked for. */
class SearchTest {
    private static final List<String> WORDS =
            List.of("ann", "Anna", "ÅSA", "åsa", "STRASSE", "straße", "o'neil", "100%", "a_b", "ﬁn", "");
    private static final List<String> LEAVES = List.of(
            "userName %s \"%s\"",
            "title %s \"%s\"",
            "displayName %s \"%s\"",
            "externalId %s \"%s\"",
            "name.familyName %s \"%s\"",
            "emails.value %s \"%s\"",
            "emails %s \"%s\"",
            "roles.value %s \"%s\"",
            "emails[type eq \"work\" and value %s \"%s\"]",
            "emails[type ne \"work\"].value %s \"%s\"",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department %s \"%s\"",
            "urn:acme:x:2.0:User:code %s \"%s\"");
    private static final List<String> OPERATORS = List.of("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le");
    private static final List<String> OTHERS = List.of(
            "title pr",
            "emails pr",
            "roles pr",
            "externalId pr",
            "displayName pr",
            "name pr",
            "active eq true",
            "active ne true",
            "meta.created gt \"2020-01-01T00:00:00Z\"",
            "meta.created gt \"0000-01-01T00:00:00Z\"",
            "meta.created lt \"0000-12-31\"",
            "meta.lastModified gt \"2026-01-01T00:00:00+16:00\"",
            "meta.lastModified le \"9999-12-31T23:00:00-18:00\"",
            "meta.lastModified le \"2020-01-01\"",
            "meta.resourceType eq \"User\"",
            "title eq null",
            "emails[type ne \"work\"]",
            "emails[not (type eq \"work\")]",
            "name[familyName ne \"ann\"]",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr",
            "urn:acme:x:2.0:User pr");

    private static final DataSource DATABASE = TestDatabase.fresh();
    private static final JdbcResources RESOURCES = new JdbcResources(DATABASE);
    private static final List<Resource> ALL = new ArrayList<>();

    @BeforeAll
    static void people() {
        Random random = new Random(3);
        try (GroupCommitJournal journal = new GroupCommitJournal(
                DATABASE, Clock.systemUTC(), accepted -> {}, GroupCommitJournal.Settings.DEFAULT)) {
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                Operation create = new Operation.Create(UUID.randomUUID().toString(), person(random, i));
                answers.add(journal.accept(new Push("okta", "t", "r", ResourceType.USER, create))
                        .toCompletableFuture());
            }
            answers.forEach(CompletableFuture::join);
        }
        RESOURCES.all(ALL::add);
    }

    @AfterAll
    static void forget() {
        ALL.clear();
    }

    private static ObjectNode person(Random random, int number) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("userName", word(random) + number).put("active", random.nextBoolean());
        some(random, body, "title", "displayName", "externalId");
        some(random, body.putObject("name"), "familyName", "givenName");
        if (random.nextBoolean()) {
            var emails = body.putArray("emails");
            for (int i = 0; i <= random.nextInt(3); i++) {
                emails.addObject().put("value", word(random) + i).put("type", random.nextBoolean() ? "work" : "home");
            }
        }
        if (random.nextInt(3) == 0) {
            body.putArray("roles").add("admin").addObject().put("value", word(random) + "r");
        }
        some(random, body.putObject("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"), "department");
        some(random, body.putObject("urn:acme:x:2.0:User"), "code");
        return body;
    }

    private static void some(Random random, ObjectNode body, String... names) {
        for (String name : names) {
            String word = word(random);
            if (random.nextInt(3) > 0 && !word.isEmpty()) {
                body.put(name, word);
            }
        }
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    @Test
    void findsWhatTheFilterSaysWhateverTheDatabaseCanDoOfIt() {
        Random random = new Random(5);
        for (int i = 0; i < 1500; i++) {
            String written = filter(random, 2);
            Filter filter = FilterParser.parse(ResourceType.USER, written);
            TreeSet<String> expected = new TreeSet<>();
            ALL.stream()
                    .filter(one -> Filters.matches(filter, Rendering.filterable(one)))
                    .forEach(one -> expected.add(one.id()));
            Page page = RESOURCES.page(Search.of("okta", ResourceType.USER, Optional.of(filter)), 1, 1000);
            assertThat(page.resources()).extracting(Resource::id).as(written).containsExactlyElementsOf(expected);
            assertThat(page.total()).as(written).isEqualTo(expected.size());
            assertThat(RESOURCES
                            .page(Search.of("okta", ResourceType.USER, Optional.of(filter)), 1, 0)
                            .total())
                    .isEqualTo(expected.size());
        }
    }

    private static String filter(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String one = filter(random, depth - 1);
            return switch (random.nextInt(3)) {
                case 0 -> "(" + one + ") and (" + filter(random, depth - 1) + ")";
                case 1 -> "(" + one + ") or (" + filter(random, depth - 1) + ")";
                default -> "not (" + one + ")";
            };
        }
        if (random.nextInt(4) == 0) {
            return OTHERS.get(random.nextInt(OTHERS.size()));
        }
        String leaf = LEAVES.get(random.nextInt(LEAVES.size()));
        return String.format(leaf, OPERATORS.get(random.nextInt(OPERATORS.size())), word(random));
    }

    @Test
    void pagesByIndexAndByCursorGiveEachResourceOnce() {
        for (String written : List.of("", "title pr", "userName co \"a\"", "emails[type eq \"work\"]")) {
            Optional<Filter> filter =
                    Optional.of(written).filter(w -> !w.isEmpty()).map(w -> FilterParser.parse(ResourceType.USER, w));
            for (Optional<Sort> sort : sorts()) {
                Search search = new Search("okta", ResourceType.USER, filter, sort);
                List<String> whole = ids(RESOURCES.page(search, 1, 1000));
                assertThat(byIndex(search, whole.size()))
                        .as("%s %s", written, sort)
                        .isEqualTo(whole);
                assertThat(byCursor(search)).as("%s %s", written, sort).isEqualTo(whole);
                assertThat(new HashSet<>(whole)).hasSameSizeAs(whole);
            }
        }
    }

    @Test
    void aColdJumpAndTheEndAreAnsweredToo() {
        Search search = Search.of("okta", ResourceType.USER, Optional.empty());
        List<String> whole = ids(RESOURCES.page(search, 1, 1000));
        Page jump = new JdbcResources(DATABASE).page(search, 101, 10);
        assertThat(ids(jump)).isEqualTo(whole.subList(100, 110));
        assertThat(jump.total()).isEqualTo(150);
        Page past = RESOURCES.page(search, 1000, 10);
        assertThat(past.resources()).isEmpty();
        assertThat(past.total()).isEqualTo(150);
        assertThat(RESOURCES
                        .page(Search.of("entra", ResourceType.USER, Optional.empty()), 1, 10)
                        .total())
                .isZero();
    }

    @Test
    void resourcesWithoutTheSortedAttributeComeLastWhenAscendingAndFirstWhenDescending() {
        List<Resource> up = RESOURCES
                .page(
                        new Search("okta", ResourceType.USER, Optional.empty(), Optional.of(sort("title", true))),
                        1,
                        1000)
                .resources();
        List<Resource> down = RESOURCES
                .page(
                        new Search("okta", ResourceType.USER, Optional.empty(), Optional.of(sort("title", false))),
                        1,
                        1000)
                .resources();
        assertThat(up.get(0).body().has("title")).isTrue();
        assertThat(up.get(up.size() - 1).body().has("title")).isFalse();
        assertThat(down.get(0).body().has("title")).isFalse();
        List<Resource> reversed = new ArrayList<>(down);
        java.util.Collections.reverse(reversed);
        assertThat(reversed).isEqualTo(up);
    }

    private static List<Optional<Sort>> sorts() {
        return List.of(
                Optional.empty(),
                Optional.of(sort("userName", true)),
                Optional.of(sort("title", false)),
                Optional.of(new Sort(
                        new AttributePath(Optional.empty(), "emails", Optional.of("value")), false, true, true)));
    }

    private static Sort sort(String attribute, boolean ascending) {
        return new Sort(new AttributePath(Optional.empty(), attribute, Optional.empty()), false, false, ascending);
    }

    private static List<String> byIndex(Search search, int total) {
        List<String> ids = new ArrayList<>();
        for (int start = 1; start <= total; start += 7) {
            Page page = RESOURCES.page(search, start, 7);
            assertThat(page.total()).isEqualTo(total);
            ids.addAll(ids(page));
        }
        return ids;
    }

    private static List<String> byCursor(Search search) {
        List<String> ids = new ArrayList<>();
        Optional<Place> place = Optional.empty();
        do {
            Page page = RESOURCES.page(search, place, 7);
            ids.addAll(ids(page));
            place = page.next();
        } while (place.isPresent());
        return ids;
    }

    private static List<String> ids(Page page) {
        return page.resources().stream().map(Resource::id).toList();
    }
}
