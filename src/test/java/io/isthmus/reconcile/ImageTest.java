package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An image that matched too much would hide what others changed. */
class ImageTest {
    /** One for all, as a run has it: what it remembers of one image must not show in the next. */
    private static final Image.Comparison COMPARISON = new Image.Comparison();

    @Test
    void matchesTheSameValuesInAnyOrderAndNothingElse() throws LDAPException {
        for (int seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            Map<String, List<String>> values = values(random);
            byte[] image = Image.of(new DN("uid=Ann,ou=People,dc=x"), values);
            Map<String, List<String>> shuffled = new HashMap<>(values);
            shuffled.replaceAll((name, list) -> shuffled(list, random));
            shuffled.put("foreign", List.of("whatever"));
            assertThat(COMPARISON.matches(image, entry("UID=ann,ou=people,dc=x", shuffled)))
                    .as("seed %d: %s", seed, values)
                    .isTrue();
            String changed = values.keySet().iterator().next();
            assertThat(COMPARISON.matches(image, entry("uid=ann,ou=people,dc=x", changed(values, changed, random))))
                    .as("seed %d: %s, %s changed", seed, values, changed)
                    .isFalse();
            assertThat(COMPARISON.matches(image, entry("uid=ann,ou=left,dc=x", values)))
                    .as("seed %d: moved", seed)
                    .isFalse();
        }
    }

    @Test
    void membersMatchInAnyOrderAndNothingElse() throws LDAPException {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<String> members = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(6); i++) {
                members.add("uid=m" + i + ",dc=x");
            }
            byte[] image = Image.of(
                    new DN("cn=g,dc=x"),
                    MemberDigest.remembered("uniqueMember", Optional.of(new Attribute("uniquemember", members))));
            List<String> one = new ArrayList<>(members);
            one.set(random.nextInt(one.size()), "uid=mallory,dc=x");
            List<String> more = new ArrayList<>(members);
            more.add("uid=mallory,dc=x");
            assertThat(group(image, members)).isTrue();
            assertThat(group(image, shuffled(members, random))).isTrue();
            assertThat(group(image, one)).isFalse();
            assertThat(group(image, more)).isFalse();
            assertThat(group(image, members.subList(1, members.size()))).isFalse();
        }
    }

    /** What is remembered outlives the version that remembered it; other bytes would have every group planned once more. */
    @Test
    void membersAreRememberedAsTheSameBytesWhateverTheirNumberAndLength() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<String> members = new ArrayList<>();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(all);
            for (int i = 0; i < random.nextInt(400); i++) {
                String member = "uid=" + "m".repeat(random.nextInt(random.nextInt(50) == 0 ? 20_000 : 60)) + i;
                members.add(member);
                out.writeInt(member.length());
                out.writeBytes(member);
            }
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
            assertThat(MemberDigest.remembered("member", Optional.of(new Attribute("member", members)))
                            .get("#member")
                            .get(0))
                    .as("seed %d", seed)
                    .startsWith(HexFormat.of().formatHex(digest, 0, 16) + "-" + members.size() + ".");
        }
    }

    @Test
    void noMembersAreRememberedToo() throws LDAPException {
        byte[] image = Image.of(new DN("cn=g,dc=x"), MemberDigest.remembered("uniqueMember", Optional.empty()));
        assertThat(group(image, List.of())).isTrue();
        assertThat(group(image, List.of("uid=mallory,dc=x"))).isFalse();
    }

    /** Whether the image matches the group with these members. */
    private static boolean group(byte[] image, List<String> members) throws LDAPException {
        Map<String, List<String>> values = members.isEmpty() ? Map.of() : Map.of("uniquemember", members);
        return COMPARISON.matches(image, entry("cn=g,dc=x", values));
    }

    private static Map<String, List<String>> values(Random random) {
        Map<String, List<String>> values = new HashMap<>();
        for (String name : List.of("cn", "mail", "telephonenumber").subList(0, 1 + random.nextInt(3))) {
            TreeSet<String> some = new TreeSet<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                some.add("å".repeat(random.nextInt(3)) + "v" + random.nextInt(5));
            }
            values.put(name, List.copyOf(some));
        }
        return values;
    }

    /** One value more, one less, another one, one longer by a character, or the attribute gone. */
    private static Map<String, List<String>> changed(Map<String, List<String>> values, String name, Random random) {
        Map<String, List<String>> changed = new HashMap<>(values);
        List<String> list = new ArrayList<>(values.get(name));
        int one = random.nextInt(list.size());
        switch (random.nextInt(5)) {
            case 0 -> list.add("more");
            case 1 -> list.remove(one);
            case 2 -> list.set(one, "another");
            case 3 -> list.set(one, list.get(one) + "x");
            default -> list.clear();
        }
        changed.put(name, list);
        if (list.isEmpty()) {
            changed.remove(name);
        }
        return changed;
    }

    private static List<String> shuffled(List<String> list, Random random) {
        List<String> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static ActualEntry entry(String dn, Map<String, List<String>> values) throws LDAPException {
        Map<String, Attribute> attributes = new HashMap<>();
        values.forEach((name, list) -> attributes.put(name, new Attribute(name, list)));
        return new ActualEntry(new Anchor("a"), new DN(dn), attributes);
    }
}
