package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.directory.Seen;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.AnchorSet;
import io.isthmus.store.JdbcWatched;
import io.isthmus.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** From what a server tells to runs, with a watch that says what a test says. */
class WatchTest {
    private final Announcing announcing = new Announcing();

    private Bureau bureau(boolean selfHeal) throws LDAPException {
        Bureau bureau = new Bureau(Bureau.settings(true, true, selfHeal), 100);
        bureau.service().follow(announcing, new JdbcWatched(bureau.database, "main", bureau.clock));
        return bureau;
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    private static Seen touched(Bureau bureau, String uid) {
        return new Seen.Touched(new Anchor(bureau.entry(uid).getAttributeValue("entryUUID")));
    }

    private static void byHand(Bureau bureau, String uid, String value) throws LDAPException {
        bureau.ldap.modify("uid=" + uid + "," + Bureau.BASE, new Modification(ModificationType.REPLACE, "sn", value));
    }

    private static List<RunRow> runs(Bureau bureau, RunRow.Kind kind) {
        return bureau.runs.list(Optional.of(kind), Optional.empty(), Optional.empty(), 100);
    }

    /** Waits until all that was said is looked at: the cookie said last is stored. */
    private void lookedAt(Bureau bureau, String cookie) {
        Watched watched = new JdbcWatched(bureau.database, "main", bureau.clock);
        soon().until(() -> Optional.ofNullable(
                        watched.cookies(Announcing.SERVER).get("people"))
                .filter(value -> new String(value, java.nio.charset.StandardCharsets.US_ASCII).equals(cookie))
                .isPresent());
    }

    @Test
    void driftIsToldAndLeftAlone() throws LDAPException {
        try (Bureau bureau = bureau(false)) {
            bureau.hire("ada");
            bureau.settled();
            byHand(bureau, "ada", "somebody");
            announcing.say(touched(bureau, "ada"));
            soon().until(() -> !runs(bureau, RunRow.Kind.WATCH).isEmpty());
            RunRow run = runs(bureau, RunRow.Kind.WATCH).get(0);
            assertThat(run.counts()).containsEntry("drifted", 1L);
            assertThat(run.by()).hasValue("watch");
            assertThat(run.status()).isEqualTo(RunRow.Status.DONE);
            assertThat(bureau.changes(run)).isEmpty();
            assertThat(bureau.entry("ada").getAttributeValue("sn")).isEqualTo("somebody");
        }
    }

    @Test
    void selfHealPutsItBack() throws LDAPException {
        try (Bureau bureau = bureau(true)) {
            bureau.hire("ada");
            bureau.settled();
            byHand(bureau, "ada", "somebody");
            announcing.say(touched(bureau, "ada"));
            soon().until(() -> bureau.entry("ada").hasAttributeValue("sn", "ada"));
            soon().until(() -> runs(bureau, RunRow.Kind.WATCH).stream()
                    .anyMatch(run -> run.changes().getOrDefault("applied", 0L) == 1));
        }
    }

    @Test
    void whatWeWroteOurselvesComesBackAndIsNoRun() throws LDAPException {
        try (Bureau bureau = bureau(true)) {
            bureau.hire("ada");
            bureau.settled();
            announcing.say(touched(bureau, "ada"), cookie("1"));
            lookedAt(bureau, "1");
            assertThat(runs(bureau, RunRow.Kind.WATCH)).isEmpty();
            assertThat(runs(bureau, RunRow.Kind.FULL)).isEmpty();
        }
    }

    @Test
    void whatNoLinkNamesIsLeftToTheRunOverEverything() throws Exception {
        try (Bureau bureau = bureau(true)) {
            bureau.hire("ada");
            bureau.settled();
            bureau.ldap.add("dn: uid=x," + Bureau.BASE, "objectClass: inetOrgPerson", "uid: x", "cn: x", "sn: x");
            announcing.say(touched(bureau, "x"), cookie("1"));
            lookedAt(bureau, "1");
            assertThat(runs(bureau, RunRow.Kind.WATCH)).isEmpty();
        }
    }

    @Test
    void anEntryThatAnotherDeletedIsMissing() throws LDAPException {
        try (Bureau bureau = bureau(false)) {
            bureau.hire("ada");
            bureau.settled();
            Seen gone = touched(bureau, "ada");
            bureau.ldap.delete("uid=ada," + Bureau.BASE);
            announcing.say(gone);
            soon().until(() -> runs(bureau, RunRow.Kind.WATCH).stream()
                    .anyMatch(run -> run.counts().getOrDefault("missing", 0L) == 1));
            assertThat(bureau.entry("ada")).isNull();
        }
    }

    @Test
    void whoIsAbsentAtTheEndOfARefreshIsLookedFor() throws Exception {
        try (Bureau bureau = bureau(false)) {
            bureau.hire("ada");
            bureau.hire("bob");
            bureau.settled();
            AnchorSet there = new AnchorSet();
            there.add(((Seen.Touched) touched(bureau, "bob")).anchor());
            bureau.ldap.delete("uid=ada," + Bureau.BASE);
            announcing.say(new Seen.Present("people", new DN(Bureau.BASE), there), cookie("1"));
            lookedAt(bureau, "1");
            assertThat(runs(bureau, RunRow.Kind.WATCH))
                    .singleElement()
                    .satisfies(run -> assertThat(run.counts()).isEqualTo(Map.of("missing", 1L)));
        }
    }

    @Test
    void whatTheServerCannotTellIsReadWhole() throws LDAPException {
        try (Bureau bureau = bureau(false)) {
            bureau.hire("ada");
            bureau.settled();
            byHand(bureau, "ada", "somebody");
            announcing.say(new Seen.Everything("the server forgot"), cookie("1"));
            lookedAt(bureau, "1");
            assertThat(runs(bureau, RunRow.Kind.FULL)).singleElement().satisfies(run -> {
                assertThat(run.counts()).containsEntry("drifted", 1L);
                assertThat(run.by()).hasValue("watch");
            });
        }
    }

    @Test
    void aBulkIsOneRunOverEverything() throws LDAPException {
        try (Bureau bureau = bureau(false)) {
            bureau.hire("ada");
            bureau.settled();
            for (int i = 0; i <= Sightings.LIMIT; i++) {
                announcing.say(new Seen.Touched(new Anchor(new UUID(1, i).toString())));
            }
            announcing.say(cookie("1"));
            lookedAt(bureau, "1");
            assertThat(runs(bureau, RunRow.Kind.FULL)).hasSize(1);
            assertThat(runs(bureau, RunRow.Kind.WATCH)).isEmpty();
        }
    }

    @Test
    void aConnectionThatIsLostIsMadeAnewAndGoesOnFromTheCookie() throws LDAPException {
        try (Bureau bureau = bureau(false)) {
            announcing.say(cookie("1"));
            announcing.say(touched(bureau, hired(bureau)));
            lookedAt(bureau, "1");
            soon().until(() -> bureau.service().watching().kind() == WatchState.Kind.UP);
            announcing.refusing.set(3);
            announcing.lose();
            soon().until(() -> announcing.opened.get() >= 5);
            soon().until(() -> bureau.service().watching().kind() == WatchState.Kind.UP);
            // it is up a moment before it asks from where to go on
            soon().until(() -> announcing.resumedFrom.containsKey("people"));
        }
    }

    private static String hired(Bureau bureau) {
        bureau.hire("ada");
        bureau.settled();
        return "ada";
    }

    @Test
    void beforeTheFirstPlanIsAcceptedNothingIsDone() throws LDAPException {
        ReconcileSettings settings = new ReconcileSettings(
                true, true, true, false, Duration.ofMillis(300), Duration.ofHours(72), Duration.ofSeconds(1), 4);
        try (Bureau bureau = new Bureau(settings, 100)) {
            bureau.service().follow(announcing, new JdbcWatched(bureau.database, "main", bureau.clock));
            announcing.say(new Seen.Everything("beginning"), cookie("1"));
            lookedAt(bureau, "1");
            assertThat(runs(bureau, RunRow.Kind.FULL)).noneMatch(run -> run.by().equals(Optional.of("watch")));
        }
    }

    @Test
    void whatCannotBeLookedAtIsTriedAgainAndItsCookieWaits() throws LDAPException {
        AtomicInteger failures = new AtomicInteger(3);
        List<Boolean> savedWhileFailing = new ArrayList<>();
        try (Bureau bureau = new Bureau(Bureau.settings(true, true, false), 100)) {
            JdbcWatched store = new JdbcWatched(bureau.database, "main", bureau.clock);
            bureau.service().follow(announcing, new Failing(store, failures, savedWhileFailing));
            announcing.say(touched(bureau, hired(bureau)), cookie("1"));
            lookedAt(bureau, "1");
            assertThat(failures).hasValue(0);
            assertThat(savedWhileFailing).doesNotContain(true);
        }
    }

    @Test
    void aServerThatCannotBeWatchedIsNotAndSaysSo() throws LDAPException {
        announcing.mute = true;
        try (Bureau bureau = bureau(false)) {
            soon().until(() -> bureau.service().watching().kind() == WatchState.Kind.IMPOSSIBLE);
        }
    }

    private static Seen.Cookie cookie(String value) {
        return new Seen.Cookie(Announcing.SERVER, "people", value.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** A store that is away for a while. */
    private record Failing(Watched store, AtomicInteger failures, List<Boolean> savedWhileFailing) implements Watched {
        @Override
        public Map<String, byte[]> cookies(String server) {
            return store.cookies(server);
        }

        @Override
        public void save(Collection<Watched.Cookie> cookies) {
            savedWhileFailing.add(failures.get() > 0);
            store.save(cookies);
        }

        @Override
        public Set<String> linked(Collection<Anchor> anchors) {
            if (failures.get() > 0) {
                failures.decrementAndGet();
                throw new StoreException(new SQLException("away"));
            }
            return store.linked(anchors);
        }

        @Override
        public void below(DN base, Consumer<Anchor> to) {
            store.below(base, to);
        }
    }
}
