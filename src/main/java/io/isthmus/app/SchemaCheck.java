package io.isthmus.app;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.directory.Capabilities;
import io.isthmus.mapping.GroupRule;
import io.isthmus.mapping.LifecycleStep;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.MemberRule;
import io.isthmus.mapping.PasswordRule;
import io.isthmus.mapping.UserRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Holds a mapping against a live directory: unknown attributes and classes, missing MUSTs, a lock that the server has not,
 * placeholders that are somebody, grants that do not go together there.
 */
final class SchemaCheck {
    /** DN, and Name and Optional UID (RFC 4517 sections 3.3.9 and 3.3.21). */
    private static final Set<String> DN_SYNTAXES =
            Set.of("1.3.6.1.4.1.1466.115.121.1.12", "1.3.6.1.4.1.1466.115.121.1.34");

    private SchemaCheck() {}

    /** @param exists whether the directory has an entry of that DN */
    static List<Misfit> faults(MappingSet mapping, Schema schema, Capabilities capabilities, Predicate<DN> exists) {
        List<Misfit> faults = new ArrayList<>();
        for (UserRule rule : mapping.users()) {
            EntrySchema entries = new EntrySchema(rule, schema);
            entries.checkNames();
            entries.checkRequired();
            checkLock(rule, capabilities, entries);
            rule.inactive().forEach(step -> checkStep("inactive", step, entries));
            rule.deleted().forEach(step -> checkStep("deleted", step, entries));
            checkPassword(rule, capabilities, entries);
            faults.addAll(entries.misfits());
        }
        for (GroupRule rule : mapping.groups()) {
            EntrySchema entries = new EntrySchema(rule, schema);
            entries.checkNames();
            checkMembers(rule.members(), schema, exists, entries);
            entries.checkRequired();
            faults.addAll(entries.misfits());
        }
        faults.addAll(new GrantSchema(mapping, schema).misfits());
        faults.addAll(FilterSchema.ofProtected(mapping, schema));
        return faults;
    }

    private static void checkStep(String ladder, LifecycleStep step, EntrySchema entries) {
        if (step.action() instanceof LifecycleStep.Action.DisableBy by) {
            entries.locks(ladder, by.attribute());
        }
    }

    /** What the check could not find out, and how to. */
    static Optional<String> doubt(MappingSet mapping, Capabilities capabilities) {
        boolean disables = mapping.users().stream().anyMatch(SchemaCheck::disables);
        return capabilities
                .lockInDoubt()
                .filter(found -> disables)
                .map(found -> "whether a locked account can still bind does not show (" + found
                        + "); have one locked, and try to bind as it");
    }

    private static boolean disables(UserRule rule) {
        return Stream.concat(rule.inactive().stream(), rule.deleted().stream())
                .anyMatch(step -> step.action() instanceof LifecycleStep.Action.Disable);
    }

    private static void checkLock(UserRule rule, Capabilities capabilities, EntrySchema entries) {
        if (disables(rule) && !capabilities.canDisable()) {
            entries.misfit(
                    "",
                    "this server cannot disable accounts (ppolicy: "
                            + capabilities.details().getOrDefault("ppolicy", "no") + ", pwdLockout: "
                            + capabilities.details().getOrDefault("pwdLockout", "no")
                            + "); write disable: {attribute: …, value: …}, or move");
        }
    }

    private static void checkPassword(UserRule rule, Capabilities capabilities, EntrySchema entries) {
        boolean none = rule.password().initial() == PasswordRule.Initial.NONE;
        if (none && capabilities.flavour().equals("ad")) {
            entries.misfit(
                    "password",
                    "Active Directory opens no account without a password; write password: { initial: random }");
        }
    }

    private static void checkMembers(MemberRule members, Schema schema, Predicate<DN> exists, EntrySchema entries) {
        Optional<AttributeTypeDefinition> type = entries.written("members", members.attribute());
        type.ifPresent(found -> checkSyntax(members, found, schema, entries));
        boolean dns = members.as() == MemberRule.As.DN;
        if (dns
                && type.filter(entries::requires).isPresent()
                && members.placeholder().isEmpty()) {
            entries.misfit(
                    "members",
                    "the object classes need " + members.attribute()
                            + ", and groups come without members; write placeholder: with a DN that nobody has");
        }
        entries.serves(members.attribute());
        members.placeholder()
                .filter(exists)
                .ifPresent(dn -> entries.misfit(
                        "members",
                        "the placeholder " + dn + " is an entry of this directory; name a DN that nobody has"));
    }

    private static void checkSyntax(
            MemberRule members, AttributeTypeDefinition type, Schema schema, EntrySchema entries) {
        Optional<String> syntax = Optional.ofNullable(type.getBaseSyntaxOID(schema));
        if (syntax.isEmpty()) {
            return;
        }
        boolean holdsDns = DN_SYNTAXES.contains(syntax.get());
        if (holdsDns != (members.as() == MemberRule.As.DN)) {
            entries.misfit(
                    "members",
                    members.attribute() + " holds " + (holdsDns ? "DNs; write as: dn" : "no DNs; write as: uid"));
        }
    }
}
