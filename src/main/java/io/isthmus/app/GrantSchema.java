package io.isthmus.app;

import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.mapping.AttributeRule;
import io.isthmus.mapping.Grant;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.Ownership;
import io.isthmus.mapping.RoleRule;
import io.isthmus.mapping.UserRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds what roles grant against a live schema, which knows more than the mapping: other names of an attribute, and SINGLE-VALUE. */
record GrantSchema(MappingSet mapping, Schema schema) {

    private record Placed(RoleRule role, Grant.OfValue grant, AttributeTypeDefinition type) {
        boolean clashes(Placed other) {
            return type.isSingleValued()
                    && type.equals(other.type)
                    && !grant.value().equals(other.grant.value())
                    && role.meets(other.role);
        }
    }

    List<Misfit> misfits() {
        List<Misfit> misfits = new ArrayList<>();
        List<Placed> before = new ArrayList<>();
        for (RoleRule role : mapping.roles().catalogue()) {
            for (Grant grant : role.grants()) {
                if (grant instanceof Grant.OfValue value) {
                    placed(role, value, misfits).ifPresent(placed -> {
                        check(placed, before).ifPresent(misfits::add);
                        before.add(placed);
                    });
                }
            }
        }
        return misfits;
    }

    private Optional<Placed> placed(RoleRule role, Grant.OfValue grant, List<Misfit> misfits) {
        Optional<AttributeTypeDefinition> type = EntrySchema.type(schema, grant.attribute());
        if (type.isEmpty()) {
            misfits.add(Misfit.of(role, grant.line(), "the schema has no attribute type " + grant.attribute()));
        }
        return type.map(found -> new Placed(role, grant, found));
    }

    private Optional<Misfit> check(Placed placed, List<Placed> before) {
        return unwritable(placed)
                .or(() -> mapped(placed))
                .or(() -> before.stream()
                        .filter(placed::clashes)
                        .findFirst()
                        .map(other -> placed.grant().attribute()
                                + " holds one value here, and a user may have the grant of line "
                                + other.grant().line() + " (role "
                                + other.role().role() + ") as well"))
                .map(message -> Misfit.of(placed.role(), placed.grant().line(), message));
    }

    private Optional<String> unwritable(Placed placed) {
        boolean allowed =
                mapping.users().stream().anyMatch(rule -> new EntrySchema(rule, schema).allows(placed.type()));
        return allowed
                ? Optional.empty()
                : Optional.of("no object class of any rule under users allows "
                        + placed.grant().attribute());
    }

    private Optional<String> mapped(Placed placed) {
        for (UserRule rule : mapping.users()) {
            for (AttributeRule attribute : rule.attributes().values()) {
                boolean same = EntrySchema.type(schema, attribute.attribute())
                        .filter(placed.type()::equals)
                        .isPresent();
                if (same && (placed.type().isSingleValued() || attribute.ownership() != Ownership.MERGE)) {
                    return Optional.of(placed.grant().attribute() + " is mapped by rule " + rule.name() + " as "
                            + attribute.attribute()
                            + (placed.type().isSingleValued() ? ", and holds one value here" : "")
                            + "; grant another attribute");
                }
            }
        }
        return Optional.empty();
    }
}
