package io.isthmus.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchResultEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.ldap.SearchBase;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a watch tells, on whatever server. */
interface WatchContract {
    Watching watching();

    LDAPConnection admin();

    List<SearchBase> bases();

    int streams();

    /** Makes a user whom the bases cover; its DN. */
    String user(String name) throws LDAPException;

    /** Makes a group of this member. */
    String group(String name, String member) throws LDAPException;

    DirectoryFlavour flavour();

    default Anchor anchor(String dn) throws LDAPException {
        SearchResultEntry entry = admin().getEntry(dn, flavour().anchorAttribute());
        return flavour().anchor(entry).orElseThrow();
    }

    default void touch(String dn, String value) throws LDAPException {
        admin().modify(dn, new Modification(ModificationType.REPLACE, "telephoneNumber", value));
    }

    private Overheard begin(Map<String, byte[]> cookies) {
        return Overheard.of(watching(), bases(), cookies);
    }

    @Test
    default void whatHappensIsTold() throws LDAPException {
        try (Overheard heard = begin(Map.of())) {
            heard.begun(streams());
            assertThat(heard.seen).filteredOn(Seen.Everything.class::isInstance).hasSize(streams());
            assertThat(heard.seen).noneMatch(Seen.Touched.class::isInstance);
            int mark = heard.seen.size();
            String ada = user("told.ada");
            Anchor anchor = anchor(ada);
            heard.await(mark, anchor);
            mark = heard.seen.size();
            touch(ada, "+49 1");
            heard.await(mark, anchor);
            mark = heard.seen.size();
            String group = group("told", ada);
            Anchor members = anchor(group);
            heard.await(mark, members);
            mark = heard.seen.size();
            admin().modify(group, new Modification(ModificationType.ADD, "member", user("told.bob")));
            heard.await(mark, members);
            mark = heard.seen.size();
            String rdn = ada.substring(0, ada.indexOf('=') + 1) + "told.renamed";
            admin().modifyDN(ada, rdn, true);
            heard.await(mark, anchor);
            mark = heard.seen.size();
            admin().delete(rdn + ada.substring(ada.indexOf(',')));
            heard.await(mark, anchor);
            heard.covered(mark);
        }
    }

    @Test
    default void whoComesWithACookieIsToldWhatWasMissed() throws LDAPException {
        String ada = user("missed.ada");
        String bob = user("missed.bob");
        String cid = user("missed.cid");
        Map<String, byte[]> cookies;
        try (Overheard heard = begin(Map.of())) {
            heard.begun(streams());
            int mark = heard.seen.size();
            touch(cid, "+49 0");
            heard.await(mark, anchor(cid));
            heard.covered(mark);
            cookies = heard.cookies();
        }
        Anchor gone = anchor(bob);
        touch(ada, "+49 2");
        admin().delete(bob);
        try (Overheard heard = begin(cookies)) {
            heard.await(0, anchor(ada));
            heard.await(0, new Seen.Touched(gone)::equals);
            assertThat(heard.seen)
                    .doesNotContain(new Seen.Touched(anchor(cid)))
                    .noneMatch(Seen.Everything.class::isInstance);
        }
    }

    @Test
    default void aCookieThatMeansNothingIsABeginning() throws LDAPException {
        Map<String, byte[]> cookies;
        try (Overheard heard = begin(Map.of())) {
            heard.begun(streams());
            cookies = new HashMap<>(heard.cookies());
        }
        cookies.replaceAll((stream, cookie) -> "nonsense".getBytes(StandardCharsets.US_ASCII));
        try (Overheard heard = begin(cookies)) {
            heard.await(0, Seen.Everything.class::isInstance);
            String ada = user("anew.ada");
            heard.await(0, anchor(ada));
        }
    }

    @Test
    default void theProbeSaysSo() {
        Optional<Watching.Watch> watch = watching().open(bases());
        assertThat(watch).isPresent();
        watch.get().close();
    }
}
