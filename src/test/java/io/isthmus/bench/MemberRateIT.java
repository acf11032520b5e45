package io.isthmus.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.isthmus.e2e.IsthmusServer;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups and memberships on the way into the directory, against the same writes and reads issued bare. */
@Tag("bench")
class MemberRateIT {
    private static final String PEOPLE = "ou=people,dc=example,dc=com";
    private static final String GROUPS = "ou=groups,dc=example,dc=com";
    private static final String NOBODY = "cn=nobody,dc=example,dc=com";
    private static final int PORTION = 2000;
    private static final int WARM_UP = 2;

    @TempDir
    Path home;

    private IsthmusServer isthmus;
    private String token;

    @Test
    void appliesGroupsAndMemberships() throws LDAPException {
        int users = Users.scaled(10_000);
        int groups = Users.scaled(500);
        int each = 100;
        List<Double> writing = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        List<Double> raw = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            try (OpenLdapServer ldap = OpenLdapServer.start(true);
                    OpenLdapServer other = OpenLdapServer.start(true);
                    LDAPConnection admin = ldap.admin()) {
                open("apply" + round, ldap);
                sync();
                List<String> ids = pushUsers(users);
                pushGroups(groups, each, ids);
                double wrote = isthmus.seconds("apply");
                double run = sync();
                wrote = isthmus.seconds("apply") - wrote;
                double bare = bareWrites(other, admin, users, groups, each);
                if (round > 0) {
                    whole.add(bare / run);
                    writing.add(bare / wrote);
                    raw.add(bare);
                }
            } finally {
                isthmus.close();
            }
        }
        Results.title(
                "Applying " + users + " users and " + groups + " groups with " + groups * each
                        + " memberships, durable slapd",
                "bare writes s | rate of the whole run to theirs | rate of the writing to theirs");
        Results.row(
                Results.shown(Results.of(raw)), Results.shown(Results.of(whole)), Results.shown(Results.of(writing)));
    }

    @Test
    void runsWithoutChangesAndOneMember() throws LDAPException {
        int users = Users.scaled(100_000);
        int groups = Users.scaled(10_000);
        int each = 100;
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                LDAPConnection reader = ldap.service()) {
            open("full", ldap);
            List<String> ids = pushUsers(users);
            double applied = sync();
            // a plan is held in memory until it is saved: one of all million memberships needs more than these 512 MB
            for (int from = 0; from < groups; from += PORTION) {
                pushGroups(from, Math.min(groups, from + PORTION), each, ids);
                applied += sync();
            }
            Results.note(users + " users, " + groups + " groups, " + groups * each + " memberships applied in "
                    + Results.number(applied) + " s, " + PORTION + " groups a run, heap 512 MB");
            sync();
            sync();
            Rounds rounds = new Rounds();
            // what a push compiles is compiled before anything is measured
            IntStream.range(0, WARM_UP).forEach(round -> round(round, ids, reader));
            IntStream.range(WARM_UP, WARM_UP + 6).forEach(round -> rounds.add(round(round, ids, reader)));
            rounds.show(users + " users, " + groups + " groups, " + groups * each + " memberships");
        } finally {
            isthmus.close();
        }
    }

    /** @param guard and diff: per cent of the run in which something had changed */
    private record Round(double ours, double bare, double changed, double guard, double diff) {
        double both() {
            return guard + diff;
        }
    }

    private Round round(int round, List<String> ids, LDAPConnection reader) {
        double ours = sync();
        double bare = bareRead(reader);
        double guard = isthmus.seconds("guard");
        double diff = isthmus.seconds("diff");
        push(ids.subList(round * ids.size() / 100, (round + 1) * ids.size() / 100), "Round " + round);
        double changed = run("plan");
        guard = (isthmus.seconds("guard") - guard) / changed * 100;
        diff = (isthmus.seconds("diff") - diff) / changed * 100;
        sync();
        // what was written is looked at once more, and is settled then
        sync();
        return new Round(ours, bare, changed, guard, diff);
    }

    private static final class Rounds extends ArrayList<Round> {
        private static final long serialVersionUID = 1L;

        private List<Double> each(Function<Round, Double> figure) {
            return stream().map(figure).toList();
        }

        private String shown(Function<Round, Double> figure) {
            return Results.shown(Results.of(each(figure)));
        }

        void show(String size) {
            Results.title(
                    "The plan of a run in which 1 % of the users changed",
                    "run s | ratio to the run without changes | guard, % of the run | diff, % of the run"
                            + " | both, % of the run | the most of both");
            Results.row(
                    shown(Round::changed),
                    Results.shown(Results.of(Results.ratios(each(Round::changed), each(Round::ours)))),
                    shown(Round::guard),
                    shown(Round::diff),
                    shown(Round::both),
                    each(Round::both).stream().max(Double::compare).orElseThrow());
            Results.title("A run without changes over " + size, "run s | bare paged read s | ratio");
            Results.row(
                    shown(Round::ours),
                    shown(Round::bare),
                    Results.shown(Results.of(Results.ratios(each(Round::ours), each(Round::bare)))));
        }
    }

    @Test
    void oneMemberIntoALargeGroup() throws LDAPException {
        int members = Users.scaled(50_000);
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                LDAPConnection admin = ldap.admin()) {
            open("large", ldap);
            List<String> ids = pushUsers(members + 60);
            String group = IsthmusServer.json(
                            isthmus.scim("POST", "/Groups", token, Crew.group("large", ids.subList(0, members)))
                                    .body())
                    .path("id")
                    .asText();
            sync();
            isthmus.close();
            isthmus = Users.server(home.resolve("large"), ldap.url(), "auto-sync: true")
                    .start();
            List<Double> seen = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String member =
                        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\""
                                + ids.get(members + i) + "\"}]}]}";
                String dn = "uid=m" + (members + i) + "," + PEOPLE;
                long sent = System.nanoTime();
                isthmus.scim("PATCH", "/Groups/" + group, token, member);
                Awaitility.await()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> admin.compare("cn=large," + GROUPS, "member", dn)
                                .compareMatched());
                seen.add((System.nanoTime() - sent) / 1e6);
            }
            Results.note("One member into a group of " + members + ", from push to visible: "
                    + Results.shown(Results.of(seen)) + " ms, of which 200 ms are waited for more");
        } finally {
            isthmus.close();
        }
    }

    private void open(String name, OpenLdapServer ldap) {
        isthmus =
                Users.server(home.resolve(name), ldap.url(), "auto-sync: false").start();
        token = isthmus.sourceToken("okta");
    }

    private List<String> pushUsers(int users) {
        return Crew.inParallel(IntStream.range(0, users)
                .mapToObj(i -> (Callable<String>) () -> Crew.created(isthmus, token, "/Users", Users.okta("m" + i)))
                .toList());
    }

    private void pushGroups(int groups, int each, List<String> ids) {
        pushGroups(0, groups, each, ids);
    }

    private void pushGroups(int from, int to, int each, List<String> ids) {
        Crew.inParallel(IntStream.range(from, to)
                .mapToObj(i -> (Callable<String>)
                        () -> Crew.created(isthmus, token, "/Groups", Crew.group("g" + i, Crew.members(i, each, ids))))
                .toList());
    }

    private void push(List<String> users, String title) {
        Crew.inParallel(users.stream()
                .map(id -> (Callable<Object>) () -> isthmus.scim(
                        "PATCH",
                        "/Users/" + id,
                        token,
                        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":"
                                + "[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"" + title + "\"}]}"))
                .toList());
    }

    private double sync() {
        return run("sync");
    }

    private double run(String kind) {
        JsonNode run = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"" + kind + "\"}");
        while (List.of("planning", "approved", "applying")
                .contains(run.path("status").asText())) {
            run = isthmus.admin("GET", "/api/v1/runs/" + run.path("id").asText() + "?wait=30s", "");
        }
        if (!List.of("done", "planned").contains(run.path("status").asText())) {
            throw new IllegalStateException(run.toString());
        }
        System.out.println(run.path("changes") + " " + run.path("counts"));
        return Duration.between(
                                Instant.parse(run.path("started").asText()),
                                Instant.parse(run.path("finished").asText()))
                        .toMillis()
                / 1000.0;
    }

    /** Users added, groups added with a placeholder, members added in one modify a group: over as many connections. */
    private static double bareWrites(OpenLdapServer to, LDAPConnection from, int users, int groups, int each)
            throws LDAPException {
        Entry user = from.getEntry("uid=m0," + PEOPLE);
        List<String> names = IntStream.range(0, users)
                .mapToObj(i -> "uid=m" + i + "," + PEOPLE)
                .toList();
        List<LDAPConnection> connections = new ArrayList<>();
        for (int i = 0; i < Crew.CONNECTIONS; i++) {
            connections.add(to.service());
        }
        long start = System.nanoTime();
        Crew.inParallel(IntStream.range(0, users)
                .mapToObj(i -> (Callable<Object>) () -> {
                    Entry entry = new Entry("uid=m" + i + "," + PEOPLE);
                    for (var attribute : user.getAttributes()) {
                        if (!attribute.getName().equalsIgnoreCase("memberOf")) {
                            entry.addAttribute(
                                    attribute.getName(), attribute.getValue().replace("m0", "m" + i));
                        }
                    }
                    return connections.get(thread()).add(entry);
                })
                .toList());
        Crew.inParallel(IntStream.range(0, groups)
                .mapToObj(i -> (Callable<Object>) () -> connections
                        .get(thread())
                        .add(
                                "dn: cn=g" + i + "," + GROUPS,
                                "objectClass: groupOfNames",
                                "cn: g" + i,
                                "member: " + NOBODY))
                .toList());
        Crew.inParallel(IntStream.range(0, groups)
                .mapToObj(i -> (Callable<Object>) () -> connections
                        .get(thread())
                        .modify(
                                "cn=g" + i + "," + GROUPS,
                                new Modification(
                                        ModificationType.ADD,
                                        "member",
                                        Crew.members(i, each, names).toArray(new String[0]))))
                .toList());
        double seconds = (System.nanoTime() - start) / 1e9;
        connections.forEach(LDAPConnection::close);
        return seconds;
    }

    private static int thread() {
        String name = Thread.currentThread().getName();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)) % Crew.CONNECTIONS;
    }

    private static double bareRead(LDAPConnection connection) {
        long start = System.nanoTime();
        try {
            read(connection, PEOPLE, "(objectClass=inetOrgPerson)", ReconcileRateIT.READ);
            read(connection, GROUPS, "(objectClass=groupOfNames)", "cn", "member", "objectClass", "entryUUID");
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void read(LDAPConnection connection, String base, String filter, String... attributes)
            throws LDAPException {
        ASN1OctetString cookie = null;
        do {
            SearchRequest request = new SearchRequest(base, SearchScope.SUB, filter, attributes);
            request.addControl(new SimplePagedResultsControl(1000, cookie));
            SearchResult result = connection.search(request);
            cookie = SimplePagedResultsControl.get(result).getCookie();
        } while (cookie != null && cookie.getValueLength() > 0);
    }
}
