package io.isthmus.report;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.AttributeValues;
import io.isthmus.ldap.SecretAttributes;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.Claims;
import io.isthmus.plan.Situation;
import io.isthmus.plan.Spelling;
import io.isthmus.plan.ValueChange;
import io.isthmus.report.Explanation.Claim;
import io.isthmus.report.Explanation.State;
import io.isthmus.report.Explanation.Value;
import io.isthmus.report.Explanation.Written;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says of each value of an entry why it is there: desired, applied and actual put side by side. Pure. */
public final class Explainer {
    private static final String NOT_SHOWN = "(not shown)";

    private final Map<String, Wanted> wanted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Claims claims;
    private final Optional<ActualEntry> actual;
    private final List<Write> writes;

    private Explainer(Map<String, Wanted> wanted, Claims claims, Optional<ActualEntry> actual, List<Write> writes) {
        this.wanted.putAll(wanted);
        this.claims = claims;
        this.actual = actual;
        this.writes = List.copyOf(writes);
    }

    /**
     * What is desired of an attribute.
     *
     * @param initial whether it is given at creation only
     * @param askedBy by value: who asks for it
     */
    public record Wanted(boolean initial, Map<String, List<Claim>> askedBy) {}

    /** A change that was made for the resource, the request of its journal record with it. */
    public record Write(String run, ChangeLine line, String request) {
        /** Whether the directory has it. */
        boolean done() {
            return line.outcome().equals("applied") || line.outcome().equals("converged");
        }

        /** As an explanation shows it. */
        public Written written() {
            return new Written(
                    run, line.id(), line.change().type(), line.change().dn().toString(), line.at());
        }

        /** The record that it was made for. */
        Claim asOf(Claim now) {
            About about = line.change().about();
            return new Claim(now.role(), now.name(), now.source(), request, about.journal());
        }

        private List<Claim> reasons() {
            return line.change().about().reasons().stream()
                    .map(reason -> new Claim(
                            false,
                            reason.rule(),
                            reason.source(),
                            request,
                            line.change().about().journal()))
                    .toList();
        }
    }

    /**
     * The values of an entry, by attribute.
     *
     * @param wanted by attribute; empty where nothing is desired
     * @param claims what is ours
     * @param actual the entry as it is now, if it could be read
     * @param writes the newest first
     */
    public static List<Value> values(
            Map<String, Wanted> wanted, Claims claims, Optional<ActualEntry> actual, List<Write> writes) {
        return new Explainer(wanted, claims, actual, writes).values();
    }

    private List<Value> values() {
        TreeMap<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        wanted.keySet().forEach(name -> names.put(name, name));
        claims.applied().keySet().forEach(name -> names.putIfAbsent(name, name));
        claims.intended().keySet().stream()
                .filter(name -> !name.equals("@dn"))
                .forEach(name -> names.putIfAbsent(name, name));
        List<Value> values = new ArrayList<>();
        names.values().forEach(name -> attribute(name, values));
        return values;
    }

    private void attribute(String name, List<Value> to) {
        String key = name.toLowerCase(Locale.ROOT);
        Optional<Wanted> want = Optional.ofNullable(wanted.get(name));
        AttributeValues there = AttributeValues.of(actual.flatMap(entry -> entry.attribute(name)));
        AttributeValues desired = of(name, want.map(w -> w.askedBy().keySet()).orElse(java.util.Set.of()));
        List<String> last = claims.applied().getOrDefault(key, List.of());
        AttributeValues applied = of(name, last);
        AttributeValues intended = of(name, claims.intended().getOrDefault(key, List.of()));
        boolean initial = want.filter(Wanted::initial).isPresent();
        for (String value : desired.list()) {
            State state = state(initial, value, there, applied, intended);
            boolean stale = state == State.APPLIED && Spelling.differs(value, there, last);
            to.add(value(name, value, stale ? State.PENDING : state, want));
        }
        for (String value : applied.minus(desired).list()) {
            to.add(value(name, value, want.isPresent() ? State.LEAVING : State.RELEASED, want));
        }
        if (!name.equals(ActualEntry.DISABLED)) {
            intended.minus(desired)
                    .minus(applied)
                    .list()
                    .forEach(value -> to.add(value(name, value, State.INTENDED, want)));
        }
        if (want.isPresent() && !initial) {
            there.minus(desired)
                    .minus(applied)
                    .minus(intended)
                    .list()
                    .forEach(value ->
                            to.add(new Value(name, shown(name, value), State.FOREIGN, List.of(), Optional.empty())));
        }
    }

    private AttributeValues of(String name, Collection<String> values) {
        return AttributeValues.of(AttributeValues.ruleOf(actual.flatMap(entry -> entry.attribute(name))), values);
    }

    private State state(
            boolean initial, String value, AttributeValues there, AttributeValues applied, AttributeValues intended) {
        if (initial) {
            // an entry that is its own is not made any more, whoever made it
            return actual.isPresent() || writes.stream().anyMatch(Write::done) ? State.INITIAL : State.PENDING;
        }
        if (applied.contains(value)) {
            return actual.isPresent() && !there.contains(value) ? State.DRIFTED : State.APPLIED;
        }
        return intended.contains(value) ? State.INTENDED : State.PENDING;
    }

    private Value value(String name, String value, State state, Optional<Wanted> want) {
        List<Claim> now =
                want.map(w -> w.askedBy().getOrDefault(value, List.of())).orElse(List.of());
        Optional<Write> write = state == State.PENDING ? Optional.empty() : writer(name, value);
        List<Claim> asked = write.map(found -> now.isEmpty()
                        ? found.reasons()
                        : now.stream().map(found::asOf).toList())
                .orElse(now);
        return new Value(name, shown(name, value), state, asked, write.map(Write::written));
    }

    private static String shown(String attribute, String value) {
        return SecretAttributes.holds(attribute) ? NOT_SHOWN : value;
    }

    /** The newest change that put the value there; where none did, the adoption that found it. */
    private Optional<Write> writer(String attribute, String value) {
        return writes.stream()
                .filter(Write::done)
                .filter(write -> puts(write.line().change(), attribute, value))
                .findFirst()
                .or(() -> writes.stream()
                        .filter(Write::done)
                        .filter(write -> write.line().change().about().situation() == Situation.ADOPTABLE)
                        .findFirst());
    }

    private boolean puts(Change change, String attribute, String value) {
        if (change instanceof Change.AddEntry add) {
            return add.attributes().entrySet().stream()
                            .filter(entry -> entry.getKey().equalsIgnoreCase(attribute))
                            .anyMatch(entry -> of(attribute, entry.getValue()).contains(value))
                    || attribute.equals(ActualEntry.DISABLED) && add.disabled();
        }
        if (change instanceof Change.RenameEntry rename
                && rename.newDn().getRDN().hasAttribute(attribute)) {
            return of(attribute, List.of(rename.newDn().getRDN().getAttributeValues()))
                    .contains(value);
        }
        return change.modifications().stream()
                .filter(part -> part.attribute().equalsIgnoreCase(attribute))
                .map(ValueChange::add)
                .anyMatch(added -> of(attribute, added).contains(value));
    }
}
