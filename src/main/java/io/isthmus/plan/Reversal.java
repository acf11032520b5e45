package io.isthmus.plan;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.AttributeValues;
import io.isthmus.ldap.SecretAttributes;
import io.isthmus.scim.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What takes a change back, as far as the entry is still as the change left it. Pure.
 *
 * @param change to be written; empty where nothing can be taken back
 * @param lost what the change brings back only in part, and what it cannot: a sentence each
 * @param left what is not taken back since it is not as it was left, and why
 */
public record Reversal(Optional<Change> change, List<String> lost, List<String> left) {
    private static final String CONTROL = "userAccountControl";
    /** an ordinary account of Active Directory, open or locked */
    private static final Set<String> PLAIN = Set.of("512", "514");

    /**
     * Of a change of an entry.
     *
     * @param about why the reversal exists
     * @param now the entry, whole: for a creation or change the one of that identity, for a deletion what stands at its DN
     * @param optional values that may also not be there: placeholder members
     */
    public static Reversal of(Change change, About about, Optional<ActualEntry> now, Set<String> optional) {
        if (change instanceof Change.DeleteEntry delete) {
            return now.map(there -> not("an entry stands at " + there.dn() + " again"))
                    .orElseGet(() -> again(delete, about));
        }
        if (now.isEmpty()) {
            return not("the entry is gone");
        }
        return change instanceof Change.AddEntry add
                ? unmade(add, about, now.get(), optional)
                : back(change, about, now.get());
    }

    private static Reversal not(String why) {
        return new Reversal(Optional.empty(), List.of(), List.of(why));
    }

    private static Reversal again(Change.DeleteEntry delete, About about) {
        WholeEntry before = delete.before();
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        before.values().forEach((name, values) -> {
            if (!name.equals(ActualEntry.DISABLED) && !ServerKept.refused(name)) {
                attributes.put(name, values);
            }
        });
        List<String> lost = new ArrayList<>();
        lost.add("its immutable id: it is another entry to whoever refers to that");
        if (!before.lost().isEmpty()) {
            lost.add("secret values: " + String.join(", ", before.lost()));
        } else if (about.type() == ResourceType.USER) {
            lost.add("its password, if it had one");
        }
        boolean flags =
                before.values().getOrDefault(CONTROL, List.of()).stream().anyMatch(bits -> !PLAIN.contains(bits));
        if (flags) {
            lost.add("flags of " + CONTROL + ", which was " + before.values().get(CONTROL));
        }
        List<String> binary = before.binary().keySet().stream()
                .filter(name -> !ServerKept.refused(name))
                .toList();
        if (!binary.isEmpty()) {
            lost.add("binary values, which the reverse LDIF of the undone run holds: " + String.join(", ", binary));
        }
        boolean disabled = before.values().containsKey(ActualEntry.DISABLED);
        return new Reversal(
                Optional.of(new Change.AddEntry(about, delete.dn(), attributes, disabled)), lost, List.of());
    }

    /** A created entry goes if it is still as it was made. */
    private static Reversal unmade(Change.AddEntry add, About about, ActualEntry now, Set<String> optional) {
        if (!now.dn().equals(add.dn())) {
            return not("it was renamed to " + now.dn() + " since");
        }
        List<String> differs = new ArrayList<>();
        add.attributes().forEach((name, values) -> {
            AttributeValues there = AttributeValues.of(now.attribute(name));
            AttributeValues made = AttributeValues.of(AttributeValues.ruleOf(now.attribute(name)), values);
            AttributeValues may = AttributeValues.of(AttributeValues.ruleOf(now.attribute(name)), optional);
            boolean more = !name.equalsIgnoreCase("objectClass")
                    && !there.minus(made).minus(may).isEmpty();
            if (more || !made.minus(there).minus(may).isEmpty()) {
                differs.add(name);
            }
        });
        now.attributes().values().stream()
                .map(Attribute::getName)
                .filter(name -> add.attributes().keySet().stream().noneMatch(name::equalsIgnoreCase))
                .filter(name -> !(name.equals(ActualEntry.DISABLED) && add.disabled()))
                .filter(name -> !ServerKept.is(name) && !SecretAttributes.holds(name))
                .forEach(differs::add);
        return differs.isEmpty()
                ? new Reversal(
                        Optional.of(new Change.DeleteEntry(about, now.anchor(), now.dn(), WholeEntry.of(now))),
                        List.of(),
                        List.of())
                : not("the entry is not as it was made: " + String.join(", ", differs) + " differs");
    }

    @SuppressWarnings("ArgumentSelectionDefectChecker") // backwards what came goes
    private static Reversal back(Change change, About about, ActualEntry now) {
        List<ValueChange> parts = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (ValueChange part : change.modifications()) {
            if (stands(part, now)) {
                parts.add(new ValueChange(part.attribute(), part.add(), part.delete(), ValueChange.Kind.PENDING));
            } else {
                left.add(part.attribute() + " is not as it was left: "
                        + AttributeValues.of(now.attribute(part.attribute())).list());
            }
        }
        if (change instanceof Change.RenameEntry rename) {
            if (now.dn().equals(rename.newDn())) {
                return new Reversal(
                        Optional.of(new Change.RenameEntry(
                                about,
                                now.anchor(),
                                now.dn(),
                                rename.dn(),
                                Optional.empty(),
                                parts,
                                ValueChange.Kind.PENDING)),
                        List.of(),
                        left);
            }
            left.add("it was renamed to " + now.dn() + " since");
        }
        boolean unlinks = about.situation() == Situation.UNMANAGED;
        return new Reversal(
                parts.isEmpty() && !(unlinks && left.isEmpty())
                        ? Optional.empty()
                        : Optional.of(new Change.ModifyEntry(about, now.anchor(), now.dn(), parts)),
                List.of(),
                left);
    }

    /** Whether an entry has what came, and nothing of what went. */
    static boolean stands(ValueChange part, ActualEntry now) {
        var rule = AttributeValues.ruleOf(now.attribute(part.attribute()));
        AttributeValues there = AttributeValues.of(now.attribute(part.attribute()));
        AttributeValues came = AttributeValues.of(rule, part.add());
        AttributeValues went = AttributeValues.of(rule, part.delete());
        return came.minus(there).isEmpty() && there.and(went.minus(came)).isEmpty();
    }

    /**
     * Of a change of memberships.
     *
     * @param holds keys of the values that the group holds
     */
    public static Reversal of(
            Change.ModifyMembers change, About about, io.isthmus.mapping.MemberRule.As as, Set<String> holds) {
        List<MemberEdit> back = new ArrayList<>();
        Set<String> left = new LinkedHashSet<>();
        for (MemberEdit edit : change.edits()) {
            boolean there = holds.contains(MemberKey.of(as, edit.value()));
            if (there == edit.add()) {
                back.add(new MemberEdit(edit.resource(), edit.value(), !edit.add(), ValueChange.Kind.PENDING));
            } else {
                left.add(edit.value() + (there ? " is a member again" : " is no member any more"));
            }
        }
        Change reverse = new Change.ModifyMembers(
                about, change.anchor(), change.dn(), change.attribute(), back, change.placeholder());
        return new Reversal(back.isEmpty() ? Optional.empty() : Optional.of(reverse), List.of(), List.copyOf(left));
    }

    /** The same change in the other direction, as far as a suppression needs it: what the undone run wanted. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // backwards what came goes
    public static Change forward(Change reverse) {
        // what took an adoption back ends the link
        About about = reverse.about().situation() == Situation.UNMANAGED
                ? reverse.about().as(Situation.ADOPTABLE)
                : reverse.about();
        List<ValueChange> parts = reverse.modifications().stream()
                .map(part -> new ValueChange(part.attribute(), part.add(), part.delete(), part.kind()))
                .toList();
        if (reverse instanceof Change.AddEntry add) {
            return new Change.DeleteEntry(about, new io.isthmus.ldap.Anchor("none"), add.dn(), WholeEntry.of(Map.of()));
        }
        if (reverse instanceof Change.DeleteEntry delete) {
            return new Change.AddEntry(about, delete.dn(), Map.of(), false);
        }
        if (reverse instanceof Change.RenameEntry rename) {
            DN back = rename.dn();
            return new Change.RenameEntry(
                    about, rename.anchor(), rename.newDn(), back, Optional.empty(), parts, rename.kind());
        }
        if (reverse instanceof Change.ModifyMembers members) {
            return members.with(members.edits().stream()
                    .map(edit -> new MemberEdit(edit.resource(), edit.value(), !edit.add(), edit.kind()))
                    .toList());
        }
        Change.ModifyEntry modify = (Change.ModifyEntry) reverse;
        return new Change.ModifyEntry(about, modify.anchor(), modify.dn(), parts);
    }
}
