package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * An bureau in which administrators move entries and lock accounts, and nothing heals. What each run should leave is worked out
 * three ways, as rule 11 and the table of switches have it: what the identity provider moved is written, what others moved stays.
 */
final class Drifting implements AutoCloseable {
    private final Random random;
    private final Bureau bureau;
    private final List<Person> people = new ArrayList<>();
    private int names;

    private static final class Person {
        private final String id;
        private final String number;
        private String name;
        private Optional<String> title = Optional.empty();
        private boolean active = true;
        private Optional<String> appliedTitle = Optional.empty();
        private String appliedDn = "";
        private boolean lockedByUs;

        Person(String id, String number, String name) {
            this.id = id;
            this.number = number;
            this.name = name;
        }

        String dn() {
            return "uid=" + name + "," + Bureau.BASE;
        }
    }

    Drifting(int seed) throws LDAPException {
        random = new Random(seed);
        bureau = new Bureau(Bureau.settings(false, false, false), 0);
    }

    void step() throws LDAPException {
        if (people.isEmpty() || random.nextInt(6) == 0) {
            String name = "u" + names++;
            people.add(new Person(bureau.hire(name), "e" + people.size(), name));
            return;
        }
        Person one = people.get(random.nextInt(people.size()));
        switch (random.nextInt(6)) {
            case 0 -> {
                one.title = random.nextInt(3) == 0 ? Optional.empty() : Optional.of("t" + random.nextInt(3));
                bureau.patch(one.id, "title", one.title.orElse(""));
            }
            case 1 -> {
                one.name = "u" + names++;
                bureau.patch(one.id, "userName", one.name);
            }
            case 2 -> {
                one.active = !one.active;
                bureau.active(one.id, one.active);
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
        switch (random.nextInt(4)) {
            case 0 -> bureau.ldap.modifyDN(entry.getDN(), "uid=moved" + names++, true, null);
            case 1 ->
                bureau.ldap.modifyDN(
                        entry.getDN(),
                        entry.getRDN().toString(),
                        true,
                        entry.getParentDNString().equals(Bureau.BASE) ? "ou=alumni,dc=example,dc=com" : Bureau.BASE);
            case 2 ->
                bureau.ldap.modify(
                        entry.getDN(), new Modification(ModificationType.REPLACE, "title", "x" + random.nextInt(3)));
            default ->
                bureau.ldap.modify(
                        entry.getDN(),
                        locked(entry)
                                ? new Modification(ModificationType.DELETE, "employeeType")
                                : new Modification(ModificationType.ADD, "employeeType", "disabled"));
        }
    }

    /** An operator's run, held against what it should leave. */
    void run() throws LDAPException {
        List<Optional<Entry>> before = new ArrayList<>();
        for (Person one : people) {
            before.add(entry(one));
        }
        RunRow run = bureau.run(RunRow.Kind.SYNC);
        assertThat(run.status()).as("%s", run.error()).isEqualTo(RunRow.Status.DONE);
        for (int i = 0; i < people.size(); i++) {
            Person one = people.get(i);
            Entry now = entry(one).orElseThrow();
            String about = one.id + " was "
                    + before.get(i).map(Entry::toLDIFString).orElse("not there") + " and is " + now.toLDIFString();
            assertThat(now.getParsedDN()).as(about).isEqualTo(new com.unboundid.ldap.sdk.DN(dn(one, before.get(i))));
            assertThat(Optional.ofNullable(now.getAttributeValue("title")))
                    .as(about)
                    .isEqualTo(title(one, before.get(i)));
            assertThat(locked(now)).as(about).isEqualTo(lock(one, before.get(i)));
        }
    }

    private static String dn(Person one, Optional<Entry> before) {
        boolean ours = before.isEmpty() || before.get().getDN().equals(one.appliedDn);
        if (ours || before.get().getDN().equals(one.dn())) {
            one.appliedDn = one.dn();
            return one.dn();
        }
        return before.get().getDN();
    }

    private static Optional<String> title(Person one, Optional<Entry> before) {
        Optional<String> there = before.map(entry -> entry.getAttributeValue("title"));
        if (one.title.isEmpty()) {
            Optional<String> stays = there.filter(value -> !Optional.of(value).equals(one.appliedTitle));
            one.appliedTitle = Optional.empty();
            return stays;
        }
        boolean theirs = one.appliedTitle.isPresent() && !there.equals(one.appliedTitle) && !there.equals(one.title);
        if (theirs) {
            return there;
        }
        one.appliedTitle = one.title;
        return one.title;
    }

    private static boolean lock(Person one, Optional<Entry> before) {
        boolean there = before.filter(Drifting::locked).isPresent();
        if (one.active) {
            boolean stays = there && !one.lockedByUs;
            one.lockedByUs = false;
            return stays;
        }
        if (!there && !one.lockedByUs) {
            one.lockedByUs = true;
            return true;
        }
        return there;
    }

    private static boolean locked(Entry entry) {
        return entry.hasAttributeValue("employeeType", "disabled");
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
