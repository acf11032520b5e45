package io.isthmus.plan;

import com.unboundid.ldap.matchingrules.MatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.RDN;
import io.isthmus.ldap.AttributeValues;
import io.isthmus.mapping.DesiredValues;
import io.isthmus.mapping.Ownership;
import java.util.List;
import java.util.Optional;

/**
 * One attribute, three ways: last applied, desired, actual (rules 11 and 12). What is to be deleted and added follows from the
 * ownership; who moved follows from the comparison.
 *
 * @param unsure whether a write of it was begun whose result is not known
 */
record Compared(
        String attribute,
        AttributeValues applied,
        AttributeValues intended,
        boolean unsure,
        AttributeValues desired,
        AttributeValues actual,
        AttributeValues delete,
        AttributeValues add) {

    static Compared of(
            String attribute,
            DesiredValues wanted,
            Optional<Attribute> there,
            RDN name,
            List<String> applied,
            Optional<List<String>> intended) {
        MatchingRule rule = AttributeValues.ruleOf(there);
        AttributeValues actual = AttributeValues.of(there);
        AttributeValues desired = AttributeValues.of(rule, wanted.values());
        AttributeValues last = AttributeValues.of(rule, applied);
        AttributeValues meant = AttributeValues.of(rule, intended.orElse(List.of()));
        AttributeValues none = AttributeValues.of(rule, List.of());
        if (wanted.ownership() == Ownership.INITIAL) {
            return new Compared(attribute, last, meant, intended.isPresent(), desired, actual, none, none);
        }
        boolean exactly = wanted.ownership() == Ownership.ENFORCE && !desired.isEmpty();
        AttributeValues mine = exactly ? actual : actual.and(last.or(meant));
        AttributeValues anew = AttributeValues.of(rule, Spelling.anew(attribute, desired, actual, applied, name));
        return new Compared(
                attribute,
                last,
                meant,
                intended.isPresent(),
                desired,
                actual,
                mine.minus(desired.minus(anew)),
                desired.minus(actual.minus(anew)));
    }

    boolean inSync() {
        return delete.isEmpty() && add.isEmpty();
    }

    /**
     * Who moved; what was never applied can only be ours to move. After a write whose result is not known, anything between
     * what was and what was meant is ours.
     */
    ValueChange.Kind kind(Ownership ownership) {
        boolean exactly = ownership == Ownership.ENFORCE && !desired.isEmpty();
        AttributeValues ours = exactly ? actual : actual.and(applied.or(intended));
        boolean explained = unsure ? ours.minus(applied.or(intended)).isEmpty() : ours.same(applied);
        boolean theyMoved = !applied.isEmpty() && !explained;
        if (!theyMoved) {
            return ValueChange.Kind.PENDING;
        }
        return desired.same(applied) ? ValueChange.Kind.DRIFT : ValueChange.Kind.CONFLICT;
    }

    Optional<ValueChange> change(Ownership ownership) {
        return inSync()
                ? Optional.empty()
                : Optional.of(new ValueChange(attribute, delete.list(), add.list(), kind(ownership)));
    }
}
