package io.isthmus.directory;

import static io.isthmus.directory.DirectoryContract.applied;
import static io.isthmus.directory.DirectoryContract.modify;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Values and names in other letters and blanks, which a server takes for equal. */
interface SpellingContract extends MemberContract {
    ValueChange TITLE =
            new ValueChange("title", List.of("head  of sales"), List.of("Head of Sales"), ValueChange.Kind.PENDING);

    /** Whether a name in other letters is another name to this server. */
    default boolean spellsNamesAnew() {
        return true;
    }

    @Test
    default void aValueIsSpelledAnew() {
        ActualEntry entry = added("spelling", Map.of("title", List.of("head  of sales")));
        assertThat(applied(directory().apply(modify(entry, TITLE))).converged()).isFalse();
        assertThat(title(entry)).contains("Head of Sales");
    }

    @Test
    default void whatOthersHaveDoneOfItIsNotUndone() throws LDAPException {
        ActualEntry entry = added("spelling.of.others", Map.of("title", List.of("head  of sales")));
        ValueChange gone = new ValueChange("sn", List.of("gone"), List.of("here"), ValueChange.Kind.PENDING);
        try (LDAPConnection other = other()) {
            other.modify(entry.dn().toString(), new Modification(ModificationType.REPLACE, "sn", "here"));
        }
        applied(directory().apply(modify(entry, TITLE, gone)));
        assertThat(title(entry)).contains("Head of Sales");
        applied(directory().apply(modify(entry, TITLE, gone)));
        assertThat(title(entry)).contains("Head of Sales");
    }

    @Test
    default void aNameIsSpelledAnew() {
        ActualEntry entry = added("spelling.name", Map.of("title", List.of("head  of sales")));
        Change.RenameEntry change = words().rename(entry, "Spelling.Name", Optional.empty(), TITLE);
        assertThat(applied(directory().apply(change)).converged()).isFalse();
        String name = spellsNamesAnew() ? "Spelling.Name" : "spelling.name";
        ActualEntry after = now(change.newDn());
        assertThat(after.anchor()).isEqualTo(entry.anchor());
        assertThat(after.dn().getRDN().getAttributeValues()).containsExactly(name);
        assertThat(after.attribute(words().rdn())).map(Attribute::getValue).contains(name);
        assertThat(title(entry)).contains("Head of Sales");
        applied(directory().apply(words().rename(after, "SPELLING.name", Optional.empty())));
    }

    private Optional<String> title(ActualEntry entry) {
        return now(entry.dn()).attribute("title").map(Attribute::getValue);
    }

    private ActualEntry now(DN dn) {
        return directory().entry(dn, DirectoryContract.READ).orElseThrow();
    }
}
