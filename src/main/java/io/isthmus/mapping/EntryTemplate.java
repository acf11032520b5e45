package io.isthmus.mapping;

import com.unboundid.ldap.sdk.Attribute;
import io.isthmus.ldap.ActualEntry;
import java.util.List;
import java.util.Optional;

/** A compiled template over an LDAP entry, like {@code ${uid}@example.com}: what an import makes of an entry. */
public final class EntryTemplate {
    private final TemplateText text;

    private EntryTemplate(TemplateText text) {
        this.text = text;
    }

    /** Compiles a template; empty when something between the braces is not the name of an LDAP attribute. */
    public static Optional<EntryTemplate> parse(String written) {
        return TemplateText.parse(written)
                .filter(text -> text.holes().stream().allMatch(AttributeRule::isName))
                .map(EntryTemplate::new);
    }

    /** The LDAP attributes that it reads, as written. */
    public List<String> attributes() {
        return text.holes();
    }

    /** The first value of each attribute filled in; empty when the entry has none of them. */
    public Optional<String> of(ActualEntry entry) {
        return text.fill(name -> entry.attribute(name).map(Attribute::getValue));
    }
}
