package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import io.isthmus.plan.Deviation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * An office in which an identity provider pushes and administrators change, move, lock and delete entries, under any combination
 * of switches. What the lists say is held against what the directory shows.
 */
final class Listed implements AutoCloseable {
    private final Random random;
    private final Bureau bureau;
    private final boolean autoSync;
    private final boolean prune;
    private final boolean selfHeal;
    private final List<Person> people = new ArrayList<>();
    private int names;

    private static final class Person {
        private final String id;
        private final String number;
        private String name;
        private Optional<String> title = Optional.empty();
        private boolean active = true;
        private boolean fired;
        private boolean created;

        Person(String id, String number, String name) {
            this.id = id;
            this.number = number;
            this.name = name;
        }

        String dn() {
            return "uid=" + name + "," + Bureau.BASE;
        }
    }

    Listed(int seed, boolean autoSync, boolean prune, boolean selfHeal) throws LDAPException {
        this.random = new Random(seed);
        this.autoSync = autoSync;
        this.prune = prune;
        this.selfHeal = selfHeal;
        this.bureau = new Bureau(Bureau.settings(autoSync, prune, selfHeal), 0);
    }

    void step() throws LDAPException {
        if (people.isEmpty() || random.nextInt(6) == 0) {
            String name = "u" + names++;
            people.add(new Person(bureau.hire(name), "e" + people.size(), name));
            return;
        }
        Person one = people.get(random.nextInt(people.size()));
        if (one.fired) {
            return;
        }
        switch (random.nextInt(9)) {
            case 0, 1 -> {
                one.title = Optional.of("t" + random.nextInt(3));
                bureau.patch(one.id, "title", one.title.get());
            }
            case 2 -> {
                one.name = "u" + names++;
                bureau.patch(one.id, "userName", one.name);
            }
            case 3 -> {
                one.active = !one.active;
                bureau.active(one.id, one.active);
            }
            case 4 -> {
                if (random.nextInt(3) == 0) {
                    bureau.fire(one.id);
                    one.fired = true;
                }
            }
            default -> administrator(one);
        }
    }

    private void administrator(Person one) throws LDAPException {
        Optional<Entry> found = entry(one);
        if (found.isEmpty()) {
            return;
        }
        Entry entry = found.get();
        switch (random.nextInt(6)) {
            case 0 -> bureau.ldap.modifyDN(entry.getDN(), "uid=moved" + names++, true, null);
            case 1 -> bureau.ldap.delete(entry.getDN());
            case 2 ->
                bureau.ldap.modify(
                        entry.getDN(),
                        entry.hasAttributeValue("employeeType", "disabled")
                                ? new Modification(ModificationType.DELETE, "employeeType")
                                : new Modification(ModificationType.ADD, "employeeType", "disabled"));
            default ->
                bureau.ldap.modify(
                        entry.getDN(), new Modification(ModificationType.REPLACE, "title", "x" + random.nextInt(3)));
        }
    }

    void pass(Duration time) {
        bureau.clock.pass(time);
    }

    /** A run of this kind over everything, and what the lists say of the directory that it leaves. */
    void run(RunRow.Kind kind) throws LDAPException {
        if (autoSync) {
            bureau.settled();
        }
        people.forEach(this::note);
        RunRow run = bureau.run(kind);
        assertThat(run.status()).as("%s", run.error()).isIn(RunRow.Status.DONE, RunRow.Status.PLANNED);
        people.forEach(this::note);
        Map<String, List<String>> drift = new HashMap<>();
        rows(Deviation.Listing.DRIFT)
                .forEach(row -> drift.put(
                        key(row.deviation()),
                        row.deviation().difference().orElseThrow().actual()));
        Map<String, List<String>> expected = new HashMap<>();
        for (Person one : people) {
            expect(one, drift, expected);
        }
        assertThat(drift).as(about(kind)).isEqualTo(expected);
        if (selfHeal && kind == RunRow.Kind.SYNC) {
            assertThat(drift).as(about(kind)).isEmpty();
        }
        List<String> orphans = rows(Deviation.Listing.ORPHANS).stream()
                .map(row -> row.deviation().resource().id())
                .toList();
        assertThat(orphans).as(about(kind)).containsExactlyInAnyOrderElementsOf(standing());
        if (prune && kind == RunRow.Kind.SYNC) {
            assertThat(rows(Deviation.Listing.ORPHANS))
                    .as(about(kind))
                    .allMatch(row -> row.deviation().situation() == io.isthmus.plan.Situation.GRACE);
        }
    }

    private void note(Person one) {
        try {
            one.created |= entry(one).isPresent();
        } catch (LDAPException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void expect(Person one, Map<String, List<String>> drift, Map<String, List<String>> expected)
            throws LDAPException {
        if (!one.created) {
            return;
        }
        Optional<Entry> entry = entry(one);
        if (entry.isEmpty()) {
            if (!one.fired) {
                expected.put(one.id + " dn", List.of());
            }
            return;
        }
        boolean locked = entry.get().hasAttributeValue("employeeType", "disabled");
        String lock = one.id + " employeetype";
        if ((!one.active || one.fired) && !locked) {
            expected.put(lock, List.of());
        } else if (drift.containsKey(lock)) {
            // a lock that is ours and not wanted; whether it is ours the directory does not show
            assertThat(one.active && !one.fired && locked).isTrue();
            expected.put(lock, List.of("disabled"));
        }
        String dn = entry.get().getDN();
        if (!one.fired && !dn.equals(one.dn())) {
            expected.put(one.id + " dn", List.of(dn));
        }
        for (String attribute : List.of("cn", "sn")) {
            if (!one.fired && !entry.get().hasAttributeValue(attribute, one.name)) {
                expected.put(one.id + " " + attribute, List.of(entry.get().getAttributeValues(attribute)));
            }
        }
        Optional<String> title = Optional.ofNullable(entry.get().getAttributeValue("title"));
        if (one.title.isPresent() && !title.equals(one.title) && !one.fired) {
            expected.put(one.id + " title", title.stream().toList());
        } else if (one.fired && drift.containsKey(one.id + " title")) {
            expected.put(one.id + " title", title.stream().toList());
        }
    }

    private List<String> standing() throws LDAPException {
        List<String> ids = new ArrayList<>();
        for (Person one : people) {
            if (one.fired && entry(one).isPresent()) {
                ids.add(one.id);
            }
        }
        return ids;
    }

    private static String key(Deviation deviation) {
        return deviation.resource().id() + " " + deviation.item().replace("/pending", "");
    }

    private List<Deviations.Row> rows(Deviation.Listing listing) {
        return bureau.deviations.page(listing, Optional.empty(), 1000);
    }

    private String about(RunRow.Kind kind) {
        return kind + " with auto-sync " + autoSync + ", prune " + prune + ", self-heal " + selfHeal;
    }

    private Optional<Entry> entry(Person one) throws LDAPException {
        return bureau
                .ldap
                .search("dc=example,dc=com", SearchScope.SUB, "(employeeNumber=" + one.number + ")", "*", "+")
                .getSearchEntries()
                .stream()
                .<Entry>map(entry -> entry)
                .findFirst();
    }

    @Override
    public void close() {
        bureau.close();
    }
}
