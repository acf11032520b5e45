package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import io.isthmus.directory.Directory;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.plan.Claims;
import io.isthmus.plan.Link;
import io.isthmus.plan.Withdrawal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Fits what is desired to the entry that stands for it: its name as far as that does not matter, and what it cannot do without. */
final class Demanded {
    private final Directory directory;
    private final Map<List<String>, Set<String>> byClasses = new HashMap<>();

    /** For a batch, so that a changed schema is seen by the next. */
    Demanded(Directory directory) {
        this.directory = directory;
    }

    DesiredEntry fit(DesiredEntry desired, Optional<ActualEntry> there, Optional<Link> link) {
        return there.map(entry -> left(desired.keepingName(entry.dn()), entry, link))
                .orElse(desired);
    }

    /** What a rule that is withdrawn leaves in the entry is desired; of any other whatever is. */
    DesiredEntry left(DesiredEntry desired, ActualEntry there, Optional<Link> link) {
        return desired.withdrawn()
                ? Withdrawal.keeping(desired, there, link.map(Link::claims).orElse(Claims.NONE), of(there))
                : desired;
    }

    private Set<String> of(ActualEntry entry) {
        List<String> classes = entry.attribute("objectClass")
                .map(Attribute::getValues)
                .map(Arrays::asList)
                .orElse(List.of());
        return byClasses.computeIfAbsent(classes, this::read);
    }

    private Set<String> read(List<String> classes) {
        Set<String> demanded = new HashSet<>();
        Schema schema = directory.schema();
        for (String name : classes) {
            ObjectClassDefinition definition = schema == null ? null : schema.getObjectClass(name);
            if (definition != null) {
                for (AttributeTypeDefinition attribute : definition.getRequiredAttributes(schema, true)) {
                    Arrays.stream(attribute.getNames())
                            .map(alias -> alias.toLowerCase(Locale.ROOT))
                            .forEach(demanded::add);
                }
            }
        }
        return demanded;
    }
}
