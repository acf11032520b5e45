package io.isthmus.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.isthmus.e2e.IsthmusServer;
import io.isthmus.testing.OpenLdapServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How fast a run writes, how soon a push is visible, what a run without changes over many users costs, and a start. */
@Tag("bench")
class ReconcileRateIT {
    private static final String PEOPLE = "ou=people,dc=example,dc=com";
    private static final int WARM_UP = 3;
    static final String[] READ = {
        "uid",
        "cn",
        "sn",
        "givenName",
        "mail",
        "telephoneNumber",
        "title",
        "employeeNumber",
        "departmentNumber",
        "manager",
        "objectClass",
        "entryUUID",
        "isthmusId",
        "pwdAccountLockedTime"
    };

    @TempDir
    Path home;

    @Test
    void applies() throws LDAPException {
        Results.title(
                "Applying 10,000 new users over 8 connections",
                "slapd | a whole sync run, users /s | its writing alone, users /s | raw adds of the same entries /s"
                        + " | ratio of the whole | ratio of the writing");
        for (boolean durable : new boolean[] {true, false}) {
            applies(durable);
        }
    }

    /** Each side has a slapd of its own, so that both grow alike. */
    private void applies(boolean durable) throws LDAPException {
        int users = Users.scaled(10_000);
        try (OpenLdapServer ldap = OpenLdapServer.start(durable);
                OpenLdapServer other = OpenLdapServer.start(durable);
                IsthmusServer isthmus = Users.server(home.resolve("apply" + durable), ldap.url(), "auto-sync: false");
                LDAPConnection admin = ldap.admin()) {
            isthmus.start();
            String token = isthmus.sourceToken("okta");
            List<Double> whole = new ArrayList<>();
            List<Double> writing = new ArrayList<>();
            List<Double> raw = new ArrayList<>();
            sync(isthmus);
            // warms both up
            push(isthmus, token, "w-", users);
            sync(isthmus);
            raw(other, entries(admin, "w-", users));
            for (int round = 0; round < 5; round++) {
                String prefix = "r" + round + "-";
                List<Entry> entries = entries(admin, prefix, users);
                push(isthmus, token, prefix, users);
                // half of the adds before and half after, so that what slows the machine for a while slows both
                double added = raw(other, entries.subList(0, users / 2));
                double wrote = isthmus.seconds("apply");
                whole.add(users / sync(isthmus));
                writing.add(users / (isthmus.seconds("apply") - wrote));
                raw.add(users / (added + raw(other, entries.subList(users / 2, users))));
            }
            Results.row(
                    durable ? "durable" : "nosync",
                    Results.shown(Results.of(whole)),
                    Results.shown(Results.of(writing)),
                    Results.shown(Results.of(raw)),
                    Results.shown(Results.of(Results.ratios(whole, raw))),
                    Results.shown(Results.of(Results.ratios(writing, raw))));
        }
    }

    private static void push(IsthmusServer isthmus, String token, String prefix, int users) {
        Load.count(
                isthmus.port(),
                16,
                users,
                number -> Load.request("POST", "/scim/v2/Users", token, Users.okta(prefix + number)));
    }

    /** Seconds of a whole run, from its row. */
    private static double sync(IsthmusServer isthmus) {
        JsonNode run = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}");
        while (List.of("planning", "approved", "applying")
                .contains(run.path("status").asText())) {
            run = isthmus.admin("GET", "/api/v1/runs/" + run.path("id").asText() + "?wait=30s", "");
        }
        if (!run.path("status").asText().equals("done")) {
            throw new IllegalStateException(run.toString());
        }
        return Duration.between(
                                java.time.Instant.parse(run.path("started").asText()),
                                java.time.Instant.parse(run.path("finished").asText()))
                        .toMillis()
                / 1000.0;
    }

    /** What the product adds, made after the first that it has added. */
    private static List<Entry> entries(LDAPConnection admin, String prefix, int users) throws LDAPException {
        Entry first = admin.getEntry("uid=w-0," + PEOPLE);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            Entry entry = new Entry("uid=" + prefix + i + "," + PEOPLE);
            for (var attribute : first.getAttributes()) {
                entry.addAttribute(attribute.getName(), attribute.getValue().replace("w-0", prefix + i));
            }
            entries.add(entry);
        }
        return entries;
    }

    /** Adds them over as many connections as the product has; seconds. */
    private static double raw(OpenLdapServer ldap, List<Entry> entries) {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        long start = System.nanoTime();
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                done.add(threads.submit(() -> {
                    try (LDAPConnection connection = ldap.service()) {
                        for (int n = next.getAndIncrement(); n < entries.size(); n = next.getAndIncrement()) {
                            connection.add(entries.get(n));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        } finally {
            threads.shutdown();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    @Test
    void isVisibleSoon() throws LDAPException {
        try (OpenLdapServer ldap = OpenLdapServer.start(true);
                IsthmusServer isthmus =
                        Users.server(home.resolve("soon"), ldap.url(), "auto-sync: true, soon-after: 200ms");
                LDAPConnection reader = ldap.admin()) {
            isthmus.start();
            String token = isthmus.sourceToken("okta");
            List<Double> seen = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < Users.scaled(200); i++) {
                long due = begin + i * 200_000_000L;
                Awaitility.await()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> System.nanoTime() >= due);
                long sent = System.nanoTime();
                isthmus.scim("POST", "/Users", token, Users.okta("s" + i));
                String dn = "uid=s" + i + "," + PEOPLE;
                Awaitility.await()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> reader.getEntry(dn, "1.1") != null);
                seen.add((System.nanoTime() - sent) / 1e6);
            }
            List<Double> sorted = seen.stream().sorted().toList();
            Results.title(
                    "From push to visible in LDAP, at most 5 pushes a second",
                    "pushes | median ms | 95 % ms | worst ms");
            Results.row(
                    sorted.size(),
                    sorted.get(sorted.size() / 2),
                    sorted.get(sorted.size() * 95 / 100),
                    sorted.get(sorted.size() - 1));
        }
    }

    @Test
    void runsOverManyUsersAndStarts() throws LDAPException {
        int users = Users.scaled(100_000);
        try (OpenLdapServer ldap = OpenLdapServer.start(false);
                IsthmusServer isthmus = Users.server(home.resolve("full"), ldap.url(), "auto-sync: false");
                LDAPConnection reader = ldap.service()) {
            isthmus.start();
            push(isthmus, isthmus.sourceToken("okta"), "f", users);
            Results.note(users + " users applied in " + Results.number(sync(isthmus)) + " s by one run, heap 512 MB");
            // both sides are compiled before anything is measured
            for (int round = 0; round < WARM_UP; round++) {
                sync(isthmus);
                bare(reader, users);
            }
            List<Double> ours = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                ours.add(sync(isthmus));
                bare.add(bare(reader, users));
                ratios.add(ours.get(round) / bare.get(round));
            }
            Results.title("A run without changes over " + users + " users", "run s | bare paged read s | ratio");
            Results.row(
                    Results.shown(Results.of(ours)),
                    Results.shown(Results.of(bare)),
                    Results.shown(Results.of(ratios)));
            starts(isthmus);
        }
    }

    private static double bare(LDAPConnection connection, int users) throws LDAPException {
        long start = System.nanoTime();
        int read = 0;
        ASN1OctetString cookie = null;
        do {
            SearchRequest request = new SearchRequest(PEOPLE, SearchScope.SUB, "(objectClass=inetOrgPerson)", READ);
            request.addControl(new SimplePagedResultsControl(1000, cookie));
            SearchResult result = connection.search(request);
            read += result.getEntryCount();
            cookie = SimplePagedResultsControl.get(result).getCookie();
        } while (cookie != null && cookie.getValueLength() > 0);
        if (read < users) {
            throw new IllegalStateException("only " + read + " read");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void starts(IsthmusServer isthmus) {
        List<Double> starts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            isthmus.stop();
            long start = System.nanoTime();
            isthmus.start();
            starts.add((System.nanoTime() - start) / 1e9);
        }
        Results.note("Start to ready on this data directory: " + Results.shown(Results.of(starts)) + " s");
    }
}
