package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.scim.MemberDelta;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random worlds of users, groups and roles, with soon runs, runs over everything, crashes between a write and its bookkeeping, and
 * another writer. In the end a second plan is empty, memberships of ours are as desired, withdrawn ones are gone, foreign members
 * of adopted groups stay and those of our own groups are gone.
 */
class MembershipWorldTest {
    private static final int WORLDS = Integer.getInteger("membership.worlds", 10);
    private static final int STEPS = 60;
    private static final String NOBODY = "cn=nobody,dc=example,dc=com";
    private static final String ADMINS = "cn=admins,dc=example,dc=com";

    private final Map<String, Set<String>> wanted = new HashMap<>();
    private final Map<String, Set<String>> foreign = new HashMap<>();
    private final List<String> users = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    private final Set<String> adopted = new HashSet<>();
    private Office office;
    private Random random;
    private int names;

    @Test
    void everyWorldConverges() throws Exception {
        for (int seed = Integer.getInteger("membership.world", 1); seed <= WORLDS; seed++) {
            live(seed);
        }
    }

    private void live(int seed) throws Exception {
        random = new Random(seed);
        List.of(wanted, foreign).forEach(Map::clear);
        List.of(users, groups).forEach(List::clear);
        adopted.clear();
        try (Office one = random.nextBoolean()
                ? Office.keepingReferences(MembershipsTest.MAPPING)
                : new Office(MembershipsTest.MAPPING)) {
            office = one;
            one.ldap.add("dn: " + ADMINS, "objectClass: groupOfNames", "cn: admins", "member: cn=root");
            for (int step = 0; step < STEPS; step++) {
                step();
                if (random.nextInt(3) == 0) {
                    run(random.nextInt(3) == 0);
                }
            }
            one.dies = false;
            sync();
            sync();
            RunRow last = sync();
            assertThat(last.changes()).as("world %d: a second plan", seed).isEqualTo(Map.of());
            check(seed);
        }
    }

    private void step() throws Exception {
        switch (random.nextInt(12)) {
            case 0, 1 -> users.add(office.create("u" + names++));
            case 2 -> group();
            case 3, 4, 5 -> members();
            case 6 ->
                any(users).ifPresent(user -> office.replace(user, user(user, "u" + names++, random.nextBoolean())));
            case 7 -> any(users).ifPresent(user -> office.replace(user, user(user, name(user), random.nextBoolean())));
            case 8 -> any(groups).ifPresent(group -> office.renameGroup(group, "g" + names++));
            case 9 -> {
                if (random.nextInt(3) == 0) {
                    any(users).ifPresent(user -> {
                        office.delete(user);
                        users.remove(user);
                    });
                }
            }
            default -> other();
        }
    }

    private void group() throws Exception {
        String name = "g" + names++;
        String[] some = some();
        boolean there = random.nextBoolean();
        if (there) {
            office.ldap.add(
                    "dn: cn=" + name + "," + Office.GROUPS,
                    "objectClass: groupOfNames",
                    "cn: " + name,
                    "member: cn=f0");
        }
        String id = office.createGroup(name, some);
        groups.add(id);
        wanted.put(id, new HashSet<>(Set.of(some)));
        if (there) {
            adopted.add(id);
            foreign.put(id, new HashSet<>(Set.of("cn=f0")));
            // before it is renamed, after which it would be another entry's name
            sync();
        }
    }

    private void members() {
        any(groups).ifPresent(group -> {
            Set<String> now = wanted.get(group);
            String[] some = some();
            switch (random.nextInt(3)) {
                case 0 -> {
                    office.members(group, new MemberDelta.Add(Office.of(some)));
                    now.addAll(Set.of(some));
                }
                case 1 -> {
                    office.members(group, new MemberDelta.Remove(List.of(some)));
                    now.removeAll(Set.of(some));
                }
                default -> {
                    office.members(group, new MemberDelta.ReplaceAll(Office.of(some)));
                    now.clear();
                    now.addAll(Set.of(some));
                }
            }
        });
    }

    /** Somebody else's script adds strangers and removes members. */
    private void other() throws LDAPException {
        Optional<String> group = any(groups);
        if (group.isEmpty()) {
            return;
        }
        String dn = "cn=" + groupName(group.get()) + "," + Office.GROUPS;
        if (office.ldap.getEntry(dn) == null) {
            return;
        }
        if (random.nextBoolean()) {
            String stranger = "cn=f" + random.nextInt(5);
            if (!office.values(dn, "member").contains(stranger)) {
                office.ldap.modify(dn, new Modification(ModificationType.ADD, "member", stranger));
                foreign.computeIfAbsent(group.get(), key -> new HashSet<>()).add(stranger);
            }
        } else {
            List<String> there = office.values(dn, "member");
            String gone = there.get(random.nextInt(there.size()));
            if (there.size() > 1 && !gone.equals(NOBODY)) {
                office.ldap.modify(dn, new Modification(ModificationType.DELETE, "member", gone));
                foreign.getOrDefault(group.get(), new HashSet<>()).remove(gone);
            }
        }
    }

    private void run(boolean dying) {
        office.dies = dying;
        try {
            if (random.nextBoolean()) {
                office.another().soon();
            } else {
                sync();
            }
        } catch (IllegalStateException killed) {
            assertThat(killed).hasMessage("killed");
        }
        office.dies = false;
    }

    private RunRow sync() {
        Engine engine = office.another();
        return engine.full(engine.begin(RunRow.Kind.SYNC, "world"));
    }

    private void check(int seed) throws LDAPException {
        Set<String> admins = new TreeSet<>(Set.of("cn=root"));
        for (Resource user : office.resources.byIds(users)) {
            if (user.active() && user.body().has("roles")) {
                admins.add(dn(user));
            }
        }
        assertThat(new TreeSet<>(office.values(ADMINS, "member")))
                .as("world %d: admins", seed)
                .isEqualTo(admins);
        for (Resource group : office.resources.byIds(groups)) {
            Set<String> members = new TreeSet<>();
            office.resources.byIds(wanted.get(group.id())).stream()
                    .filter(user -> user.deleted().isEmpty() && user.active())
                    .forEach(user -> members.add(dn(user)));
            boolean foreigners = adopted.contains(group.id());
            Set<String> strangers = foreign.getOrDefault(group.id(), Set.of());
            if (foreigners) {
                members.addAll(strangers);
            }
            Set<String> there = new TreeSet<>(office.values("cn=" + group.name() + "," + Office.GROUPS, "member"));
            assertThat(there.remove(NOBODY) || foreigners).isTrue();
            assertThat(there)
                    .as("world %d: members of %s, adopted %s", seed, group.name(), foreigners)
                    .isEqualTo(members);
        }
    }

    private String[] some() {
        return users.stream().filter(user -> random.nextInt(3) == 0).toArray(String[]::new);
    }

    private Optional<String> any(List<String> of) {
        return of.isEmpty() ? Optional.empty() : Optional.of(of.get(random.nextInt(of.size())));
    }

    private ObjectNode user(String id, String name, boolean admin) {
        Resource before = office.resources.byIds(List.of(id)).get(0);
        ObjectNode body = Office.user(name)
                .put("externalId", before.body().path("externalId").asText())
                .put("active", random.nextInt(4) > 0);
        if (admin) {
            body.putArray("roles").addObject().put("value", "admin");
        }
        return body;
    }

    private String name(String user) {
        return office.resources.byIds(List.of(user)).get(0).name();
    }

    private String groupName(String group) {
        return office.resources.byIds(List.of(group)).get(0).name();
    }

    private static String dn(Resource user) {
        return "uid=" + user.name() + "," + Office.BASE;
    }
}
