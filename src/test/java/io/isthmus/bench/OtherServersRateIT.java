package io.isthmus.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.e2e.IsthmusServer;
import io.isthmus.e2e.Site;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What 389 DS and Samba AD take: users, groups and memberships applied, beside the same writes issued bare. */
@Tag("bench")
class OtherServersRateIT {
    private static final int ROUNDS = 4;
    private static final List<String> PERSON =
            List.of("objectClass", "uid", "cn", "sn", "givenName", "displayName", "mail", "title", "telephoneNumber");
    private static final List<String> ACCOUNT = List.of(
            "objectClass",
            "cn",
            "sn",
            "givenName",
            "displayName",
            "mail",
            "title",
            "telephoneNumber",
            "sAMAccountName",
            "userPrincipalName",
            "employeeID");

    @TempDir
    Path home;

    @Test
    void directory389() throws LDAPException {
        measure("389 DS", Site.directory389(), PERSON, Users.scaled(2000), Users.scaled(100), 100);
    }

    @Test
    void samba() throws LDAPException {
        measure("Samba AD", Site.samba(), ACCOUNT, Users.scaled(400), Users.scaled(20), 100);
    }

    private void measure(String server, Site site, List<String> attributes, int users, int groups, int each)
            throws LDAPException {
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        try (site;
                LDAPConnectionPool pool = new LDAPConnectionPool(site.admin(), 1, Crew.CONNECTIONS);
                IsthmusServer isthmus = site.isthmus(home, "accept-first-plan: true, auto-sync: false")
                        .start()) {
            String token = isthmus.sourceToken("okta");
            sync(isthmus);
            for (int round = 0; round < ROUNDS; round++) {
                String name = "r" + round + "x";
                List<String> ids = each(users, i -> Crew.created(isthmus, token, "/Users", Users.okta(name + i)));
                each(
                        groups,
                        i -> Crew.created(
                                isthmus, token, "/Groups", Crew.group("g" + name + i, Crew.members(i, each, ids))));
                double before = isthmus.seconds("apply");
                sync(isthmus);
                double wrote = isthmus.seconds("apply") - before;
                double raw = bare(site, pool, name, attributes, users, groups, each);
                if (round > 0) {
                    ours.add(wrote);
                    bare.add(raw);
                }
            }
        }
        Results.title(
                server + ": " + users + " users, " + groups + " groups, " + groups * each + " memberships",
                "writing s | the same writes bare s | ratio");
        Results.row(
                Results.shown(Results.of(ours)),
                Results.shown(Results.of(bare)),
                Results.shown(Results.of(Results.ratios(bare, ours))));
    }

    /** The same entries under other names: users, groups, and all members of a group in one modify. */
    private static double bare(
            Site site, LDAPConnectionPool pool, String of, List<String> attributes, int users, int groups, int each)
            throws LDAPException {
        Entry user = site.admin().getEntry(site.user(of + 0), attributes.toArray(new String[0]));
        Entry group = site.admin().getEntry(site.group("g" + of + 0), "objectClass", "cn", "sAMAccountName");
        List<String> names = IntStream.range(0, users)
                .mapToObj(i -> site.user("bare" + of + i))
                .toList();
        boolean account = user.hasAttribute("sAMAccountName");
        long start = System.nanoTime();
        each(users, i -> {
            Entry entry = copy(user, names.get(i), of + 0, "bare" + of + i);
            if (account) {
                entry.addAttribute("userAccountControl", "514");
            }
            pool.add(entry);
            if (account) {
                open(pool, names.get(i));
            }
            return i;
        });
        each(groups, i -> pool.add(copy(group, site.group("gbare" + of + i), "g" + of + 0, "gbare" + of + i)));
        each(
                groups,
                i -> pool.modify(
                        site.group("gbare" + of + i),
                        new Modification(
                                ModificationType.ADD,
                                "member",
                                Crew.members(i, each, names).toArray(new String[0]))));
        return (System.nanoTime() - start) / 1e9;
    }

    private static void open(LDAPConnectionPool pool, String dn) throws LDAPException {
        byte[] quoted = "\"Str0ng-enough-for-AD\"".getBytes(StandardCharsets.UTF_16LE);
        pool.modify(dn, new Modification(ModificationType.REPLACE, "unicodePwd", quoted));
        pool.modify(dn, new Modification(ModificationType.REPLACE, "userAccountControl", "512"));
    }

    private static Entry copy(Entry template, String dn, String was, String is) {
        Entry copy = new Entry(dn);
        template.getAttributes().forEach(attribute -> {
            for (String value : attribute.getValues()) {
                copy.addAttribute(attribute.getName(), value.replace(was, is));
            }
        });
        return copy;
    }

    private static void sync(IsthmusServer isthmus) {
        JsonNode run = isthmus.admin("POST", "/api/v1/runs", "{\"kind\":\"sync\"}");
        Instant end = Instant.now().plus(Duration.ofMinutes(10));
        while (List.of("planning", "approved", "applying")
                        .contains(run.path("status").asText())
                && Instant.now().isBefore(end)) {
            run = isthmus.admin("GET", "/api/v1/runs/" + run.path("id").asText() + "?wait=30s", "");
        }
        if (!run.path("status").asText().equals("done")
                || run.at("/changes/planned").asLong()
                        != run.at("/changes/applied").asLong()) {
            throw new IllegalStateException(run.toString());
        }
    }

    private interface Work<T> {
        T of(int number) throws Exception;
    }

    private static <T> List<T> each(int number, Work<T> work) {
        return Crew.inParallel(IntStream.range(0, number)
                .mapToObj(i -> (Callable<T>) () -> work.of(i))
                .toList());
    }
}
