package io.isthmus.plan;

import com.unboundid.ldap.sdk.RDN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.Ownership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which claims to record before a write and after its success (rule 12: claimed = applied ∪ intended). */
public final class ClaimsAfter {
    private static final String LOCKED = "true";
    /** beside an intended lock: it comes from a creation */
    private static final String UNFINISHED = "unfinished";
    /** beside these: the creation was to make an entry again that somebody deleted */
    private static final String AGAIN = "again";

    private ClaimsAfter() {}

    /** Whether the entry was created by us, and it is not known that it got everything that a new account gets. */
    public static boolean unfinished(Claims claims) {
        return creation(claims).contains(UNFINISHED);
    }

    /** Whether an entry that is gone was to be made again: for as long as it is not, it is missing and no new one. */
    static boolean again(Claims claims) {
        return creation(claims).contains(AGAIN);
    }

    private static List<String> creation(Claims claims) {
        return claims.intended().getOrDefault(ActualEntry.DISABLED, List.of());
    }

    /** Claims to record before the write: what was applied stays, what the write adds is intended. */
    public static Claims intended(Change change, Link before) {
        Map<String, List<String>> intended = new HashMap<>(before.claims().intended());
        if (change instanceof Change.AddEntry add) {
            add.attributes().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("objectClass")) {
                    intended.put(key(name), values);
                }
            });
            // some servers have every account created locked: if we never get to open it, the lock is ours to lift
            boolean again = change.about().situation() == Situation.MISSING;
            intended.put(
                    ActualEntry.DISABLED, again ? List.of(LOCKED, UNFINISHED, AGAIN) : List.of(LOCKED, UNFINISHED));
        }
        for (ValueChange modification : change.modifications()) {
            // an earlier intention whose result is not known may stand there: it stays ours until a write settles it
            intended.merge(key(modification.attribute()), after(modification, before), ClaimsAfter::union);
        }
        if (change instanceof Change.RenameEntry rename) {
            intended.merge(Claims.DN, List.of(rename.newDn().toNormalizedString()), ClaimsAfter::union);
            RDN name = rename.newDn().getRDN();
            for (int i = 0; i < name.getAttributeNames().length; i++) {
                // the modDN writes it: ours also where the result never comes to be known
                intended.merge(
                        key(name.getAttributeNames()[i]), List.of(name.getAttributeValues()[i]), ClaimsAfter::union);
            }
            rename.via()
                    .ifPresent(aside -> change.modifications()
                            .forEach(modification -> intended.merge(
                                    key(modification.attribute()),
                                    modification.delete().stream()
                                            .map(rename::meanwhile)
                                            .toList(),
                                    ClaimsAfter::union)));
        }
        return new Claims(before.claims().applied(), intended, before.claims().found());
    }

    /** Claims to record after the write succeeded: for each attribute written, what is desired is now ours. */
    public static Claims applied(Change change, DesiredEntry desired, Link before) {
        if (change instanceof Change.AddEntry || change.about().situation() == Situation.ADOPTABLE) {
            Books books = new Books(change, desired, Claims.NONE);
            desired.attributes().forEach((name, values) -> {
                if (ours(change, desired, name, values)) {
                    books.claim(name, values);
                }
            });
            return books.closed();
        }
        Books books = new Books(change, desired, before.claims());
        for (ValueChange modification : change.modifications()) {
            books.settle(modification.attribute());
        }
        if (change instanceof Change.RenameEntry rename) {
            books.settle(desired.rule().rdn());
            // another attribute that names it by now is known to be written, and claimed by nobody for that
            List.of(rename.newDn().getRDN().getAttributeNames()).forEach(name -> books.intended.remove(key(name)));
            books.intended.remove(Claims.DN);
        }
        return books.closed();
    }

    /** Claims on their way from before a write to after it. */
    private static final class Books {
        private final Change change;
        private final DesiredEntry desired;
        private final Claims before;
        private final Map<String, List<String>> applied;
        private final Map<String, List<String>> intended;
        private final Map<String, List<String>> found;

        Books(Change change, DesiredEntry desired, Claims before) {
            this.change = change;
            this.desired = desired;
            this.before = before;
            this.applied = new HashMap<>(before.applied());
            this.intended = new HashMap<>(before.intended());
            this.found = new HashMap<>(before.found());
        }

        void settle(String attribute) {
            applied.remove(key(attribute));
            intended.remove(key(attribute));
            desired.attributes().entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(attribute))
                    .forEach(entry -> claim(entry.getKey(), entry.getValue()));
        }

        void claim(String name, DesiredValues values) {
            ClaimsAfter.claim(applied, name, values);
            if (!(change instanceof Change.AddEntry)) {
                Found.written(found, name, values, before, Found.writes(change, name));
            }
        }

        Claims closed() {
            return new Claims(applied, intended, found);
        }
    }

    /** The same of an account that we created and that the server does not open yet: the lock is ours to lift. */
    public static Claims locked(Claims claims) {
        Map<String, List<String>> applied = new HashMap<>(claims.applied());
        applied.put(ActualEntry.DISABLED, List.of(LOCKED));
        return new Claims(applied, claims.intended(), claims.found());
    }

    /** A lock that an adopted entry had already is not ours. */
    private static boolean ours(Change change, DesiredEntry desired, String name, DesiredValues values) {
        return change instanceof Change.AddEntry
                || !Locks.is(desired.rule(), name, values.values())
                || change.modifications().stream()
                        .anyMatch(part -> part.attribute().equalsIgnoreCase(name));
    }

    static void claim(Map<String, List<String>> applied, String name, DesiredValues values) {
        if (values.ownership() == Ownership.INITIAL || values.values().isEmpty()) {
            applied.remove(key(name));
        } else {
            applied.put(key(name), values.values());
        }
    }

    private static List<String> union(List<String> one, List<String> other) {
        Set<String> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return new ArrayList<>(all);
    }

    private static List<String> after(ValueChange modification, Link before) {
        Set<String> values =
                new LinkedHashSet<>(before.claims().applied().getOrDefault(key(modification.attribute()), List.of()));
        values.removeAll(modification.delete());
        values.addAll(modification.add());
        return new ArrayList<>(values);
    }

    static String key(String attribute) {
        return attribute.toLowerCase(Locale.ROOT);
    }
}
